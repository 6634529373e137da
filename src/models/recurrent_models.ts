import type { OptionValues } from "../base/options.ts";
import { ABOUT, type About } from "../nn/cells/about.ts";
import type { Cell } from "../nn/cells/cell.ts";
import { CELLS, gruOf } from "../nn/cells/registry.ts";
import { SPECIAL_OPTIONS } from "../nn/network_options.ts";
import type { ModelEntry } from "./entry.ts";
import { HEAD_OPTIONS, LEARNING_OPTIONS } from "./learning.ts";
import { recurrent } from "./recurrent_forecaster.ts";
import { stackOf } from "./recurrent_track.ts";

const OPTIONS = {
  ...LEARNING_OPTIONS,
  ...HEAD_OPTIONS,
  rate: { ...LEARNING_OPTIONS.rate, default: 0.002 as number },
  reads: {
    default: "",
    placeholder: "NAME",
    help:
      "the forecasts of the model of that name, which stands before this one, are inputs too: lstm(reads=ar)",
  },
  skip: { default: "yes", choices: ["yes", "no"], help: "whether the output layer also reads the inputs" },
} as const;

/** A recurrent forecaster, whose options may go beyond those of all, and say which cell it has. */
function entryOf<T extends typeof OPTIONS>(
  about: About,
  options: T,
  cellOf: (values: OptionValues<T>) => Cell,
): ModelEntry<T> {
  return {
    kind: "network",
    ...about,
    options,
    create: (name, values, context) =>
      recurrent(name, stackOf(cellOf(values)), values as OptionValues<typeof OPTIONS>, context),
  };
}

const RNN_OPTIONS = { ...OPTIONS, rate: { ...OPTIONS.rate, default: 0.001 } } as const;
export const rnn: ModelEntry<typeof RNN_OPTIONS> = entryOf(ABOUT.rnn, RNN_OPTIONS, () => CELLS.rnn);

export const lstm: ModelEntry<typeof OPTIONS> = entryOf(ABOUT.lstm, OPTIONS, () => CELLS.lstm);

const GRU_OPTIONS = {
  ...OPTIONS,
  rate: { ...OPTIONS.rate, default: 0.0015 },
  reset: SPECIAL_OPTIONS.reset,
} as const;
export const gru: ModelEntry<typeof GRU_OPTIONS> = entryOf(
  ABOUT.gru,
  GRU_OPTIONS,
  ({ reset }) => gruOf(reset),
);
