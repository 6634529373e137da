import type { OptionTable } from "../../../base/options.ts";
import { type Flag, flagName, type FlagTable } from "../../../options/flag.ts";

/** What of a run decides whether its options say anything to it. */
export interface IdleQuestion {
  /** The command's flags. */
  readonly flags: FlagTable;
  /** Model options that flags for learning were given for. */
  readonly learning: Iterable<string>;
  /** The options of each network of the run. */
  readonly networks: readonly OptionTable[];
  readonly badRows: "skip" | "fail";
  readonly rejects: string | undefined;
  readonly series: string | undefined;
  readonly maxSeries: number;
  readonly state: string | undefined;
  readonly checkpointEvery: number;
}

/**
 * Notes on the options that were given and say nothing to this run, of any command that learns rows. No
 * errors: one command line is tried with several lists of models, and without a state first.
 */
export function idleOptions(run: IdleQuestion): string[] {
  const { flags, networks, badRows, rejects, series, state } = run;
  const idle = [...run.learning].filter((option) =>
    !networks.some((options) => Object.hasOwn(options, option))
  );
  const notes = idle.map((option) =>
    `${flagOf(flags, option)} does nothing here: no model of this run has such an option`
  );
  if (rejects !== undefined && badRows === "fail") {
    notes.push("--rejects stays empty here: --bad-rows fail skips no line");
  }
  if (series === undefined && isSet("maxSeries")) {
    notes.push("--max-series does nothing here: without --series there is one");
  }
  if (state === undefined && isSet("checkpointEvery")) {
    notes.push("--checkpoint-every does nothing here: no --state is kept");
  }
  return notes;

  function isSet(key: "maxSeries" | "checkpointEvery"): boolean {
    return String(run[key]) !== flags[key].default;
  }
}

/** The flag that speaks to all networks' option of this name. */
function flagOf(flags: FlagTable, option: string): string {
  const [key, flag] = Object.entries<Flag<unknown>>(flags).find(([, { modelOption }]) =>
    modelOption === option
  )!;
  return flagName(key, flag);
}
