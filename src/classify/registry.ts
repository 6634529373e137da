import type { OptionValues } from "../base/options.ts";
import type { Cell } from "../nn/cells/cell.ts";
import { CELLS } from "../nn/cells/registry.ts";
import { last, majority } from "./baselines.ts";
import type { ClassifierEntry } from "./classifier.ts";
import { RecurrentClassifier } from "./recurrent.ts";
import { TRAINING_OPTIONS } from "./training.ts";
import { WINDOW_OPTIONS, WindowedClassifier } from "./windowed.ts";

function recurrent(summary: string, reference: string, cell: Cell): ClassifierEntry<typeof TRAINING_OPTIONS> {
  return {
    summary,
    reference,
    options: TRAINING_OPTIONS,
    create: (name, options, context) => new RecurrentClassifier(name, cell, options, context),
  };
}

const mlp: ClassifierEntry<typeof WINDOW_OPTIONS> = {
  summary: "a perceptron on the last rows, left-padded: windowing",
  reference: "Rosenblatt 1962; Rumelhart et al. 1986",
  options: WINDOW_OPTIONS,
  create: (name, options: OptionValues<typeof WINDOW_OPTIONS>, context) =>
    new WindowedClassifier(name, options, context),
};

/** All classifiers, a line each. */
export const CLASSIFIERS = {
  rnn: recurrent("Elman's recurrent network", "Elman 1990", CELLS.rnn),
  lstm: recurrent("long short-term memory", "Hochreiter & Schmidhuber 1997", CELLS.lstm),
  gru: recurrent("gated recurrent unit, reset before the product", "Cho et al. 2014", CELLS["gru-before"]),
  mlp,
  majority,
  last,
} as const;
