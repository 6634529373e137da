import { Random } from "../base/random.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { Cell } from "../nn/cells/cell.ts";
import { crossEntropy } from "../nn/cross_entropy.ts";
import { MlpNetwork } from "../nn/mlp_network.ts";
import { Optimizer } from "../nn/optimizer.ts";
import { WindowNetwork } from "../nn/window_network.ts";
import { type BracketBatch, BRACKETS, CLASSES } from "./brackets.ts";
import { largest, oneHot } from "./symbols.ts";

/** What reads whole sequences of brackets and says of each which class it is. */
export interface BracketClassifier {
  readonly parameters: number;
  forward(batch: BracketBatch): void;
  /** The class of sequence b. */
  choice(b: number): number;
  /** One gradient step on the mean cross-entropy. */
  learn(labels: readonly number[]): void;
}

const COUNT = CLASSES.length;
const ADAM = { rate: 0.01, fall: 500, clip: 1, decay: 0 };

/**
 * A network that reads row by row and answers from the state it ends in; sequences of all lengths in one
 * minibatch.
 */
export function recurrentClassifier(kernels: Kernels, cell: Cell, seed: number): BracketClassifier {
  const sizes = {
    inputs: BRACKETS,
    hidden: 16,
    layers: 1,
    bidirectional: false,
    outputs: COUNT,
    read: "end" as const,
  };
  const network = new WindowNetwork(kernels, cell, sizes, new Random(seed));
  const optimizer = new Optimizer(network.parameters, ADAM);
  return {
    parameters: network.parameters.count,
    forward({ sequences, lengths }) {
      network.plan(lengths, lengths.length);
      const { steps } = network.schedule;
      sequences.forEach((sequence, b) =>
        sequence.forEach((bracket, i) => {
          const t = steps - sequence.length + i; // sequences end together
          oneHot(kernels.memory, network.inputRow(t, b), BRACKETS, bracket);
        })
      );
      network.forward();
    },
    choice: (b) => largest(kernels.memory, network.outputRow(0, b), COUNT),
    learn(labels) {
      labels.forEach((label, b) => {
        const [y, dy] = [network.outputRow(0, b), network.gradientRow(0, b)];
        crossEntropy(kernels.memory, y, dy, COUNT, label, 1 / labels.length);
      });
      network.backward();
      optimizer.step();
    },
  };
}

/** A perceptron over the last `window` brackets, padded on the left where there are fewer. */
export function windowedClassifier(kernels: Kernels, window: number, seed: number): BracketClassifier {
  const sizes = { inputs: window * BRACKETS, hidden: [32], outputs: COUNT };
  const network = new MlpNetwork(kernels, sizes, new Random(seed));
  const optimizer = new Optimizer(network.parameters, ADAM);
  return {
    parameters: network.parameters.count,
    forward({ sequences }) {
      network.plan(sequences.length);
      sequences.forEach((sequence, b) => {
        for (let i = 0; i < window; i++) {
          const at = sequence.length - window + i;
          const to = network.inputRow(b) + i * BRACKETS;
          oneHot(kernels.memory, to, BRACKETS, at < 0 ? -1 : sequence[at]);
        }
      });
      network.forward();
    },
    choice: (b) => largest(kernels.memory, network.outputRow(b), COUNT),
    learn(labels) {
      labels.forEach((label, b) => {
        const [y, dy] = [network.outputRow(b), network.gradientRow(b)];
        crossEntropy(kernels.memory, y, dy, COUNT, label, 1 / labels.length);
      });
      network.backward();
      optimizer.step();
    },
  };
}
