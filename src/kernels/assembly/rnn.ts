// The step of nn/cells/rnn.ts, where the equations stand, for all rows in one call.

import { tanh } from "./activations";
import { bytes, nmadd, ones } from "./lanes";
import { product } from "./product";
import { productBack } from "./product_back";

export function rnnForward(
  whh: usize, z: usize, ldz: usize, h: usize, hNext: usize, _c: usize, _cNext: usize, _cache: usize,
  rows: i32, units: i32,
): void {
  const width = bytes(units), ldh = width + 16;
  product(whh, h, ldh, z, ldz, rows, units, units, 1);
  for (; rows > 0; rows--) {
    for (let j: usize = 0; j < width; j += 16) {
      const state = tanh(v128.load(z + j));
      v128.store(z + j, state);
      v128.store(hNext + j, state);
    }
    z += ldz;
    hNext += ldh;
  }
}

export function rnnBackward(
  whh: usize, whhT: usize, z: usize, dz: usize, _dzh: usize, ldz: usize, _h: usize, _c: usize, _cache: usize,
  dh: usize, _dc: usize, rows: i32, units: i32,
): void {
  const width = bytes(units), one = ones();
  for (let row: usize = 0; row < <usize>rows; row++) {
    const states = z + row * ldz, gradients = dz + row * ldz, dhs = dh + row * width;
    for (let j: usize = 0; j < width; j += 16) {
      const state = v128.load(states + j);
      v128.store(gradients + j, f32x4.mul(v128.load(dhs + j), nmadd(state, state, one)));
    }
  }
  productBack(whh, whhT, dz, ldz, dh, width, rows, units, units, units, 0);
}
