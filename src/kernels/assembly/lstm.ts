// The step of nn/cells/lstm.ts, where the equations stand, for all rows in one call.

import { sigmoid, tanh } from "./activations";
import { bytes, madd, nmadd, ones } from "./lanes";
import { product } from "./product";
import { productBack } from "./product_back";

export function lstmForward(
  whh: usize, z: usize, ldz: usize, h: usize, hNext: usize, c: usize, cNext: usize, cache: usize,
  rows: i32, units: i32,
): void {
  const width = bytes(units), ldh = width + 16;
  product(whh, h, ldh, z, ldz, rows, 4 * units, units, 1);
  for (; rows > 0; rows--) {
    for (let j: usize = 0; j < width; j += 16) {
      const atI = z + j, atF = atI + width, atG = atF + width, atO = atG + width;
      const i = sigmoid(v128.load(atI));
      const f = sigmoid(v128.load(atF));
      const g = tanh(v128.load(atG));
      const o = sigmoid(v128.load(atO));
      const cAfter = madd(f, v128.load(c + j), f32x4.mul(i, g));
      const t = tanh(cAfter);
      v128.store(hNext + j, f32x4.mul(o, t));
      v128.store(cNext + j, cAfter);

      v128.store(atI, i);
      v128.store(atF, f);
      v128.store(atG, g);
      v128.store(atO, o);
      v128.store(cache + j, t);
    }
    z += ldz;
    hNext += ldh;
    c += width;
    cNext += width;
    cache += width;
  }
}

export function lstmBackward(
  whh: usize, whhT: usize, z: usize, dz: usize, _dzh: usize, ldz: usize, _h: usize, c: usize, cache: usize,
  dh: usize, dc: usize, rows: i32, units: i32,
): void {
  const width = bytes(units), one = ones();
  for (let row: usize = 0; row < <usize>rows; row++) {
    const gates = z + row * ldz, dGates = dz + row * ldz, state = row * width;
    for (let j: usize = 0; j < width; j += 16) {
      const atI = gates + j, atF = atI + width, atG = atF + width, atO = atG + width;
      const dI = dGates + j, dF = dI + width, dG = dF + width, dO = dG + width;
      const at = state + j;
      const i = v128.load(atI), f = v128.load(atF), g = v128.load(atG), o = v128.load(atO);
      const t = v128.load(cache + at), dhAfter = v128.load(dh + at);
      const dcAfter = madd(f32x4.mul(dhAfter, o), nmadd(t, t, one), v128.load(dc + at));

      v128.store(dI, f32x4.mul(f32x4.mul(dcAfter, g), f32x4.mul(i, f32x4.sub(one, i))));
      v128.store(dF, f32x4.mul(f32x4.mul(dcAfter, v128.load(c + at)), f32x4.mul(f, f32x4.sub(one, f))));
      v128.store(dG, f32x4.mul(f32x4.mul(dcAfter, i), nmadd(g, g, one)));
      v128.store(dO, f32x4.mul(f32x4.mul(dhAfter, t), f32x4.mul(o, f32x4.sub(one, o))));
      v128.store(dc + at, f32x4.mul(dcAfter, f));
    }
  }
  productBack(whh, whhT, dz, ldz, dh, width, rows, 4 * units, units, units, 0);
}
