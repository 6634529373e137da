import type { Head } from "./head.ts";
import { logScale, logScaleSlope } from "./log_scale.ts";

/**
 * A normal distribution of each label: its mean μ and s, the bounded logarithm of its deviation σ.
 *
 *   ℓ = log σ + ½ e² / σ²,  e = μ − label          (½ log 2π left out, as in torch.nn.GaussianNLLLoss)
 *   ∂ℓ/∂μ = e / σ²,  ∂ℓ/∂s = (1 − e² / σ²) · ∂ log σ / ∂s
 *
 * Source: Nix & Weigend 1994.
 */
export const gaussianHead: Head = {
  outputs: 2,
  loss(memory, y, dy, labels, label, share) {
    const logSigma = logScale(memory[y + labels]);
    const inverse = Math.exp(-logSigma);
    const z = (memory[y] - label) * inverse;
    memory[dy] = share * z * inverse;
    memory[dy + labels] = share * (1 - z * z) * logScaleSlope(logSigma);
    return share * (logSigma + 0.5 * z * z);
  },
  spread: (memory, y, labels) => Math.exp(logScale(memory[y + labels])),
};
