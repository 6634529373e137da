import type { Persistent } from "../base/archive.ts";
import type { OptionTable, OptionValues } from "../base/options.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { Parameters } from "../nn/parameters.ts";
import type { Sequence } from "./sequence.ts";

/**
 * A model of the comparison. For every row: `predict`, and if the row turns out to have a label, `learn`,
 * once the sequence knows it.
 */
export interface Classifier extends Persistent {
  /** The name in the output. */
  readonly name: string;
  /** What it trains, if it is a network. */
  readonly network?: { readonly parameters: Parameters } | undefined;
  /** Begins this model's memory of a sequence that has no rows yet. */
  open(sequence: Sequence): Track;
  /** Takes in the newest row of the track's sequence and rewrites `probabilities`. */
  predict(track: Track): void;
  /** Learns from the label of the newest row. */
  learn(track: Track): void;
  /** What the summary says of this model: parameters, updates, last loss … */
  report(): Readonly<Record<string, number>>;
}

/** A model's memory of one sequence. */
export interface Track extends Persistent {
  /** (classes): how likely each class is to be this row's label, or, if that comes later, its sequence's. */
  readonly probabilities: Float64Array;
  /** The oldest row that will still be read. */
  readonly oldest: number;
}

/** What a model is told of the run it takes part in. */
export interface ClassifierContext {
  /** Inputs of a row. */
  readonly inputs: number;
  /** Classes that outputs are reserved for: those not seen yet have their share of the probability. */
  readonly classes: number;
  readonly seed: number;
  readonly kernels: Kernels;
}

/** A line of the registry. */
export interface ClassifierEntry<T extends OptionTable = OptionTable> {
  /** A network is trained by gradient, and the flags for learning apply to it. */
  readonly kind: "network" | "baseline";
  readonly summary: string;
  readonly reference: string;
  readonly options: T;
  create(name: string, options: OptionValues<T>, context: ClassifierContext): Classifier;
}
