import type { Floats } from "../kernels/kernels.ts";

/**
 * A share that float32 loses beside 1: less is 0, or the products after it would meet denormal numbers, which
 * are slow.
 */
const LEAST = 1e-20;

/**
 * p_i = exp(z_i) / Σ exp(z_j) in place over `count` numbers; the largest is taken off first, so that none
 * overflows. NaN spreads.
 */
export function softmax(memory: Floats, z: number, count: number): void {
  let top = -Infinity;
  for (let i = z; i < z + count; i++) if (memory[i] > top) top = memory[i];
  let sum = 0;
  for (let i = z; i < z + count; i++) sum += memory[i] = Math.exp(memory[i] - top);
  for (let i = z; i < z + count; i++) memory[i] = memory[i] <= LEAST * sum ? 0 : memory[i] / sum;
}

/** Softmax of the logits from `z` on, as many as there are places in `p`, which is written. */
export function softmaxInto(p: Float64Array, memory: Floats, z: number): void {
  for (let i = 0; i < p.length; i++) p[i] = memory[z + i];
  softmax(p, 0, p.length);
}

/** dz_i = p_i (dp_i − Σ p_j dp_j), in place of dp; p is what `softmax` left. */
export function softmaxBack(memory: Floats, p: number, dp: number, count: number): void {
  let mean = 0;
  for (let i = 0; i < count; i++) mean += memory[p + i] * memory[dp + i];
  for (let i = 0; i < count; i++) memory[dp + i] = memory[p + i] * (memory[dp + i] - mean);
}
