// The step of nn/cells/gru_before.ts, where the equations stand, for all rows in one call.

import { sigmoid, tanh } from "./activations";
import { bytes, madd, nmadd, ones } from "./lanes";
import { product } from "./product";
import { productBack } from "./product_back";

/** Where the candidate's weights begin, behind the 2H outputs of r and z. */
@inline function candidate(weights: usize, units: i32): usize {
  return weights + bytes(2 * units * units);
}

export function gruBeforeForward(
  whh: usize, z: usize, ldz: usize, h: usize, hNext: usize, _c: usize, _cNext: usize, cache: usize,
  rows: i32, units: i32,
): void {
  const width = bytes(units), ldh = width + 16;
  product(whh, h, ldh, z, ldz, rows, 2 * units, units, 1);
  for (let row: usize = 0; row < <usize>rows; row++) {
    const gates = z + row * ldz, before = h + row * ldh, reset = cache + row * width;
    for (let j: usize = 0; j < width; j += 16) {
      const r = sigmoid(v128.load(gates + j));
      v128.store(gates + j, r);
      v128.store(reset + j, f32x4.mul(r, v128.load(before + j)));
    }
  }
  product(candidate(whh, units), cache, width, z + 2 * width, ldz, rows, units, units, 1);
  for (let row: usize = 0; row < <usize>rows; row++) {
    const atZ = z + row * ldz + width, atCandidate = atZ + width;
    const before = h + row * ldh, after = hNext + row * ldh;
    for (let j: usize = 0; j < width; j += 16) {
      const update = sigmoid(v128.load(atZ + j));
      const hTilde = tanh(v128.load(atCandidate + j));
      const hBefore = v128.load(before + j);
      v128.store(after + j, madd(update, f32x4.sub(hTilde, hBefore), hBefore));
      v128.store(atZ + j, update);
      v128.store(atCandidate + j, hTilde);
    }
  }
}

export function gruBeforeBackward(
  whh: usize, whhT: usize, z: usize, dz: usize, _dzh: usize, ldz: usize, h: usize, _c: usize, _cache: usize,
  dh: usize, _dc: usize, rows: i32, units: i32,
): void {
  const width = bytes(units), ldh = width + 16, one = ones();
  for (let row: usize = 0; row < <usize>rows; row++) {
    const gates = z + row * ldz + width, dCandidate = dz + row * ldz + 2 * width, dhs = dh + row * width;
    for (let j: usize = 0; j < width; j += 16) {
      const update = v128.load(gates + j), hTilde = v128.load(gates + width + j);
      v128.store(dCandidate + j, f32x4.mul(f32x4.mul(v128.load(dhs + j), update), nmadd(hTilde, hTilde, one)));
    }
  }
  // drh = W_hᵀ dz_h, put where dz_r will stand
  productBack(
    candidate(whh, units), candidate(whhT, units), dz + 2 * width, ldz, dz, ldz, rows, units, units, units, 0,
  );
  for (let row: usize = 0; row < <usize>rows; row++) {
    const gates = z + row * ldz, dGates = dz + row * ldz, before = h + row * ldh, dhs = dh + row * width;
    for (let j: usize = 0; j < width; j += 16) {
      const r = v128.load(gates + j), update = v128.load(gates + width + j);
      const hTilde = v128.load(gates + 2 * width + j), hBefore = v128.load(before + j);
      const drh = v128.load(dGates + j), dhAfter = v128.load(dhs + j);
      const rest = f32x4.sub(one, update);
      v128.store(dGates + j, f32x4.mul(f32x4.mul(drh, hBefore), f32x4.mul(r, f32x4.sub(one, r))));
      v128.store(
        dGates + width + j,
        f32x4.mul(f32x4.mul(dhAfter, f32x4.sub(hTilde, hBefore)), f32x4.mul(update, rest)),
      );
      v128.store(dhs + j, madd(drh, r, f32x4.mul(dhAfter, rest)));
    }
  }
  productBack(whh, whhT, dz, ldz, dh, width, rows, 2 * units, units, units, 1);
}
