import type { Floats } from "../kernels/kernels.ts";

/**
 * Copies `length` floats between buffers. A loop, for rows are short: below a hundred floats it is faster than making the
 * subarray that `set` wants, and makes no garbage.
 */
export function copyFloats(from: Floats, at: number, length: number, into: Floats, to: number): void {
  for (let i = 0; i < length; i++) into[to + i] = from[at + i];
}
