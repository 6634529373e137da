import type { Cell } from "./cell.ts";
import { addOutputGradient, gateLayout, sigmoid } from "./gates.ts";

/**
 * Gated recurrent unit, reset before the matrix product, one step.
 *
 *   r = σ(W_xr x + b_r + W_hr h)               (B, H)  reset gate
 *   z = σ(W_xz x + b_z + W_hz h)               (B, H)  update gate
 *   h̃ = tanh(W_xh x + b_h + W_hh (r ⊙ h))      (B, H)  candidate
 *   h′ = (1 − z) ⊙ h + z ⊙ h̃                   (B, H)
 *
 * The caller puts the terms of x and b into `z`. Weights: (3H, H), of which W_rz, the first 2H outputs, reads
 * h, and W_h, the last H, reads r ⊙ h; gate order r, z, h̃. After `forward`, z holds r, z, h̃. Cache: r ⊙ h.
 *
 * Gradient, from dh′ (what `dh` and `dOut` hold together):
 *
 *   dz_h = dh′ ⊙ z ⊙ (1 − h̃²)
 *   drh = W_hᵀ dz_h                            by r ⊙ h
 *   dz_r = drh ⊙ h ⊙ r ⊙ (1 − r)
 *   dz_z = dh′ ⊙ (h̃ − h) ⊙ z ⊙ (1 − z)
 *   dh = dh′ ⊙ (1 − z) + drh ⊙ r + W_rzᵀ [dz_r, dz_z]
 *
 * Source: Cho et al. 2014, arXiv:1406.1078v3, with biases; z weighs the candidate, as in Chung et al. 2014,
 * arXiv:1412.3555, and in the lecture, where Cho's paper and Keras (reset_after=False) have z and 1 − z the
 * other way round. PyTorch's variant is `gru_after.ts`.
 */
export const gruBefore: Cell = {
  name: "gru-before",
  hasCellState: false,
  splitsGradient: false,
  ...gateLayout(["r", "z", "h"], false),

  forward(kernels, { rows, units: H, whh, z, ldz, h, hNext, cache }) {
    kernels.product(whh, h, H + 4, z, ldz, rows, 2 * H, H, 1); // z_r, z_z += W_rz h
    const m = kernels.memory;
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < H; j++) {
        const gates = z + row * ldz + j;
        m[gates] = sigmoid(m[gates]);
        m[gates + H] = sigmoid(m[gates + H]);
        m[cache + row * H + j] = m[gates] * m[h + row * (H + 4) + j]; // r ⊙ h
      }
    }
    kernels.product(candidate(whh, H), cache, H, z + 2 * H, ldz, rows, H, H, 1); // z_h += W_h (r ⊙ h)
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < H; j++) {
        const gates = z + row * ldz + j;
        const state = row * (H + 4) + j;
        const update = m[gates + H];
        const hTilde = Math.tanh(m[gates + 2 * H]);
        m[hNext + state] = (1 - update) * m[h + state] + update * hTilde;
        m[gates + 2 * H] = hTilde;
      }
    }
  },

  backward(kernels, step) {
    const { rows, units: H, whh, whhT, z, ldz, h, dz, dh } = step;
    addOutputGradient(kernels, step);
    const m = kernels.memory;
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < H; j++) {
        const gates = z + row * ldz + j;
        const hTilde = m[gates + 2 * H];
        m[dz + row * ldz + j + 2 * H] = m[dh + row * H + j] * m[gates + H] * (1 - hTilde * hTilde);
      }
    }
    // drh = W_hᵀ dz_h, put where dz_r will stand
    kernels.productBack(
      candidate(whh, H),
      candidate(whhT, H),
      dz + 2 * H,
      ldz,
      dz,
      ldz,
      rows,
      H,
      H,
      H,
      0,
    );
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < H; j++) {
        const gates = z + row * ldz + j;
        const dGates = dz + row * ldz + j;
        const r = m[gates];
        const update = m[gates + H];
        const hTilde = m[gates + 2 * H];
        const hBefore = m[h + row * (H + 4) + j];
        const dhAfter = m[dh + row * H + j];
        const drh = m[dGates];
        m[dGates] = drh * hBefore * r * (1 - r);
        m[dGates + H] = dhAfter * (hTilde - hBefore) * update * (1 - update);
        m[dh + row * H + j] = dhAfter * (1 - update) + drh * r;
      }
    }
    kernels.productBack(whh, whhT, dz, ldz, dh, H, rows, 2 * H, H, H, 1); // dh += W_rzᵀ [dz_r, dz_z]
  },

  transpose(kernels, whh, whhT, H) {
    kernels.transpose(whh, whhT, 2 * H, H, H);
    kernels.transpose(candidate(whh, H), candidate(whhT, H), H, H, H);
  },

  weightGradient(kernels, { rows, units: H, h, cache, dz, ldz }, gradient) {
    kernels.weightGradient(h, H + 4, dz, ldz, gradient, rows, 2 * H, H, 0);
    kernels.weightGradient(cache, H, dz + 2 * H, ldz, candidate(gradient, H), rows, H, H, 0);
  },
};

/**
 * Where W_h begins, after the 2H outputs of W_rz: in the weights, their transposed copy and their gradient
 * alike.
 */
function candidate(weights: number, H: number): number {
  return weights + 2 * H * H;
}
