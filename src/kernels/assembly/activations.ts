// σ and tanh of four floats by a rational function, and relu over rows.

import { madd, zeros } from "./lanes";

// x P(x²) / Q(x²) with |x| cut at a limit, P and Q of degree 4: where its numbers stand in a table, which is read from
// memory for the reason that `ones` of lanes.ts tells.
const LIMIT: usize = 0, MINUS_LIMIT: usize = 1, P: usize = 2, Q: usize = 7;

/** tanh x: the best approximation by relative error, found by differential correction over [0, 8]. */
const TANH: usize = memory.data<f32>([
  8.0, -8.0,
  0.9999999403953552, 0.13353314995765686, 0.0034610501024872065, 1.996133323700633e-5, 1.226544821264497e-8,
  1.0, 0.46686646342277527, 0.025749940425157547, 0.0003225939581170678, 7.374068786702992e-7,
], 16);

/** ½ tanh(x / 2): the same, its powers of two taken into the numbers. */
const HALF_TANH_OF_HALF: usize = memory.data<f32>([
  16.0, -16.0,
  0.2499999850988388, 0.008345821872353554, 5.40789078513626e-5, 7.797395795705597e-8, 1.1977976770161103e-11,
  1.0, 0.11671661585569382, 0.0016093712765723467, 5.040530595579185e-6, 2.8804956198058562e-9,
], 16);

const HALF: usize = memory.data<f32>([0.5], 4);

@inline function number(table: usize, index: usize): v128 {
  return v128.load32_splat(table + (index << 2));
}

@inline function rational(x: v128, table: usize): v128 {
  x = f32x4.pmin(f32x4.pmax(x, number(table, MINUS_LIMIT)), number(table, LIMIT));
  const s = f32x4.mul(x, x);
  let p = madd(s, number(table, P + 4), number(table, P + 3));
  p = madd(s, p, number(table, P + 2));
  p = madd(s, p, number(table, P + 1));
  p = madd(s, p, number(table, P));
  let q = madd(s, number(table, Q + 4), number(table, Q + 3));
  q = madd(s, q, number(table, Q + 2));
  q = madd(s, q, number(table, Q + 1));
  q = madd(s, q, number(table, Q));
  return f32x4.div(f32x4.mul(x, p), q);
}

/** Largest error 2.8e-7 (absolute, and relative to tanh x); |result| < 1; tanh 0 is 0; NaN stays NaN. */
@inline export function tanh(x: v128): v128 {
  return rational(x, TANH);
}

/** σ(x) = ½ + ½ tanh(x / 2). Largest absolute error 1.9e-7; 0 < result < 1. */
@inline export function sigmoid(x: v128): v128 {
  return f32x4.add(v128.load32_splat(HALF), rational(x, HALF_TANH_OF_HALF));
}

/** z = max(z, 0) over the first `width` bytes of each row; NaN stays NaN. */
export function relu(z: usize, ldz: usize, rows: i32, width: usize): void {
  for (; rows > 0; rows--) {
    for (let i: usize = 0; i < width; i += 16) v128.store(z + i, f32x4.pmax(v128.load(z + i), zeros()));
    z += ldz;
  }
}

/** dz = 0 where z ≤ 0. */
export function reluBack(z: usize, ldz: usize, dz: usize, lddz: usize, rows: i32, width: usize): void {
  for (; rows > 0; rows--) {
    for (let i: usize = 0; i < width; i += 16) {
      v128.store(dz + i, v128.andnot(v128.load(dz + i), f32x4.le(v128.load(z + i), zeros())));
    }
    z += ldz;
    dz += lddz;
  }
}
