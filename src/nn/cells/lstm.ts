import type { Cell } from "./cell.ts";
import { addOutputGradient, gateLayout, sigmoid } from "./gates.ts";

/**
 * Long short-term memory, one step.
 *
 *   i = σ(W_ii x + b_i + W_hi h)          (B, H)  input gate
 *   f = σ(W_if x + b_f + W_hf h)          (B, H)  forget gate
 *   g = tanh(W_ig x + b_g + W_hg h)       (B, H)  candidate, the lecture's C̃
 *   o = σ(W_io x + b_o + W_ho h)          (B, H)  output gate
 *   c′ = f ⊙ c + i ⊙ g                    (B, H)
 *   h′ = o ⊙ tanh(c′)                     (B, H)
 *
 * The caller puts the terms of x and b into `z`. Weights W_h: (4H, H); gate order i, f, g, o. After
 * `forward`, z holds i, f, g, o. Cache: t = tanh(c′).
 *
 * Gradient, from dh′ (what `dh` and `dOut` hold together) and dc′:
 *
 *   dc′ ← dc′ + dh′ ⊙ o ⊙ (1 − t²)
 *   dz_i = dc′ ⊙ g ⊙ i ⊙ (1 − i)
 *   dz_f = dc′ ⊙ c ⊙ f ⊙ (1 − f)
 *   dz_g = dc′ ⊙ i ⊙ (1 − g²)
 *   dz_o = dh′ ⊙ t ⊙ o ⊙ (1 − o)
 *   dc = dc′ ⊙ f
 *   dh = W_hᵀ dz
 *
 * Source: Hochreiter & Schmidhuber 1997, with the forget gate of Gers, Schmidhuber & Cummins 2000, no
 * peepholes. The same function as PyTorch's nn.LSTM, whose two biases are one here.
 */
export const lstm: Cell = {
  name: "lstm",
  hasCellState: true,
  splitsGradient: false,
  ...gateLayout(["i", "f", "g", "o"], false),

  forward(kernels, { rows, units: H, whh, z, ldz, h, hNext, c, cNext, cache }) {
    kernels.product(whh, h, H + 4, z, ldz, rows, 4 * H, H, 1); // z += W_h h
    const m = kernels.memory;
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < H; j++) {
        const gates = z + row * ldz + j;
        const state = row * H + j;
        const i = sigmoid(m[gates]);
        const f = sigmoid(m[gates + H]);
        const g = Math.tanh(m[gates + 2 * H]);
        const o = sigmoid(m[gates + 3 * H]);
        const cAfter = f * m[c + state] + i * g;
        const t = Math.tanh(cAfter);
        m[hNext + row * (H + 4) + j] = o * t;
        m[cNext + state] = cAfter;

        m[gates] = i;
        m[gates + H] = f;
        m[gates + 2 * H] = g;
        m[gates + 3 * H] = o;
        m[cache + state] = t;
      }
    }
  },

  backward(kernels, step) {
    const { rows, units: H, whh, whhT, z, ldz, c, cache, dz, dh, dc } = step;
    addOutputGradient(kernels, step);
    const m = kernels.memory;
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < H; j++) {
        const gates = z + row * ldz + j;
        const state = row * H + j;
        const i = m[gates];
        const f = m[gates + H];
        const g = m[gates + 2 * H];
        const o = m[gates + 3 * H];
        const t = m[cache + state];
        const dhAfter = m[dh + state];
        const dcAfter = m[dc + state] + dhAfter * o * (1 - t * t);

        const dGates = dz + row * ldz + j;
        m[dGates] = dcAfter * g * i * (1 - i);
        m[dGates + H] = dcAfter * m[c + state] * f * (1 - f);
        m[dGates + 2 * H] = dcAfter * i * (1 - g * g);
        m[dGates + 3 * H] = dhAfter * t * o * (1 - o);
        m[dc + state] = dcAfter * f;
      }
    }
    kernels.productBack(whh, whhT, dz, ldz, dh, H, rows, 4 * H, H, H, 0); // dh = W_hᵀ dz
  },

  transpose(kernels, whh, whhT, H) {
    kernels.transpose(whh, whhT, 4 * H, H, H);
  },

  weightGradient(kernels, { rows, units: H, h, dz, ldz }, gradient) {
    kernels.weightGradient(h, H + 4, dz, ldz, gradient, rows, 4 * H, H, 0);
  },
};
