import type { Kernels } from "../kernels/kernels.ts";
import { padTo4, padTo8 } from "./parameters.ts";

/**
 * Floats of an input row: x, a constant 1 at `biasAt`, padding. The 1 makes the bias one more weight; kernels
 * read whole vectors of four and write gradients in vectors of eight.
 */
export function inputStride(inputs: number, biasAt: number = inputs): number {
  return Math.max(padTo4(biasAt + 1), padTo8(inputs));
}

/** Address of `rows` new input rows whose 1 stands at `biasAt`; who writes x leaves it alone. */
export function allocateInputRows(kernels: Kernels, rows: number, stride: number, biasAt: number): number {
  const address = kernels.allocate(rows * stride);
  for (let row = 0; row < rows; row++) kernels.memory[address + row * stride + biasAt] = 1;
  return address;
}
