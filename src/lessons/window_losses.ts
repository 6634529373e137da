import { Random } from "../base/random.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { MlpNetwork } from "../nn/mlp_network.ts";
import { Optimizer } from "../nn/optimizer.ts";

/** How the windows of a sequence are told what is wanted, and what is made of their answers. */
export interface WindowLoss {
  readonly loss: "per-window" | "aggregate";
  readonly combine: "last" | "mean" | "sum";
  /** Mean squared error over that of saying the labels' mean. */
  readonly relativeError: number;
}

const WINDOWS = 4;
const WINDOW = 10;
const BATCH = 32;
const TEST = 1000;
const VARIANCE = 2 / 12; // of the label: two numbers uniform in 0 … 1

/**
 * A perceptron over four windows of ten rows that share one label, the sum of the two marked numbers among
 * their forty rows (the adding problem of Hochreiter & Schmidhuber 1997). No window sees both numbers. Told
 * the label one by one, each learns to guess the whole from its part; told together, to say its part.
 *
 *   per window:  Σ_j (ŷ_j − y)²        aggregate:  (Σ_j ŷ_j − y)²
 */
export function windowLosses(kernels: Kernels, updates: number, seed: number): WindowLoss[] {
  const each = trained(kernels, "per-window", updates, seed);
  const whole = trained(kernels, "aggregate", updates, seed);
  return [
    { loss: "per-window", combine: "last", relativeError: each((y) => y[WINDOWS - 1]) },
    { loss: "per-window", combine: "mean", relativeError: each((y) => sum(y) / WINDOWS) },
    { loss: "per-window", combine: "sum", relativeError: each(sum) },
    { loss: "aggregate", combine: "sum", relativeError: whole(sum) },
  ];
}

type Combination = (answers: readonly number[]) => number;

/** Trains by one loss; returns what gives the relative error of a combination. */
function trained(
  kernels: Kernels,
  loss: WindowLoss["loss"],
  updates: number,
  seed: number,
): (combine: Combination) => number {
  const random = new Random(seed);
  const sizes = { inputs: 2 * WINDOW, hidden: [32], outputs: 1 };
  const network = new MlpNetwork(kernels, sizes, random);
  const optimizer = new Optimizer(network.parameters, { rate: 0.003, fall: 500, clip: 1, decay: 0 });
  for (let update = 0; update < updates; update++) {
    const labels = draw(kernels, network, random, BATCH);
    network.forward();
    for (let b = 0; b < BATCH; b++) {
      const answers = answersOf(kernels, network, b);
      const total = sum(answers);
      answers.forEach((answer, j) => {
        const error = (loss === "aggregate" ? total : answer) - labels[b];
        kernels.memory[network.gradientRow(b * WINDOWS + j)] = 2 * error / BATCH;
      });
    }
    network.backward();
    optimizer.step();
  }
  const test = new Random(seed + 1);
  const labels = draw(kernels, network, test, TEST);
  network.forward();
  const answers = Array.from(labels, (_, b) => answersOf(kernels, network, b));
  return (combine) => {
    let error = 0;
    labels.forEach((label, b) => error += (combine(answers[b]) - label) ** 2);
    return error / TEST / VARIANCE;
  };
}

/**
 * Puts fresh sequences where the network reads them, a row of its minibatch per window; returns their labels.
 */
function draw(kernels: Kernels, network: MlpNetwork, random: Random, batch: number): Float64Array {
  network.plan(batch * WINDOWS);
  const labels = new Float64Array(batch);
  const half = WINDOWS * WINDOW / 2;
  for (let b = 0; b < batch; b++) {
    const marks = [random.below(half), half + random.below(half)];
    for (let t = 0; t < WINDOWS * WINDOW; t++) {
      const to = network.inputRow(b * WINDOWS + Math.floor(t / WINDOW)) + 2 * (t % WINDOW);
      const value = random.uniform();
      const isMarked = marks.includes(t);
      kernels.memory[to] = value;
      kernels.memory[to + 1] = isMarked ? 1 : 0;
      if (isMarked) labels[b] += value;
    }
  }
  return labels;
}

function answersOf({ memory }: Kernels, network: MlpNetwork, b: number): number[] {
  return Array.from({ length: WINDOWS }, (_, j) => memory[network.outputRow(b * WINDOWS + j)]);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
