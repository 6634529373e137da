import type { Random } from "../../src/base/random.ts";
import { LOSSES, rowLoss } from "../../src/nn/losses.ts";
import { padTo8 } from "../../src/nn/parameters.ts";
import { RecurrentNetwork } from "../../src/nn/recurrent_network.ts";
import type { Element, Leaf } from "./differences.ts";
import { inputLeaf, parameterLeaves, randomised, uniform } from "./leaves.ts";

/** A network with random weights everywhere. */
export function randomNetwork(...parts: ConstructorParameters<typeof RecurrentNetwork>): RecurrentNetwork {
  return randomised(new RecurrentNetwork(...parts), parts[3]);
}

/**
 * One series' stretch of rows: inputs (T, I), the states before the first, and a probe (T, O) of the outputs.
 */
export interface Segment {
  readonly length: number;
  readonly x: Float64Array;
  readonly states: Float64Array;
  readonly probe: Float64Array;
}

export function randomSegments(
  network: RecurrentNetwork,
  lengths: readonly number[],
  random: Random,
): Segment[] {
  const { inputs, outputs, hidden } = network.sizes;
  const units = padTo8(hidden);
  return lengths.map((length) => ({
    length,
    x: uniform(length * inputs, 1, random),
    states: uniform(network.stateLength, 0.8, random).map((value, i) => i % units < hidden ? value : 0),
    probe: uniform(length * outputs, 1, random),
  }));
}

/** Plans the segments and puts their inputs and states where the network reads them. */
export function load(network: RecurrentNetwork, segments: readonly Segment[]): void {
  network.plan(segments.map(({ length }) => length), segments.length);
  const { schedule, sizes: { inputs } } = network;
  const { memory } = network.parameters.kernels;
  segments.forEach(({ length, x, states }, b) => {
    const first = schedule.steps - length;
    network.moveStates(first, b, states, true);
    for (let t = 0; t < length; t++) {
      memory.set(x.subarray(t * inputs, (t + 1) * inputs), network.inputRow(first + t, b));
    }
  });
}

/** Calls `visit` with each row's segment, step within it, and addresses of its outputs and their gradient. */
export function eachRow(
  network: RecurrentNetwork,
  segments: readonly Segment[],
  visit: (segment: Segment, t: number, y: number, dy: number) => void,
): void {
  segments.forEach((segment, b) => {
    const first = network.schedule.steps - segment.length;
    for (let t = 0; t < segment.length; t++) {
      visit(segment, t, network.outputRow(first + t, b), network.gradientRow(first + t, b));
    }
  });
}

/** ℓ = Σ probe · y over all segments; writes its gradient. */
export function probeLoss(network: RecurrentNetwork, segments: readonly Segment[]): number {
  const { sizes: { outputs }, outputStride, parameters: { kernels: { memory } } } = network;
  let loss = 0;
  eachRow(network, segments, ({ probe }, t, y, dy) => {
    memory.fill(0, dy, dy + outputStride);
    for (let o = 0; o < outputs; o++) {
      memory[dy + o] = probe[t * outputs + o];
      loss += memory[dy + o] * memory[y + o];
    }
  });
  return loss;
}

/**
 * Errors of the predictions in `labelledLoss`, on both sides of Huber's kinks at ±1 and well away from them.
 */
const ERRORS = [0.4, -1.7, NaN, -0.6, 2.3, NaN, 0.05];

/**
 * The mean of one of `LOSSES` over labels that lie `ERRORS` away from what the network says now; some are
 * missing.
 */
export function labelledLoss(
  network: RecurrentNetwork,
  segments: readonly Segment[],
  name: string,
): () => number {
  const { sizes: { outputs }, outputStride, parameters: { kernels } } = network;
  let known = 0;
  let next = 0;
  const labels = new Map(segments.map((segment) => [segment, new Float64Array(segment.probe.length)]));
  eachRow(network, segments, (segment, t, y) => {
    for (let o = 0; o < outputs; o++) {
      const label = kernels.memory[y + o] - ERRORS[next++ % ERRORS.length];
      labels.get(segment)![t * outputs + o] = label;
      if (label === label) known++;
    }
  });
  return () => {
    const { memory } = kernels;
    let loss = 0;
    eachRow(network, segments, (segment, t, y, dy) => {
      memory.fill(0, dy, dy + outputStride);
      loss += rowLoss(LOSSES[name], memory, y, dy, labels.get(segment)!, t * outputs, outputs, 1 / known);
    });
    return loss;
  };
}

/**
 * All that a loss depends on, after `backward`: parameters, inputs, and the states that the segments begin
 * with.
 */
export function leavesOf(network: RecurrentNetwork, segments: readonly Segment[]): Leaf[] {
  return [
    ...parameterLeaves(network.parameters),
    inputLeaf(network, segments),
    ...stateLeaves(network, segments),
  ];
}

function stateLeaves(network: RecurrentNetwork, segments: readonly Segment[]): Leaf[] {
  const { cell, sizes: { layers, hidden }, parameters: { kernels: { memory } } } = network;
  const units = padTo8(hidden);
  const names = cell.hasCellState ? ["h", "c"] : ["h"];
  return Array.from({ length: layers }, (_, layer) =>
    names.map((name, part): Leaf => {
      const { dh, dc } = network.startGradients(layer);
      const elements: Element[] = [];
      segments.forEach(({ states }, b) => {
        for (let unit = 0; unit < hidden; unit++) {
          elements.push({
            where: `${name}_l${layer}[${b},${unit}]`,
            values: states,
            at: (layer * names.length + part) * units + unit,
            derived: memory[(part === 0 ? dh : dc) + b * units + unit],
          });
        }
      });
      return { name: `${name}_l${layer}`, elements };
    })).flat();
}
