import type { Cell } from "./cell.ts";
import { addOutputGradient, gateLayout } from "./gates.ts";

/**
 * Elman's recurrent network, one step.
 *
 *   h′ = tanh(W_x x + b + W_h h)          (B, H)
 *
 * The caller puts W_x x + b into `z`. One gate: h. Weights W_h: (H, H). After `forward`, z = h′.
 * Cache: nothing.
 *
 * Gradient, from dh′ (what `dh` and `dOut` hold together):
 *
 *   dz = dh′ ⊙ (1 − h′²)
 *   dh = W_hᵀ dz
 *
 * Source: Elman 1990, Finding structure in time. The same function as PyTorch's nn.RNN, whose two biases are
 * one here.
 */
export const rnn: Cell = {
  name: "rnn",
  hasCellState: false,
  splitsGradient: false,
  ...gateLayout(["h"], false),

  forward(kernels, { rows, units: H, whh, z, ldz, h, hNext }) {
    kernels.product(whh, h, H + 4, z, ldz, rows, H, H, 1); // z += W_h h
    const m = kernels.memory;
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < H; j++) {
        const at = z + row * ldz + j;
        m[at] = Math.tanh(m[at]);
        m[hNext + row * (H + 4) + j] = m[at];
      }
    }
  },

  backward(kernels, step) {
    const { rows, units: H, whh, whhT, z, dz, ldz, dh } = step;
    addOutputGradient(kernels, step);
    const m = kernels.memory;
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < H; j++) {
        const hNext = m[z + row * ldz + j];
        m[dz + row * ldz + j] = m[dh + row * H + j] * (1 - hNext * hNext);
      }
    }
    kernels.productBack(whh, whhT, dz, ldz, dh, H, rows, H, H, H, 0); // dh = W_hᵀ dz
  },

  transpose(kernels, whh, whhT, H) {
    kernels.transpose(whh, whhT, H, H, H);
  },

  weightGradient(kernels, { rows, units: H, h, dz, ldz }, gradient) {
    kernels.weightGradient(h, H + 4, dz, ldz, gradient, rows, H, H, 0);
  },
};
