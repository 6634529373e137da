// da (rows, columns) = dz (rows, N) · W. From four rows on this is `product` over the transposed copy of W; for fewer
// the copy does not pay, and W is read as it stands.

import { bytes, madd, zeros } from "./lanes";
import { product } from "./product";

/** From this many rows on `productBack` reads the transposed copy. */
const TRANSPOSED_FROM = 4;

export function readsTransposed(rows: i32): bool {
  return rows >= TRANSPOSED_FROM;
}

export function productBack(
  w: usize, wt: usize, dz: usize, ldz: usize, da: usize, lda: usize, rows: i32, n: i32, k: i32, columns: i32,
  accumulate: i32,
): void {
  if (rows >= TRANSPOSED_FROM) {
    product(wt, dz, ldz, da, lda, rows, columns, n, accumulate);
    return;
  }
  for (let row = 0; row < rows; row++) {
    rowBack(w, dz + <usize>row * ldz, da + <usize>row * lda, n, k, columns, accumulate);
  }
}

/**
 * One row, eight inputs at a time: for each, the products of dz with its weights are summed in four lanes, over the
 * first and then the second half of every block of outputs, and the lanes at the end.
 */
function rowBack(w: usize, dz: usize, da: usize, n: i32, k: i32, columns: i32, accumulate: i32): void {
  const block = bytes(k << 3);
  for (let column = 0; column < columns; column += 8) {
    let weights = w + bytes(column << 3), outputs = dz;
    let s0 = zeros(), s1 = zeros(), s2 = zeros(), s3 = zeros();
    let s4 = zeros(), s5 = zeros(), s6 = zeros(), s7 = zeros();
    for (let left = n; left > 0; left -= 8) {
      let d = v128.load(outputs);
      s0 = madd(d, v128.load(weights), s0); s1 = madd(d, v128.load(weights, 32), s1);
      s2 = madd(d, v128.load(weights, 64), s2); s3 = madd(d, v128.load(weights, 96), s3);
      s4 = madd(d, v128.load(weights, 128), s4); s5 = madd(d, v128.load(weights, 160), s5);
      s6 = madd(d, v128.load(weights, 192), s6); s7 = madd(d, v128.load(weights, 224), s7);

      d = v128.load(outputs, 16);
      s0 = madd(d, v128.load(weights, 16), s0); s1 = madd(d, v128.load(weights, 48), s1);
      s2 = madd(d, v128.load(weights, 80), s2); s3 = madd(d, v128.load(weights, 112), s3);
      s4 = madd(d, v128.load(weights, 144), s4); s5 = madd(d, v128.load(weights, 176), s5);
      s6 = madd(d, v128.load(weights, 208), s6); s7 = madd(d, v128.load(weights, 240), s7);
      weights += block;
      outputs += 32;
    }
    put(da + bytes(column), fourSums(s0, s1, s2, s3), accumulate);
    put(da + bytes(column + 4), fourSums(s4, s5, s6, s7), accumulate);
  }
}

/** The sums of the lanes of four vectors, by two rounds of interleaving and adding. */
@inline function fourSums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

@inline function put(to: usize, sums: v128, accumulate: i32): void {
  v128.store(to, accumulate ? f32x4.add(v128.load(to), sums) : sums);
}

/** Wᵀ (columns, N) in the same blocked layout, four by four elements at a time. */
export function transpose(w: usize, wt: usize, n: i32, k: i32, columns: i32): void {
  for (let input = 0; input < columns; input += 8) {
    for (let output = 0; output < n; output += 8) {
      const from = w + bytes(output * k + (input << 3));
      const to = wt + bytes(input * n + (output << 3));
      transposeFour(from, to);
      transposeFour(from + 16, to + 128);
      transposeFour(from + 128, to + 16);
      transposeFour(from + 144, to + 144);
    }
  }
}

/** Four rows of four floats, 32 bytes from row to row, turned into columns. */
@inline function transposeFour(from: usize, to: usize): void {
  const a = v128.load(from), b = v128.load(from, 32), c = v128.load(from, 64), d = v128.load(from, 96);
  const ab01 = v128.shuffle<f32>(a, b, 0, 4, 1, 5), ab23 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd01 = v128.shuffle<f32>(c, d, 0, 4, 1, 5), cd23 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab01, cd01, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<f32>(ab01, cd01, 2, 3, 6, 7), 32);
  v128.store(to, v128.shuffle<f32>(ab23, cd23, 0, 1, 4, 5), 64);
  v128.store(to, v128.shuffle<f32>(ab23, cd23, 2, 3, 6, 7), 96);
}
