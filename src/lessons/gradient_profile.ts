import type { Kernels } from "../kernels/kernels.ts";
import { padTo8 } from "../nn/parameters.ts";
import type { RecurrentNetwork } from "../nn/recurrent_network.ts";
import { readSequences } from "./sequence_models.ts";
import type { Sequences } from "./sequences.ts";

/** How much of the answer's gradient is left k rows before it, as a share of k = 0. */
export interface GradientProfile {
  /** ‖∂ŷ_L/∂h_{L−k}‖ / ‖∂ŷ_L/∂h_L‖ for k = 1, 2, …, the mean over the sequences. */
  readonly byState: Float64Array;
  /** The same by the cell state c, where there is one. */
  readonly byCell: Float64Array | undefined;
}

/**
 * Measures the gradient of a one-layer network's last output by its states 1 … `lags` rows before, exactly:
 * the whole is run once and its states kept; then, for each k, the last k rows are run again from the state
 * before them and backpropagated through.
 *
 * Every sequence must have at least `lags` rows. Cost: lags² / 2 steps forward and backward.
 */
export function gradientProfile(
  kernels: Kernels,
  network: RecurrentNetwork,
  sequences: Sequences,
  lags: number,
): GradientProfile {
  const { batch } = sequences;
  const { hasCellState } = network.cell;
  const states = statesBefore(kernels, network, sequences, lags);
  const byState = new Float64Array(lags);
  const byCell = hasCellState ? new Float64Array(lags) : undefined;
  const atOnce = norm(network.parameters.read("head.weight"), 0, network.sizes.hidden);
  const units = padTo8(network.sizes.hidden);
  for (let k = 1; k <= lags; k++) {
    backpropagateLast(kernels, network, sequences, k, states[k - 1]);
    const { dh, dc } = network.startGradients(0);
    for (let b = 0; b < batch; b++) {
      const share = atOnce * batch;
      byState[k - 1] += norm(kernels.memory, dh + b * units, units) / share;
      if (byCell !== undefined) byCell[k - 1] += norm(kernels.memory, dc + b * units, units) / share;
    }
  }
  return { byState, byCell };
}

/** By k − 1 and sequence: the states k rows before the end. */
function statesBefore(
  kernels: Kernels,
  network: RecurrentNetwork,
  sequences: Sequences,
  lags: number,
): Float32Array[][] {
  readSequences(kernels, network, sequences);
  const { steps } = network.schedule;
  return Array.from({ length: lags }, (_, i) =>
    Array.from({ length: sequences.batch }, (_, b) => {
      const states = new Float32Array(network.stateLength);
      network.moveStates(steps - 1 - i, b, states, false);
      return states;
    }));
}

/**
 * Runs the last k rows of every sequence from the states before them, and takes the last output's gradient
 * back.
 */
function backpropagateLast(
  kernels: Kernels,
  network: RecurrentNetwork,
  sequences: Sequences,
  k: number,
  states: readonly Float32Array[],
): void {
  const { batch } = sequences;
  network.plan(new Int32Array(batch).fill(k), batch);
  for (let b = 0; b < batch; b++) {
    network.moveStates(0, b, states[b], true);
    for (let back = k; back >= 1; back--) {
      sequences.write(b, back, kernels.memory, network.inputRow(k - back, b));
    }
  }
  network.forward();
  const { memory } = kernels;
  const first = network.gradientRow(0, 0);
  memory.fill(0, first, first + network.schedule.rows * network.outputStride);
  for (let b = 0; b < batch; b++) memory[network.gradientRow(k - 1, b)] = 1;
  network.backward();
}

function norm(values: ArrayLike<number>, at: number, count: number): number {
  let sum = 0;
  for (let i = at; i < at + count; i++) sum += values[i] ** 2;
  return Math.sqrt(sum);
}
