import type { Head } from "./head.ts";
import { logScale, logScaleSlope } from "./log_scale.ts";

/**
 * Degrees of freedom: tails as heavy as those of daily returns, with a variance and little more. Not learned:
 * between 2.5 and 30 errors and interval scores move by 2.5 % at most and no way in particular (lstm, gru,
 * mlp on VIX, S&P 500, ETTh1, BIDMC).
 */
export const FREEDOM = 4;

/**
 * Student's t distribution of each label, with ν = 4 degrees of freedom: its location μ and s, the bounded
 * logarithm of its scale σ. An outlier's pull on μ falls with its distance, where the normal distribution's
 * grows.
 *
 *   ℓ = log σ + ½ (ν + 1) log(1 + e² / (ν σ²)),  e = μ − label      (terms of ν alone left out)
 *   w = (ν + 1) / (ν + e² / σ²),  ∂ℓ/∂μ = w e / σ²,  ∂ℓ/∂s = (1 − w e² / σ²) · ∂ log σ / ∂s
 *
 * Source: Lange, Little & Taylor 1989.
 */
export const studentHead: Head = {
  outputs: 2,
  loss(memory, y, dy, labels, label, share) {
    const logSigma = logScale(memory[y + labels]);
    const inverse = Math.exp(-logSigma);
    const z = (memory[y] - label) * inverse;
    const weight = (FREEDOM + 1) / (FREEDOM + z * z);
    memory[dy] = share * weight * z * inverse;
    memory[dy + labels] = share * (1 - weight * z * z) * logScaleSlope(logSigma);
    return share * (logSigma + 0.5 * (FREEDOM + 1) * Math.log1p(z * z / FREEDOM));
  },
  spread: (memory, y, labels) => Math.exp(logScale(memory[y + labels])),
};
