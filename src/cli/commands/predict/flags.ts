import { type FlagGroups, flagsOf, type FlagValues, text } from "../../../options/flag.ts";
import { FORECAST_FLAGS, GENERAL } from "../../../options/flags.ts";
import { parseFlags } from "../../parse_flags.ts";
import { type WithState, withState } from "../shared/with_state.ts";

const { input, format, output, emit, wide, forecastTime } = FORECAST_FLAGS;

/** The flags of `predict`, by the headings of its help. */
export const PREDICT_GROUPS = {
  "Model": {
    state: text("FILE", "the state of a forecast run; it stays as it is"),
  },
  "Input": { input },
  "Output": { format, output, emit, wide, forecastTime },
  "General": GENERAL,
} satisfies FlagGroups;

const FLAGS = flagsOf(PREDICT_GROUPS);

/** What a `predict` run was asked to do. */
export type PredictOptions = WithState<FlagValues<typeof FLAGS>>;

/** @throws {UsageError} if an argument is wrong or the state is missing */
export function readPredictOptions(args: readonly string[]): PredictOptions {
  return withState("predict", parseFlags(FLAGS, args).values);
}
