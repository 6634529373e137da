import { Random } from "../base/random.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { MlpNetwork } from "../nn/mlp_network.ts";
import { Optimizer } from "../nn/optimizer.ts";
import type { RecurrentNetwork } from "../nn/recurrent_network.ts";
import type { Sequences } from "./sequences.ts";

/** What reads sequences and answers each with one number. */
export interface SequenceModel {
  /** Multiply-adds that one row costs. */
  readonly cost: number;
  /** Answers every sequence. */
  forward(batch: Sequences): void;
  answer(b: number): number;
  /** One gradient step on the squared error of the answers just given. */
  learn(labels: Float64Array): void;
}

const ADAM = { fall: 300, clip: 1, decay: 0 };

/** A perceptron that sees the last `window` rows of a sequence. */
export function windowedModel(
  kernels: Kernels,
  { inputs, window, hidden, seed }: {
    readonly inputs: number;
    readonly window: number;
    readonly hidden: number;
    readonly seed: number;
  },
): SequenceModel {
  const sizes = { inputs: window * inputs, hidden: [hidden], outputs: 1 };
  const network = new MlpNetwork(kernels, sizes, new Random(seed));
  const optimizer = new Optimizer(network.parameters, { rate: 0.003, ...ADAM });
  return {
    cost: network.parameters.count,
    forward(batch) {
      network.plan(batch.batch);
      for (let b = 0; b < batch.batch; b++) {
        const to = network.inputRow(b);
        for (let back = window; back >= 1; back--) {
          batch.write(b, back, kernels.memory, to + (window - back) * inputs);
        }
      }
      network.forward();
    },
    answer: (b) => kernels.memory[network.outputRow(b)],
    learn(labels) {
      writeSlopes(kernels, labels, (b) => network.outputRow(b), (b) => network.gradientRow(b));
      network.backward();
      optimizer.step();
    },
  };
}

/**
 * A recurrent network that reads a sequence row by row and answers at its end; the whole sequence is
 * backpropagated through.
 */
export function recurrentModel(
  kernels: Kernels,
  network: RecurrentNetwork,
): SequenceModel {
  const optimizer = new Optimizer(network.parameters, { rate: 0.01, ...ADAM });
  return {
    cost: network.parameters.count,
    forward: (batch) => readSequences(kernels, network, batch),
    answer: (b) => kernels.memory[network.outputRow(network.schedule.steps - 1, b)],
    learn(labels) {
      const { steps, rows } = network.schedule;
      const first = network.gradientRow(0, 0);
      kernels.memory.fill(0, first, first + rows * network.outputStride);
      const row = (b: number) => network.outputRow(steps - 1, b);
      writeSlopes(kernels, labels, row, (b) => network.gradientRow(steps - 1, b));
      network.backward();
      optimizer.step();
    },
  };
}

/**
 * Puts the sequences' rows where a recurrent network reads them, the states before them being zero, and runs
 * it.
 */
export function readSequences(kernels: Kernels, network: RecurrentNetwork, batch: Sequences): void {
  network.plan(batch.lengths, batch.batch);
  const { steps } = network.schedule;
  const rest = new Float32Array(network.stateLength);
  for (let b = 0; b < batch.batch; b++) {
    network.moveStates(steps - batch.lengths[b], b, rest, true);
    for (let back = 1; back <= batch.lengths[b]; back++) {
      batch.write(b, back, kernels.memory, network.inputRow(steps - back, b));
    }
  }
  network.forward();
}

/** The gradient of the mean squared error by the answers. */
function writeSlopes(
  kernels: Kernels,
  labels: Float64Array,
  answer: (b: number) => number,
  gradient: (b: number) => number,
): void {
  for (let b = 0; b < labels.length; b++) {
    kernels.memory[gradient(b)] = 2 * (kernels.memory[answer(b)] - labels[b]) / labels.length;
  }
}
