// z (rows, N) = a (rows, K) · Wᵀ over weights blocked by eight outputs, W[N/8][K][8]. Addresses and strides in bytes.
//
// Every output is one chain of multiply-adds in the order of k, whichever of the three shapes below computes it, so
// that a row's result does not depend on the rows beside it. The shapes keep eight chains going (a multiply-add takes
// four cycles and two start in each) and load little: V8 checks every access to the memory.

import { bytes, madd, spread0, spread1, spread2, spread3, zeros } from "./lanes";

/** The product for any number of rows: tiles of four, then the rest one by one. */
export function product(
  w: usize, a: usize, lda: usize, z: usize, ldz: usize, rows: i32, n: i32, k: i32, accumulate: i32,
): void {
  const block = bytes(k << 3);
  const tiled = rows & ~3;
  if (tiled > 0) {
    // One block of weights stays in the first-level cache while all rows pass by.
    for (let output = 0; output < n; output += 8) {
      for (let row = 0; row < tiled; row += 4) {
        fourRows(w, a + <usize>row * lda, lda, z + <usize>row * ldz + bytes(output), ldz, k, accumulate);
      }
      w += block;
    }
    w -= block * <usize>(n >> 3);
  }
  for (let row = tiled; row < rows; row++) {
    oneRow(w, a + <usize>row * lda, z + <usize>row * ldz, n, k, accumulate);
  }
}

/** Four rows, eight outputs: 32 multiply-adds for 12 loads. */
@inline function fourRows(
  w: usize, a0: usize, lda: usize, z0: usize, ldz: usize, k: i32, accumulate: i32,
): void {
  const a1 = a0 + lda, a2 = a1 + lda, a3 = a2 + lda;
  const z1 = z0 + ldz, z2 = z1 + ldz, z3 = z2 + ldz;
  let low0 = zeros(), low1 = zeros(), low2 = zeros(), low3 = zeros();
  let high0 = zeros(), high1 = zeros(), high2 = zeros(), high3 = zeros();
  if (accumulate) {
    low0 = v128.load(z0); high0 = v128.load(z0, 16);
    low1 = v128.load(z1); high1 = v128.load(z1, 16);
    low2 = v128.load(z2); high2 = v128.load(z2, 16);
    low3 = v128.load(z3); high3 = v128.load(z3, 16);
  }
  for (let i: usize = 0, end = bytes(k); i < end; i += 16) {
    const x0 = v128.load(a0 + i), x1 = v128.load(a1 + i), x2 = v128.load(a2 + i), x3 = v128.load(a3 + i);

    let low = v128.load(w), high = v128.load(w, 16);
    let x = spread0(x0); low0 = madd(x, low, low0); high0 = madd(x, high, high0);
    x = spread0(x1); low1 = madd(x, low, low1); high1 = madd(x, high, high1);
    x = spread0(x2); low2 = madd(x, low, low2); high2 = madd(x, high, high2);
    x = spread0(x3); low3 = madd(x, low, low3); high3 = madd(x, high, high3);

    low = v128.load(w, 32); high = v128.load(w, 48);
    x = spread1(x0); low0 = madd(x, low, low0); high0 = madd(x, high, high0);
    x = spread1(x1); low1 = madd(x, low, low1); high1 = madd(x, high, high1);
    x = spread1(x2); low2 = madd(x, low, low2); high2 = madd(x, high, high2);
    x = spread1(x3); low3 = madd(x, low, low3); high3 = madd(x, high, high3);

    low = v128.load(w, 64); high = v128.load(w, 80);
    x = spread2(x0); low0 = madd(x, low, low0); high0 = madd(x, high, high0);
    x = spread2(x1); low1 = madd(x, low, low1); high1 = madd(x, high, high1);
    x = spread2(x2); low2 = madd(x, low, low2); high2 = madd(x, high, high2);
    x = spread2(x3); low3 = madd(x, low, low3); high3 = madd(x, high, high3);

    low = v128.load(w, 96); high = v128.load(w, 112);
    x = spread3(x0); low0 = madd(x, low, low0); high0 = madd(x, high, high0);
    x = spread3(x1); low1 = madd(x, low, low1); high1 = madd(x, high, high1);
    x = spread3(x2); low2 = madd(x, low, low2); high2 = madd(x, high, high2);
    x = spread3(x3); low3 = madd(x, low, low3); high3 = madd(x, high, high3);
    w += 128;
  }
  v128.store(z0, low0); v128.store(z0, high0, 16);
  v128.store(z1, low1); v128.store(z1, high1, 16);
  v128.store(z2, low2); v128.store(z2, high2, 16);
  v128.store(z3, low3); v128.store(z3, high3, 16);
}

/** One row: 32 outputs at a time from four blocks, then the blocks that are left. */
function oneRow(w: usize, a: usize, z: usize, n: i32, k: i32, accumulate: i32): void {
  const block = bytes(k << 3);
  for (; n >= 32; n -= 32) {
    fourBlocks(w, block, a, z, k, accumulate);
    w += block << 2;
    z += 128;
  }
  for (; n > 0; n -= 8) {
    oneBlock(w, a, z, k, accumulate);
    w += block;
    z += 32;
  }
}

/** One row, 32 outputs: eight chains, each of four blocks' weights read in a stream. */
@inline function fourBlocks(w0: usize, block: usize, a: usize, z: usize, k: i32, accumulate: i32): void {
  let w1 = w0 + block, w2 = w1 + block, w3 = w2 + block;
  let low0 = zeros(), low1 = zeros(), low2 = zeros(), low3 = zeros();
  let high0 = zeros(), high1 = zeros(), high2 = zeros(), high3 = zeros();
  if (accumulate) {
    low0 = v128.load(z); high0 = v128.load(z, 16);
    low1 = v128.load(z, 32); high1 = v128.load(z, 48);
    low2 = v128.load(z, 64); high2 = v128.load(z, 80);
    low3 = v128.load(z, 96); high3 = v128.load(z, 112);
  }
  for (const end = a + bytes(k); a < end; a += 16) {
    const quad = v128.load(a);

    let x = spread0(quad);
    low0 = madd(x, v128.load(w0), low0); high0 = madd(x, v128.load(w0, 16), high0);
    low1 = madd(x, v128.load(w1), low1); high1 = madd(x, v128.load(w1, 16), high1);
    low2 = madd(x, v128.load(w2), low2); high2 = madd(x, v128.load(w2, 16), high2);
    low3 = madd(x, v128.load(w3), low3); high3 = madd(x, v128.load(w3, 16), high3);

    x = spread1(quad);
    low0 = madd(x, v128.load(w0, 32), low0); high0 = madd(x, v128.load(w0, 48), high0);
    low1 = madd(x, v128.load(w1, 32), low1); high1 = madd(x, v128.load(w1, 48), high1);
    low2 = madd(x, v128.load(w2, 32), low2); high2 = madd(x, v128.load(w2, 48), high2);
    low3 = madd(x, v128.load(w3, 32), low3); high3 = madd(x, v128.load(w3, 48), high3);

    x = spread2(quad);
    low0 = madd(x, v128.load(w0, 64), low0); high0 = madd(x, v128.load(w0, 80), high0);
    low1 = madd(x, v128.load(w1, 64), low1); high1 = madd(x, v128.load(w1, 80), high1);
    low2 = madd(x, v128.load(w2, 64), low2); high2 = madd(x, v128.load(w2, 80), high2);
    low3 = madd(x, v128.load(w3, 64), low3); high3 = madd(x, v128.load(w3, 80), high3);

    x = spread3(quad);
    low0 = madd(x, v128.load(w0, 96), low0); high0 = madd(x, v128.load(w0, 112), high0);
    low1 = madd(x, v128.load(w1, 96), low1); high1 = madd(x, v128.load(w1, 112), high1);
    low2 = madd(x, v128.load(w2, 96), low2); high2 = madd(x, v128.load(w2, 112), high2);
    low3 = madd(x, v128.load(w3, 96), low3); high3 = madd(x, v128.load(w3, 112), high3);
    w0 += 128; w1 += 128; w2 += 128; w3 += 128;
  }
  v128.store(z, low0); v128.store(z, high0, 16);
  v128.store(z, low1, 32); v128.store(z, high1, 48);
  v128.store(z, low2, 64); v128.store(z, high2, 80);
  v128.store(z, low3, 96); v128.store(z, high3, 112);
}

/** One row, eight outputs: two chains, bound by their latency; for what four blocks leave over. */
@inline function oneBlock(w: usize, a: usize, z: usize, k: i32, accumulate: i32): void {
  let low = zeros(), high = zeros();
  if (accumulate) {
    low = v128.load(z); high = v128.load(z, 16);
  }
  for (const end = a + bytes(k); a < end; a += 16) {
    const quad = v128.load(a);
    let x = spread0(quad); low = madd(x, v128.load(w), low); high = madd(x, v128.load(w, 16), high);
    x = spread1(quad); low = madd(x, v128.load(w, 32), low); high = madd(x, v128.load(w, 48), high);
    x = spread2(quad); low = madd(x, v128.load(w, 64), low); high = madd(x, v128.load(w, 80), high);
    x = spread3(quad); low = madd(x, v128.load(w, 96), low); high = madd(x, v128.load(w, 112), high);
    w += 128;
  }
  v128.store(z, low); v128.store(z, high, 16);
}
