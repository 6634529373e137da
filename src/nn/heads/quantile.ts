import type { Head } from "./head.ts";

/** softplus(0 + SHIFT) = 1: an untrained network's quantiles lie a deviation from its median. */
const SHIFT = Math.log(Math.E - 1);

/**
 * Three quantiles of each label: its median m, and those that leave (1 − level) / 2 of the labels below and
 * above.
 *
 *   q_lower = m − softplus(a + c),  q_upper = m + softplus(b + c),  c = log(e − 1)
 *   ℓ = Σ_q ρ_q(label − q),  ρ_q(u) = u (q − [u < 0])
 *
 * of the outputs m, a, b. They cannot cross, whatever the network puts out. No form is assumed of the
 * distribution: it may be skewed.
 *
 * Source: Koenker & Bassett 1978; positive distances by softplus, as in Park et al. 2022, arXiv:2111.06581.
 *
 * @param level 0 … 1, what lies between the outer two
 */
export function quantileHead(level: number): Head {
  const low = (1 - level) / 2;
  const high = 1 - low;
  return {
    outputs: 3,
    loss(memory, y, dy, labels, label, share) {
      const median = memory[y];
      const below = memory[y + labels] + SHIFT;
      const above = memory[y + 2 * labels] + SHIFT;
      const lower = median - softplus(below);
      const upper = median + softplus(above);
      // ∂ρ_q/∂(quantile) = [label < quantile] − q
      const slopeLower = (label < lower ? 1 : 0) - low;
      const slopeMedian = (label < median ? 1 : 0) - 0.5;
      const slopeUpper = (label < upper ? 1 : 0) - high;
      memory[dy] = share * (slopeLower + slopeMedian + slopeUpper);
      memory[dy + labels] = -share * slopeLower * logistic(below);
      memory[dy + 2 * labels] = share * slopeUpper * logistic(above);
      return share *
        (slopeLower * (lower - label) + slopeMedian * (median - label) + slopeUpper * (upper - label));
    },
    spread(memory, y, labels) {
      return 0.5 * (softplus(memory[y + labels] + SHIFT) + softplus(memory[y + 2 * labels] + SHIFT));
    },
  };
}

/** log(1 + eˣ) without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** The slope of softplus. */
function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
