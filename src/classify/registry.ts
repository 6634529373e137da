import type { OptionValues } from "../base/options.ts";
import type { Cell } from "../nn/cells/cell.ts";
import { ABOUT, type About } from "../nn/cells/about.ts";
import { CELLS, gruOf } from "../nn/cells/registry.ts";
import { SPECIAL_OPTIONS } from "../nn/network_options.ts";
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
  window: { ...SPECIAL_OPTIONS.window, help: "rows that bidirectional=yes reads (W)" },
} as const;

const GRU_OPTIONS = {
  ...RECURRENT_OPTIONS,
  reset: SPECIAL_OPTIONS.reset,
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

/** A recurrent classifier of a cell that takes no option of its own. */
const plain = (about: About, cell: Cell): ClassifierEntry<typeof RECURRENT_OPTIONS> => ({
  kind: "network",
  ...about,
  options: RECURRENT_OPTIONS,
  create: (name, options, context) => recurrent(cell, name, options, context),
});

const rnn = plain(ABOUT.rnn, CELLS.rnn);
const lstm = plain(ABOUT.lstm, CELLS.lstm);

const gru: ClassifierEntry<typeof GRU_OPTIONS> = {
  kind: "network",
  ...ABOUT.gru,
  options: GRU_OPTIONS,
  create: (name, options, context) => recurrent(gruOf(options.reset), name, options, context),
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
