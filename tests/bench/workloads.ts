/**
 * The online learner's work, piece by piece, as Foretide's networks do it: what bench:models times, and bench:peers beside
 * others' libraries. 5 inputs, 1 output; an update is forward over 32 rows from a carried state, mean squared error,
 * backward, clipping to norm 1, Adam; a step is one row from the carried state. Labels are noise, others at each update: what
 * can be learned by heart ends in gradients so small that the processor takes a slower path.
 */
import { Random } from "../../src/base/random.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { type CellName, CELLS } from "../../src/nn/cells/registry.ts";
import { LOSSES, rowLoss } from "../../src/nn/losses.ts";
import { MlpNetwork } from "../../src/nn/mlp_network.ts";
import { Optimizer } from "../../src/nn/optimizer.ts";
import { RecurrentNetwork } from "../../src/nn/recurrent_network.ts";

export const INPUTS = 5;
export const STEPS = 32;
export const HIDDEN = [16, 32, 64, 128, 256];
/** Inputs, units of the two hidden layers, outputs. */
export const PERCEPTRON = { inputs: 160, hidden: [64, 64], outputs: 1 } as const;

const OPTIMIZER = { rate: 0.001, fall: 0, clip: 1, decay: 0 } as const;

/** What an online learner does with a row: forecasts from it, and learns. */
export interface Workload {
  step(): void;
  update(): void;
}

/** A recurrent network of one layer; `batch` series side by side. */
export function recurrentWorkload(
  kernels: Kernels,
  cell: CellName,
  hidden: number,
  batch: number,
): Workload {
  const sizes = { inputs: INPUTS, hidden, layers: 1, outputs: 1, skip: false };
  const network = new RecurrentNetwork(kernels, CELLS[cell], sizes, new Random(1));
  const optimizer = new Optimizer(network.parameters, OPTIMIZER);
  const x = wave(STEPS * batch * INPUTS);
  const labels = new Labels(STEPS * batch);
  const one = new Int32Array(batch).fill(1);
  const segments = new Int32Array(batch).fill(STEPS);
  const share = 1 / (STEPS * batch);
  const carried = Array.from({ length: batch }, () => kernels.allocate(network.stateLength));

  const copyInputs = (rows: number) => {
    const { memory } = kernels;
    for (let row = 0; row < rows; row++) {
      const to = network.inputRow(0, 0) + row * network.inputStride;
      for (let i = 0; i < INPUTS; i++) memory[to + i] = x[row * INPUTS + i];
    }
  };
  return {
    step() {
      network.plan(one, batch);
      copyInputs(batch);
      for (let b = 0; b < batch; b++) network.carryStates(0, b, carried[b], true);
      network.forward();
      for (let b = 0; b < batch; b++) network.carryStates(1, b, carried[b], false);
    },
    update() {
      network.plan(segments, batch);
      copyInputs(STEPS * batch);
      for (let b = 0; b < batch; b++) network.carryStates(0, b, carried[b], true);
      network.forward();
      const first = labels.next();
      for (let row = 0; row < STEPS * batch; row++) {
        const at = row * network.outputStride;
        const y = network.outputRow(0, 0) + at;
        const dy = network.gradientRow(0, 0) + at;
        rowLoss(LOSSES.squared, kernels.memory, y, dy, labels.noise, first + row, 1, share);
      }
      network.backward();
      optimizer.step();
    },
  };
}

/** The windowed perceptron; `batch` windows side by side. */
export function mlpWorkload(kernels: Kernels, batch: number): Workload {
  const network = new MlpNetwork(kernels, PERCEPTRON, new Random(1));
  const optimizer = new Optimizer(network.parameters, OPTIMIZER);
  const x = wave(batch * PERCEPTRON.inputs);
  const labels = new Labels(batch);
  const forward = (rows: number) => {
    network.plan(rows);
    for (let row = 0; row < rows; row++) {
      const window = x.subarray(row * PERCEPTRON.inputs, (row + 1) * PERCEPTRON.inputs);
      kernels.memory.set(window, network.inputRow(row));
    }
    network.forward();
  };
  return {
    step: () => forward(batch),
    update() {
      forward(batch);
      const first = labels.next();
      for (let row = 0; row < batch; row++) {
        const y = network.outputRow(row);
        const dy = network.gradientRow(row);
        rowLoss(LOSSES.squared, kernels.memory, y, dy, labels.noise, first + row, 1, 1 / batch);
      }
      network.backward();
      optimizer.step();
    },
  };
}

/** Noise of which each minibatch takes the next stretch. */
class Labels {
  readonly noise: Float32Array;
  private at = 0;

  constructor(private readonly length: number) {
    const random = new Random(1);
    this.noise = Float32Array.from({ length: 8 * length }, () => random.uniform(-1, 1));
  }

  /** Where the next minibatch's labels begin. */
  next(): number {
    this.at = (this.at + this.length) % this.noise.length;
    return this.at;
  }
}

function wave(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin(i));
}
