// The step of nn/cells/gru_after.ts, where the equations stand, for all rows in one call.

import { sigmoid, tanh } from "./activations";
import { bytes, madd, nmadd, ones } from "./lanes";
import { product } from "./product";
import { productBack } from "./product_back";

export function gruAfterForward(
  whh: usize, z: usize, ldz: usize, h: usize, hNext: usize, _c: usize, _cNext: usize, cache: usize,
  rows: i32, units: i32,
): void {
  const width = bytes(units), ldh = width + 16, k = units + 4;
  product(whh, h, ldh, z, ldz, rows, 2 * units, k, 1);
  product(whh + bytes(2 * units * k), h, ldh, cache, width, rows, units, k, 0);
  for (let row: usize = 0; row < <usize>rows; row++) {
    const atR = z + row * ldz, atZ = atR + width, atN = atZ + width;
    const before = h + row * ldh, after = hNext + row * ldh, products = cache + row * width;
    for (let j: usize = 0; j < width; j += 16) {
      const r = sigmoid(v128.load(atR + j));
      const update = sigmoid(v128.load(atZ + j));
      const n = tanh(madd(r, v128.load(products + j), v128.load(atN + j)));
      v128.store(after + j, madd(update, f32x4.sub(v128.load(before + j), n), n));
      v128.store(atR + j, r);
      v128.store(atZ + j, update);
      v128.store(atN + j, n);
    }
  }
}

export function gruAfterBackward(
  whh: usize, whhT: usize, z: usize, dz: usize, dzh: usize, ldz: usize, h: usize, _c: usize, cache: usize,
  dh: usize, _dc: usize, rows: i32, units: i32,
): void {
  const width = bytes(units), ldh = width + 16, one = ones();
  for (let row: usize = 0; row < <usize>rows; row++) {
    const atR = z + row * ldz, atZ = atR + width, atN = atZ + width;
    const dR = dz + row * ldz, dZ = dR + width, dN = dZ + width;
    const dhR = dzh + row * ldz, dhZ = dhR + width, dhN = dhZ + width;
    const before = h + row * ldh, products = cache + row * width, dhs = dh + row * width;
    for (let j: usize = 0; j < width; j += 16) {
      const r = v128.load(atR + j), update = v128.load(atZ + j), n = v128.load(atN + j);
      const u = v128.load(products + j), hBefore = v128.load(before + j), dhAfter = v128.load(dhs + j);
      const rest = f32x4.sub(one, update);
      const dn = f32x4.mul(f32x4.mul(dhAfter, rest), nmadd(n, n, one));
      const dr = f32x4.mul(f32x4.mul(dn, u), f32x4.mul(r, f32x4.sub(one, r)));
      const dUpdate = f32x4.mul(f32x4.mul(dhAfter, f32x4.sub(hBefore, n)), f32x4.mul(update, rest));
      v128.store(dR + j, dr);
      v128.store(dhR + j, dr);
      v128.store(dZ + j, dUpdate);
      v128.store(dhZ + j, dUpdate);
      v128.store(dN + j, dn);
      v128.store(dhN + j, f32x4.mul(dn, r));
      v128.store(dhs + j, f32x4.mul(dhAfter, update));
    }
  }
  productBack(whh, whhT, dzh, ldz, dh, width, rows, 3 * units, units + 4, units, 1);
}
