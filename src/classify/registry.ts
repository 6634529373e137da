import type { OptionValues } from "../base/options.ts";
import type { Cell } from "../nn/cells/cell.ts";
import { CELLS } from "../nn/cells/registry.ts";
import { NETWORK_OPTIONS } from "../nn/network_options.ts";
import { last, majority } from "./baselines.ts";
import { BidirectionalClassifier } from "./bidirectional.ts";
import type { Classifier, ClassifierContext, ClassifierEntry } from "./classifier.ts";
import { RecurrentClassifier } from "./recurrent.ts";
import { TRAINING_OPTIONS } from "./training.ts";
import { WINDOW_OPTIONS, WindowedClassifier } from "./windowed.ts";

const RECURRENT_OPTIONS = {
  ...TRAINING_OPTIONS,
  bidirectional: {
    default: "no",
    choices: ["yes", "no"],
    help:
      "yes: also read from right to left, the last `window` rows anew at every row, half the units each way",
  },
  window: { ...NETWORK_OPTIONS.window, help: "rows that bidirectional=yes reads (W)" },
} as const;

const GRU_OPTIONS = {
  ...RECURRENT_OPTIONS,
  reset: NETWORK_OPTIONS.reset,
} as const;

/** One pass that carries its state from row to row, or two passes anew at every row. */
function recurrent(
  cell: Cell,
  name: string,
  options: OptionValues<typeof RECURRENT_OPTIONS>,
  context: ClassifierContext,
): Classifier {
  const Recurrent = options.bidirectional === "yes" ? BidirectionalClassifier : RecurrentClassifier;
  return new Recurrent(name, cell, options, context);
}

const rnn: ClassifierEntry<typeof RECURRENT_OPTIONS> = {
  kind: "network",
  summary: "Elman's recurrent network",
  reference: "Elman 1990",
  options: RECURRENT_OPTIONS,
  create: (name, options, context) => recurrent(CELLS.rnn, name, options, context),
};

const lstm: ClassifierEntry<typeof RECURRENT_OPTIONS> = {
  kind: "network",
  summary: "long short-term memory",
  reference: "Hochreiter & Schmidhuber 1997",
  options: RECURRENT_OPTIONS,
  create: (name, options, context) => recurrent(CELLS.lstm, name, options, context),
};

const gru: ClassifierEntry<typeof GRU_OPTIONS> = {
  kind: "network",
  summary: "gated recurrent unit",
  reference: "Cho et al. 2014",
  options: GRU_OPTIONS,
  create: (name, options: OptionValues<typeof GRU_OPTIONS>, context) =>
    recurrent(CELLS[options.reset === "after" ? "gru-after" : "gru-before"], name, options, context),
};

const mlp: ClassifierEntry<typeof WINDOW_OPTIONS> = {
  kind: "network",
  summary: "a perceptron on the last rows, left-padded: windowing",
  reference: "Rosenblatt 1962; Rumelhart et al. 1986",
  options: WINDOW_OPTIONS,
  create: (name, options: OptionValues<typeof WINDOW_OPTIONS>, context) =>
    new WindowedClassifier(name, options, context),
};

/** All classifiers, a line each. */
export const CLASSIFIERS = { rnn, lstm, gru, mlp, majority, last } as const;
