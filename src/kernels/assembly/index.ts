// What the module exports: kernels.ts's functions and the cells' twins, with addresses and strides in floats.

import * as activations from "./activations";
import * as optimizer from "./adam";
import * as additive from "./additive";
import { gruAfterBackward, gruAfterForward } from "./gru_after";
import { gruBeforeBackward, gruBeforeForward } from "./gru_before";
import { add, bytes, copy as copyBytes } from "./lanes";
import { lstmBackward, lstmForward } from "./lstm";
import * as forth from "./product";
import * as back from "./product_back";
import { rnnBackward, rnnForward } from "./rnn";
import * as gradient from "./weight_gradient";

/** Bytes of memory that the module itself uses; buffers come after it. */
export function heapBase(): usize {
  return __heap_base;
}

export function copy(from: i32, to: i32, length: i32): void {
  copyBytes(bytes(from), bytes(to), bytes(length));
}

export function product(
  w: i32, a: i32, lda: i32, z: i32, ldz: i32, rows: i32, n: i32, k: i32, accumulate: i32,
): void {
  forth.product(bytes(w), bytes(a), bytes(lda), bytes(z), bytes(ldz), rows, n, k, accumulate);
}

export function transpose(w: i32, wt: i32, n: i32, k: i32, columns: i32): void {
  back.transpose(bytes(w), bytes(wt), n, k, columns);
}

export function readsTransposed(rows: i32): bool {
  return back.readsTransposed(rows);
}

export function productBack(
  w: i32, wt: i32, dz: i32, ldz: i32, da: i32, lda: i32, rows: i32, n: i32, k: i32, columns: i32,
  accumulate: i32,
): void {
  back.productBack(
    bytes(w), bytes(wt), bytes(dz), bytes(ldz), bytes(da), bytes(lda), rows, n, k, columns, accumulate,
  );
}

export function weightGradient(
  a: i32, lda: i32, dz: i32, ldz: i32, dw: i32, rows: i32, n: i32, k: i32, accumulate: i32,
): void {
  gradient.weightGradient(bytes(a), bytes(lda), bytes(dz), bytes(ldz), bytes(dw), rows, n, k, accumulate);
}

export function relu(z: i32, ldz: i32, rows: i32, n: i32): void {
  activations.relu(bytes(z), bytes(ldz), rows, bytes(n));
}

export function reluBack(z: i32, ldz: i32, dz: i32, lddz: i32, rows: i32, n: i32): void {
  activations.reluBack(bytes(z), bytes(ldz), bytes(dz), bytes(lddz), rows, bytes(n));
}

export function additiveScore(v: i32, q: i32, k: i32, length: i32): f32 {
  return additive.additiveScore(bytes(v), bytes(q), bytes(k), bytes(length));
}

export function additiveScoreBack(
  v: i32, q: i32, k: i32, slope: f32, dv: i32, dq: i32, dk: i32, length: i32,
): void {
  additive.additiveScoreBack(
    bytes(v), bytes(q), bytes(k), slope, bytes(dv), bytes(dq), bytes(dk), bytes(length),
  );
}

export function sumOfSquares(x: i32, length: i32): f32 {
  return optimizer.sumOfSquares(bytes(x), length);
}

export function adam(
  w: i32, g: i32, m: i32, v: i32, length: i32,
  scale: f64, rate: f64, epsilon: f64, beta1: f64, beta2: f64, decay: f64,
): void {
  optimizer.adam(bytes(w), bytes(g), bytes(m), bytes(v), length, scale, rate, epsilon, beta1, beta2, decay);
}

export function adamOuter(
  w: i32, dz: i32, a: i32, m: i32, v: i32, n: i32, k: i32,
  scale: f64, rate: f64, epsilon: f64, beta1: f64, beta2: f64, decay: f64,
): void {
  optimizer.adamOuter(
    bytes(w), bytes(dz), bytes(a), bytes(m), bytes(v), n, k, scale, rate, epsilon, beta1, beta2, decay,
  );
}

// The twins of the cells' steps: `steps` of them in one call, each `rows` rows behind the one before, or before the one behind
// it. A cell gets every number of a step, as CellTwin of kernels.ts lists them, and uses what it needs.

type Forward = (
  whh: usize, z: usize, ldz: usize, h: usize, hNext: usize, c: usize, cNext: usize, cache: usize,
  rows: i32, units: i32,
) => void;

type Backward = (
  whh: usize, whhT: usize, z: usize, dz: usize, dzh: usize, ldz: usize, h: usize, c: usize, cache: usize,
  dh: usize, dc: usize, rows: i32, units: i32,
) => void;

@inline function forward(
  step: Forward, whh: i32, z: i32, ldz: i32, h: i32, hNext: i32, c: i32, cNext: i32, cache: i32,
  rows: i32, units: i32, steps: i32,
): void {
  for (; steps > 0; steps--) {
    step(
      bytes(whh), bytes(z), bytes(ldz), bytes(h), bytes(hNext), bytes(c), bytes(cNext), bytes(cache), rows, units,
    );
    z += rows * ldz;
    h += rows * (units + 4);
    hNext += rows * (units + 4);
    c += rows * units;
    cNext += rows * units;
    cache += rows * units;
  }
}

@inline function backward(
  step: Backward, whh: i32, whhT: i32, z: i32, dz: i32, dzh: i32, ldz: i32, h: i32, c: i32, cache: i32,
  dh: i32, dc: i32, dOut: i32, rows: i32, units: i32, steps: i32,
): void {
  for (; steps > 0; steps--) {
    if (dOut) {
      add(bytes(dOut), bytes(dh), bytes(rows * units));
      dOut -= rows * units;
    }
    step(
      bytes(whh), bytes(whhT), bytes(z), bytes(dz), bytes(dzh), bytes(ldz), bytes(h), bytes(c), bytes(cache),
      bytes(dh), bytes(dc), rows, units,
    );
    z -= rows * ldz;
    dz -= rows * ldz;
    dzh -= rows * ldz;
    h -= rows * (units + 4);
    c -= rows * units;
    cache -= rows * units;
  }
}

export function rnn_forward(
  whh: i32, z: i32, ldz: i32, h: i32, hNext: i32, c: i32, cNext: i32, cache: i32, rows: i32, units: i32,
  steps: i32,
): void {
  forward(rnnForward, whh, z, ldz, h, hNext, c, cNext, cache, rows, units, steps);
}

export function rnn_backward(
  whh: i32, whhT: i32, z: i32, dz: i32, dzh: i32, ldz: i32, h: i32, c: i32, cache: i32, dh: i32, dc: i32,
  dOut: i32, rows: i32, units: i32, steps: i32,
): void {
  backward(rnnBackward, whh, whhT, z, dz, dzh, ldz, h, c, cache, dh, dc, dOut, rows, units, steps);
}

export function lstm_forward(
  whh: i32, z: i32, ldz: i32, h: i32, hNext: i32, c: i32, cNext: i32, cache: i32, rows: i32, units: i32,
  steps: i32,
): void {
  forward(lstmForward, whh, z, ldz, h, hNext, c, cNext, cache, rows, units, steps);
}

export function lstm_backward(
  whh: i32, whhT: i32, z: i32, dz: i32, dzh: i32, ldz: i32, h: i32, c: i32, cache: i32, dh: i32, dc: i32,
  dOut: i32, rows: i32, units: i32, steps: i32,
): void {
  backward(lstmBackward, whh, whhT, z, dz, dzh, ldz, h, c, cache, dh, dc, dOut, rows, units, steps);
}

export function gru_before_forward(
  whh: i32, z: i32, ldz: i32, h: i32, hNext: i32, c: i32, cNext: i32, cache: i32, rows: i32, units: i32,
  steps: i32,
): void {
  forward(gruBeforeForward, whh, z, ldz, h, hNext, c, cNext, cache, rows, units, steps);
}

export function gru_before_backward(
  whh: i32, whhT: i32, z: i32, dz: i32, dzh: i32, ldz: i32, h: i32, c: i32, cache: i32, dh: i32, dc: i32,
  dOut: i32, rows: i32, units: i32, steps: i32,
): void {
  backward(gruBeforeBackward, whh, whhT, z, dz, dzh, ldz, h, c, cache, dh, dc, dOut, rows, units, steps);
}

export function gru_after_forward(
  whh: i32, z: i32, ldz: i32, h: i32, hNext: i32, c: i32, cNext: i32, cache: i32, rows: i32, units: i32,
  steps: i32,
): void {
  forward(gruAfterForward, whh, z, ldz, h, hNext, c, cNext, cache, rows, units, steps);
}

export function gru_after_backward(
  whh: i32, whhT: i32, z: i32, dz: i32, dzh: i32, ldz: i32, h: i32, c: i32, cache: i32, dh: i32, dc: i32,
  dOut: i32, rows: i32, units: i32, steps: i32,
): void {
  backward(gruAfterBackward, whh, whhT, z, dz, dzh, ldz, h, c, cache, dh, dc, dOut, rows, units, steps);
}
