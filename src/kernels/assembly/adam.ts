// The optimizer's two passes over the flat parameters: the norm for clipping, and the update.

import { bytes, madd, nmadd, sumOfLanes, zeros } from "./lanes";

/** Σ x², in 32 partial sums: eight chains, as in product.ts. */
export function sumOfSquares(x: usize, length: i32): f32 {
  const end = x + bytes(length);
  let s0 = zeros(), s1 = zeros(), s2 = zeros(), s3 = zeros();
  let s4 = zeros(), s5 = zeros(), s6 = zeros(), s7 = zeros();
  for (; x + 128 <= end; x += 128) {
    const x0 = v128.load(x), x1 = v128.load(x, 16), x2 = v128.load(x, 32), x3 = v128.load(x, 48);
    s0 = madd(x0, x0, s0); s1 = madd(x1, x1, s1); s2 = madd(x2, x2, s2); s3 = madd(x3, x3, s3);
    const x4 = v128.load(x, 64), x5 = v128.load(x, 80), x6 = v128.load(x, 96), x7 = v128.load(x, 112);
    s4 = madd(x4, x4, s4); s5 = madd(x5, x5, s5); s6 = madd(x6, x6, s6); s7 = madd(x7, x7, s7);
  }
  const low = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
  const high = f32x4.add(f32x4.add(s4, s5), f32x4.add(s6, s7));
  let sum = sumOfLanes(f32x4.add(low, high));
  for (; x < end; x += 4) sum += load<f32>(x) * load<f32>(x);
  return sum;
}

/**
 * Adding and subtracting this rounds to a multiple of 9e-19, so that what would decay for ever comes to rest before it,
 * or its square, is a denormal number. Those are up to thirty times slower, and WebAssembly can't switch them off.
 * Beside Adam's ε of 1e-8 the rounding has no effect.
 */
const GRAIN: usize = memory.data<f32>([1e-11], 4); // in memory, for the reason that `ones` tells
/**
 * What v is at least when a step begins, for the same reason. A padded parameter's v, which no checkpoint has, is then always
 * the same, and so is what shares a division with it.
 */
const FLOOR: usize = memory.data<f32>([1e-32], 4);

/** One step of Adam with decoupled weight decay; kernels.ts says it in full. `length` is a multiple of 8. */
export function adam(
  w: usize, g: usize, m: usize, v: usize, length: i32,
  scale: f64, rate: f64, epsilon: f64, beta1: f64, beta2: f64, decay: f64,
): void {
  const scales = f32x4.splat(<f32>scale), rates = f32x4.splat(<f32>rate), epsilons = f32x4.splat(<f32>epsilon);
  const weight1 = f32x4.splat(<f32>(1 - beta1)), weight2 = f32x4.splat(<f32>(1 - beta2));
  const decays = f32x4.splat(<f32>decay), grain = v128.load32_splat(GRAIN), floor = v128.load32_splat(FLOOR);
  for (let i: usize = 0, end = bytes(length); i < end; i += 32) {
    const low = f32x4.mul(scales, v128.load(g + i)), high = f32x4.mul(scales, v128.load(g + i, 16));
    move(w + i, m + i, v + i, low, high, rates, epsilons, weight1, weight2, decays, grain, floor);
  }
}

/** The same for a matrix (N, K) whose gradient is dz ⊗ a. */
export function adamOuter(
  w: usize, dz: usize, a: usize, m: usize, v: usize, n: i32, k: i32,
  scale: f64, rate: f64, epsilon: f64, beta1: f64, beta2: f64, decay: f64,
): void {
  const scales = f32x4.splat(<f32>scale), rates = f32x4.splat(<f32>rate), epsilons = f32x4.splat(<f32>epsilon);
  const weight1 = f32x4.splat(<f32>(1 - beta1)), weight2 = f32x4.splat(<f32>(1 - beta2));
  const decays = f32x4.splat(<f32>decay), grain = v128.load32_splat(GRAIN), floor = v128.load32_splat(FLOOR);
  for (; n > 0; n -= 8) {
    const low = f32x4.mul(scales, v128.load(dz)), high = f32x4.mul(scales, v128.load(dz, 16));
    for (let input: usize = 0, end = bytes(k); input < end; input += 4) {
      const x = v128.load32_splat(a + input);
      move(w, m, v, f32x4.mul(x, low), f32x4.mul(x, high), rates, epsilons, weight1, weight2, decays, grain, floor);
      w += 32;
      m += 32;
      v += 32;
    }
    dz += 32;
  }
}

/**
 * Eight parameters against their gradient, with one division for each two of them, rate / (p q): the most expensive
 * instruction here. Neither p q nor its inverse can leave the range of float32: p and q are at least 3e-10, the first step's ε, and
 * at most 1.8e19, for the optimizer makes no step if the squares of the gradient overflow.
 */
@inline function move(
  w: usize, m: usize, v: usize, gradient0: v128, gradient1: v128,
  rates: v128, epsilons: v128, weight1: v128, weight2: v128, decays: v128, grain: v128, floor: v128,
): void {
  gradient0 = rounded(gradient0, grain); gradient1 = rounded(gradient1, grain);
  let m0 = v128.load(m), m1 = v128.load(m, 16);
  m0 = rounded(madd(weight1, f32x4.sub(gradient0, m0), m0), grain);
  m1 = rounded(madd(weight1, f32x4.sub(gradient1, m1), m1), grain);
  v128.store(m, m0); v128.store(m, m1, 16);

  let v0 = f32x4.pmax(v128.load(v), floor), v1 = f32x4.pmax(v128.load(v, 16), floor);
  v0 = madd(weight2, f32x4.sub(f32x4.mul(gradient0, gradient0), v0), v0);
  v1 = madd(weight2, f32x4.sub(f32x4.mul(gradient1, gradient1), v1), v1);
  v128.store(v, v0); v128.store(v, v1, 16);

  const p = f32x4.add(f32x4.sqrt(v0), epsilons), q = f32x4.add(f32x4.sqrt(v1), epsilons);
  const both = f32x4.div(rates, f32x4.mul(p, q));
  const w0 = v128.load(w), w1 = v128.load(w, 16);
  v128.store(w, nmadd(f32x4.mul(m0, q), both, nmadd(decays, w0, w0)));
  v128.store(w, nmadd(f32x4.mul(m1, p), both, nmadd(decays, w1, w1)), 16);
}

@inline function rounded(x: v128, grain: v128): v128 {
  return f32x4.sub(f32x4.add(x, grain), grain);
}
