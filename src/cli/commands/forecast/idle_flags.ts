import type { ForecastOptions } from "../../../options/forecast_options.ts";
import { type Flag, flagName } from "../../../options/flag.ts";
import { FORECAST_FLAGS } from "../../../options/flags.ts";
import { loadEntry } from "../../../library/model_plan.ts";

/**
 * Lines on the flags that were given and say nothing to this run. No errors: one command line is tried with several lists
 * of models, and without a state first.
 */
export async function idleFlags(options: ForecastOptions): Promise<string[]> {
  const { models, neuralFallbacks, series, state, rejects, pretrain, events, alerts, drift } = options;
  const entries = await Promise.all(models.map(({ kind }) => loadEntry(kind)));
  const networks = entries.filter(({ kind }) => kind === "network");
  const idle = [...neuralFallbacks.keys()].filter((option) =>
    !networks.some(({ options }) => Object.hasOwn(options, option))
  );
  const lines = idle.map((option) =>
    `${flagOf(option)} does nothing here: no model of this run has such an option`
  );
  if (pretrain !== undefined && networks.length === 0) {
    lines.push("--pretrain does nothing here: there is no network among the models");
  }
  if (rejects !== undefined && options.badRows === "fail") {
    lines.push("--rejects stays empty here: --bad-rows fail skips no line");
  }
  if (events !== undefined && alerts.length === 0 && drift === "none") {
    lines.push("--events stays empty here: there is no --alert, and --drift is none");
  }
  if (series === undefined && isSet("maxSeries")) {
    lines.push("--max-series does nothing here: without --series there is one");
  }
  if (state === undefined && isSet("checkpointEvery")) {
    lines.push("--checkpoint-every does nothing here: no --state is kept");
  }
  return lines;

  function isSet(key: "maxSeries" | "checkpointEvery"): boolean {
    return String(options[key]) !== FORECAST_FLAGS[key].default;
  }
}

/** The flag that speaks to all networks' option of this name. */
function flagOf(option: string): string {
  const [key, flag] = Object.entries<Flag<unknown>>(FORECAST_FLAGS).find(([, { modelOption }]) =>
    modelOption === option
  )!;
  return flagName(key, flag);
}
