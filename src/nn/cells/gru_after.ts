import type { Cell } from "./cell.ts";
import { addOutputGradient, gateLayout, sigmoid } from "./gates.ts";

/**
 * Gated recurrent unit, reset after the matrix product, one step.
 *
 *   r = σ(W_ir x + b_ir + W_hr h + b_hr)           (B, H)  reset gate
 *   z = σ(W_iz x + b_iz + W_hz h + b_hz)           (B, H)  update gate
 *   u = W_hn h + b_hn                              (B, H)
 *   n = tanh(W_in x + b_in + r ⊙ u)                (B, H)  candidate
 *   h′ = (1 − z) ⊙ n + z ⊙ h                       (B, H)
 *
 * The caller puts the terms of x and b_i into `z`. Weights: (3H, H + 4), where input H is the bias b_h and
 * meets the 1 that follows h; gate order r, z, n. After `forward`, z holds r, z, n. Cache: u.
 *
 * Gradient, from dh′ (what `dh` and `dOut` hold together); that by the recurrent product, `dzh`, differs from
 * `dz` in n:
 *
 *   dz_n = dh′ ⊙ (1 − z) ⊙ (1 − n²),               dzh_n = dz_n ⊙ r
 *   dz_r = dz_n ⊙ u ⊙ r ⊙ (1 − r),                 dzh_r = dz_r
 *   dz_z = dh′ ⊙ (h − n) ⊙ z ⊙ (1 − z),            dzh_z = dz_z
 *   dh = dh′ ⊙ z + W_hᵀ dzh
 *
 * Source: Cho et al. 2014, arXiv:1406.1078v1; the same function as PyTorch's nn.GRU and cuDNN's. The
 * lecture's variant is `gru_before.ts`; z and 1 − z have changed places between the two.
 */
export const gruAfter: Cell = {
  name: "gru-after",
  hasCellState: false,
  splitsGradient: true,
  ...gateLayout(["r", "z", "n"], true),

  forward(kernels, { rows, units: H, whh, z, ldz, h, hNext, cache }) {
    const K = H + 4;
    kernels.product(whh, h, K, z, ldz, rows, 2 * H, K, 1); // z_r, z_z += W_hr h + b_hr, W_hz h + b_hz
    kernels.product(whh + 2 * H * K, h, K, cache, H, rows, H, K, 0); // u = W_hn h + b_hn
    const m = kernels.memory;
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < H; j++) {
        const gates = z + row * ldz + j;
        const u = m[cache + row * H + j];
        const r = sigmoid(m[gates]);
        const update = sigmoid(m[gates + H]);
        const n = Math.tanh(m[gates + 2 * H] + r * u);
        m[hNext + row * K + j] = (1 - update) * n + update * m[h + row * K + j];

        m[gates] = r;
        m[gates + H] = update;
        m[gates + 2 * H] = n;
      }
    }
  },

  backward(kernels, step) {
    const { rows, units: H, whh, whhT, z, ldz, h, cache, dz, dzh, dh } = step;
    addOutputGradient(kernels, step);
    const K = H + 4;
    const m = kernels.memory;
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < H; j++) {
        const gates = z + row * ldz + j;
        const r = m[gates];
        const update = m[gates + H];
        const n = m[gates + 2 * H];
        const u = m[cache + row * H + j];
        const hBefore = m[h + row * K + j];
        const dhAfter = m[dh + row * H + j];
        const dn = dhAfter * (1 - update) * (1 - n * n);
        const dr = dn * u * r * (1 - r);
        const dUpdate = dhAfter * (hBefore - n) * update * (1 - update);

        const dGates = row * ldz + j;
        m[dz + dGates] = m[dzh + dGates] = dr;
        m[dz + dGates + H] = m[dzh + dGates + H] = dUpdate;
        m[dz + dGates + 2 * H] = dn;
        m[dzh + dGates + 2 * H] = dn * r;
        m[dh + row * H + j] = dhAfter * update;
      }
    }
    kernels.productBack(whh, whhT, dzh, ldz, dh, H, rows, 3 * H, K, H, 1); // dh += W_hᵀ dzh
  },

  transpose(kernels, whh, whhT, H) {
    kernels.transpose(whh, whhT, 3 * H, H + 4, H);
  },

  weightGradient(kernels, { rows, units: H, h, dzh, ldz }, gradient) {
    kernels.weightGradient(h, H + 4, dzh, ldz, gradient, rows, 3 * H, H + 4, 0);
  },
};
