import { loadEntry } from "../../../library/model_plan.ts";
import { FORECAST_FLAGS } from "../../../options/flags.ts";
import type { ForecastOptions } from "../../../options/forecast_options.ts";
import { idleOptions } from "../shared/idle_options.ts";

/** Notes on the flags that were given and say nothing to this `forecast` run. */
export async function idleFlags(options: ForecastOptions): Promise<string[]> {
  const { models, neuralFallbacks, pretrain, events, alerts, drift } = options;
  const entries = await Promise.all(models.map(({ kind }) => loadEntry(kind)));
  const networks = entries.filter(({ kind }) => kind === "network").map(({ options }) => options);
  const notes = idleOptions({
    ...options,
    flags: FORECAST_FLAGS,
    learning: neuralFallbacks.keys(),
    networks,
  });
  if (pretrain !== undefined && networks.length === 0) {
    notes.push("--pretrain does nothing here: there is no network among the models");
  }
  if (events !== undefined && alerts.length === 0 && drift === "none") {
    notes.push("--events stays empty here: there is no --alert, and --drift is none");
  }
  return notes;
}
