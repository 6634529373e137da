import { Random } from "../base/random.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { CELLS } from "../nn/cells/registry.ts";
import type { Parameters } from "../nn/parameters.ts";
import { RecurrentNetwork } from "../nn/recurrent_network.ts";
import { RecallBatch } from "./recall_task.ts";
import { readSequences } from "./sequence_models.ts";

/** What one gradient step met. */
export interface DescentStep {
  /** Norm of the gradient before clipping. */
  readonly norm: number;
  /** Mean squared error of the minibatch. */
  readonly loss: number;
}

const TASK = { lag: 30, spread: 20, batch: 8, hidden: 32 } as const;
/**
 * η, so large that a network thrown off by one huge gradient does not find back, and so small that weights of
 * the usual size need no clipping: at 0.05 it hung on the seed and the last bit of a sum whether the descent
 * survived.
 */
const RATE = 0.15;

/** How a network descends. */
export interface Descent {
  /** By how much the recurrent weights are larger than they usually begin. */
  readonly gain: number;
  /** Largest norm of the gradient; Infinity: as it comes. */
  readonly clip: number;
}

/**
 * A vanilla RNN learns to recall by plain gradient descent, w ← w − η g, where g is cut to the norm `clip`
 * (Pascanu et al. 2013). Plain, because Adam divides by the gradients' own size and so hides what is to be
 * seen.
 */
export function descend(
  kernels: Kernels,
  { gain, clip }: Descent,
  updates: number,
  seed: number,
): DescentStep[] {
  const random = new Random(seed);
  const sizes = { inputs: 2, hidden: TASK.hidden, layers: 1, outputs: 1, skip: false };
  const network = new RecurrentNetwork(kernels, CELLS.rnn, sizes, random);
  const { parameters } = network;
  parameters.write("weight_hh_l0", parameters.read("weight_hh_l0").map((w) => gain * w));
  parameters.write(
    "head.weight",
    Float64Array.from({ length: TASK.hidden }, () => random.uniform(-0.5, 0.5)),
  );
  const batch = new RecallBatch(TASK.batch, TASK.lag, TASK.spread);
  return Array.from({ length: updates }, () => {
    batch.draw(random);
    readSequences(kernels, network, batch);
    const loss = writeGradient(kernels, network, batch);
    network.backward();
    return { norm: descendOnce(kernels, parameters, clip), loss };
  });
}

/** Puts the gradient of the squared error where the network reads it; returns the error. */
function writeGradient({ memory }: Kernels, network: RecurrentNetwork, batch: RecallBatch): number {
  const { steps, rows } = network.schedule;
  const first = network.gradientRow(0, 0);
  memory.fill(0, first, first + rows * network.outputStride);
  let loss = 0;
  for (let b = 0; b < TASK.batch; b++) {
    const error = memory[network.outputRow(steps - 1, b)] - batch.labels[b];
    memory[network.gradientRow(steps - 1, b)] = 2 * error / TASK.batch;
    loss += error * error / TASK.batch;
  }
  return loss;
}

/** One step against the gradient; returns its norm. */
function descendOnce(kernels: Kernels, parameters: Parameters, clip: number): number {
  const { values, gradients, length } = parameters;
  const norm = Math.sqrt(kernels.sumOfSquares(gradients, length));
  const rate = RATE * Math.min(1, clip / norm);
  for (let i = 0; i < length; i++) kernels.memory[values + i] -= rate * kernels.memory[gradients + i];
  return norm;
}
