import { assert, assertEquals } from "@std/assert";
import type { Random } from "../../src/base/random.ts";
import type { Floats } from "../../src/kernels/kernels.ts";
import { padTo8, type Parameters } from "../../src/nn/parameters.ts";
import type { Element, Leaf } from "./differences.ts";

/** What gradient checks vary: a network's parameters and inputs; and how these are made. */

export function uniform(length: number, bound: number, random: Random): Float64Array {
  return Float64Array.from({ length }, () => random.uniform(-bound, bound));
}

/** Random weights everywhere: a network that has just been built has output layers of zeros. */
export function randomise(parameters: Parameters, random: Random): void {
  for (const { name, shape } of parameters.tensors) {
    parameters.write(name, uniform(shape[0] * shape[1], 0.7, random));
  }
}

/** The network, its weights random. */
export function randomised<N extends { readonly parameters: Parameters }>(network: N, random: Random): N {
  randomise(network.parameters, random);
  return network;
}

export function parameterLeaves(parameters: Parameters): Leaf[] {
  const { memory } = parameters.kernels;
  return parameters.tensors.map(({ name, shape, index }) => {
    const elements: Element[] = [];
    for (let i = 0; i < shape[0]; i++) {
      for (let j = 0; j < shape[1]; j++) {
        elements.push({
          where: `${name}[${i},${j}]`,
          values: memory,
          at: parameters.values + index(i, j),
          derived: memory[parameters.gradients + index(i, j)],
        });
      }
    }
    return { name, elements };
  });
}

/** What the tests of inputs need of a network. */
export interface ReadsWindows {
  readonly sizes: { readonly inputs: number };
  readonly parameters: Parameters;
  readonly schedule: { readonly steps: number; readonly rows: number; row(t: number, b: number): number };
  inputRow(t: number, b: number): number;
  inputGradient(dx: number, lddx: number): void;
}

export function inputLeaf(
  network: ReadsWindows,
  windows: readonly { readonly x: Float64Array; readonly length: number }[],
): Leaf {
  const { sizes: { inputs }, schedule, parameters: { kernels } } = network;
  const stride = padTo8(inputs);
  const dx = kernels.allocate(schedule.rows * stride);
  network.inputGradient(dx, stride);
  const elements: Element[] = [];
  windows.forEach(({ x, length }, b) => {
    for (let at = 0; at < x.length; at++) {
      const t = Math.floor(at / inputs);
      const row = schedule.row(schedule.steps - length + t, b);
      const derived = kernels.memory[dx + row * stride + at % inputs];
      elements.push({ where: `x[${t},${b},${at % inputs}]`, values: x, at, derived });
    }
  });
  return { name: "x", elements };
}

/**
 * Asserts that weights and moments behind the names are zero still, and that no two names speak of one
 * weight.
 */
export function assertPaddingIsZero(parameters: Parameters): void {
  const { memory } = parameters.kernels;
  const named = new Set<number>();
  for (const { shape, index } of parameters.tensors) {
    for (let i = 0; i < shape[0]; i++) for (let j = 0; j < shape[1]; j++) named.add(index(i, j));
  }
  assertEquals(named.size, parameters.count, "two names for one weight");
  for (let i = 0; i < parameters.length; i++) {
    if (named.has(i)) continue;
    for (const part of ["values", "gradients", "first", "second"] as const) {
      const value = memory[parameters[part] + i];
      assert(Math.abs(value) < 1e-30, `${part}[${i}] is ${value}`);
    }
  }
}

/** The float64 or float32 numbers of a stretch of memory, as a copy. */
export function copy(memory: Floats, address: number, length: number): number[] {
  return [...memory.subarray(address, address + length)];
}
