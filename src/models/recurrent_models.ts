import type { OptionValues } from "../base/options.ts";
import { CELLS } from "../nn/cells/registry.ts";
import { NETWORK_OPTIONS } from "../nn/network_options.ts";
import type { ModelEntry } from "./entry.ts";
import { HEAD_OPTIONS, LEARNING_OPTIONS } from "./learning.ts";
import { recurrent } from "./recurrent.ts";
import { stackOf } from "./recurrent_track.ts";

const OPTIONS = {
  ...LEARNING_OPTIONS,
  ...HEAD_OPTIONS,
  reads: {
    default: "",
    placeholder: "NAME",
    help:
      "the forecasts of the model of that name, which stands before this one, are inputs too: lstm(reads=ar)",
  },
  skip: { default: "yes", choices: ["yes", "no"], help: "whether the output layer also reads the inputs" },
} as const;

const RNN_OPTIONS = { ...OPTIONS, rate: { ...OPTIONS.rate, default: 0.001 } } as const;

export const rnn: ModelEntry<typeof RNN_OPTIONS> = {
  kind: "network",
  summary: "Elman's recurrent network",
  reference: "Elman 1990",
  options: RNN_OPTIONS,
  create: (name, options, context) => recurrent(name, stackOf(CELLS.rnn), options, context),
};

export const lstm: ModelEntry<typeof OPTIONS> = {
  kind: "network",
  summary: "long short-term memory",
  reference: "Hochreiter & Schmidhuber 1997",
  options: OPTIONS,
  create: (name, options, context) => recurrent(name, stackOf(CELLS.lstm), options, context),
};

const GRU_OPTIONS = {
  ...OPTIONS,
  rate: { ...OPTIONS.rate, default: 0.0015 },
  reset: NETWORK_OPTIONS.reset,
} as const;

export const gru: ModelEntry<typeof GRU_OPTIONS> = {
  kind: "network",
  summary: "gated recurrent unit",
  reference: "Cho et al. 2014",
  options: GRU_OPTIONS,
  create: (name, options: OptionValues<typeof GRU_OPTIONS>, context) =>
    recurrent(name, stackOf(CELLS[options.reset === "after" ? "gru-after" : "gru-before"]), options, context),
};
