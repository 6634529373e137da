// The score of additive attention for one query and one key, v · tanh(q + k), and its gradient. Lengths in bytes.

import { tanh } from "./activations";
import { madd, nmadd, ones, sumOfLanes, zeros } from "./lanes";

/** Σ v tanh(q + k). */
export function additiveScore(v: usize, q: usize, k: usize, width: usize): f32 {
  let sum = zeros();
  for (let i: usize = 0; i < width; i += 16) {
    sum = madd(v128.load(v + i), tanh(f32x4.add(v128.load(q + i), v128.load(k + i))), sum);
  }
  return sumOfLanes(sum);
}

/** From the gradient by the score: dv += slope · tanh(q + k); dq and dk += slope · v (1 − tanh²). */
export function additiveScoreBack(
  v: usize, q: usize, k: usize, slope: f32, dv: usize, dq: usize, dk: usize, width: usize,
): void {
  const one = ones(), slopes = f32x4.splat(slope);
  for (let i: usize = 0; i < width; i += 16) {
    const fit = tanh(f32x4.add(v128.load(q + i), v128.load(k + i)));
    const inner = f32x4.mul(f32x4.mul(slopes, v128.load(v + i)), nmadd(fit, fit, one));
    v128.store(dv + i, madd(slopes, fit, v128.load(dv + i)));
    v128.store(dq + i, f32x4.add(v128.load(dq + i), inner));
    v128.store(dk + i, f32x4.add(v128.load(dk + i), inner));
  }
}
