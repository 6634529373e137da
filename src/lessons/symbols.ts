import type { Floats } from "../kernels/kernels.ts";

/** Writes symbol number `symbol` of `count` as a row of zeros with a one; −1 is none of them. */
export function oneHot(memory: Floats, at: number, count: number, symbol: number): void {
  for (let i = 0; i < count; i++) memory[at + i] = i === symbol ? 1 : 0;
}

/** The place of the largest of `count` numbers; the first of equals. */
export function largest(memory: Floats, at: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if (memory[at + i] > memory[at + best]) best = i;
  return best;
}
