import { UsageError } from "../../../base/errors.ts";
import { type FlagTable, type FlagValues, text } from "../../../options/flag.ts";
import { FORECAST_FLAGS, GENERAL } from "../../../options/flags.ts";
import { parseFlags } from "../../parse_flags.ts";

const { input, format, output, emit, wide, forecastTime } = FORECAST_FLAGS;

/** The flags of `predict`, by the headings of its help. */
export const PREDICT_GROUPS = {
  "Model": {
    state: text("FILE", "the state of a forecast run; it stays as it is"),
  },
  "Input": { input },
  "Output": { format, output, emit, wide, forecastTime },
  "General": GENERAL,
} satisfies Readonly<Record<string, FlagTable>>;

const FLAGS = {
  ...PREDICT_GROUPS["Model"],
  ...PREDICT_GROUPS["Input"],
  ...PREDICT_GROUPS["Output"],
  ...GENERAL,
};

/** What a `predict` run was asked to do. */
export interface PredictOptions extends Omit<FlagValues<typeof FLAGS>, "state" | "help" | "version"> {
  readonly state: string;
}

/** @throws {UsageError} if an argument is wrong or the state is missing */
export function readPredictOptions(args: readonly string[]): PredictOptions {
  const { values: { state, ...values } } = parseFlags(FLAGS, args);
  if (state === undefined) {
    throw new UsageError("Cannot run predict: missing option --state FILE; usage: predict --state FILE");
  }
  return { ...values, state };
}
