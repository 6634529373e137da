/** What each part of a forecast counts for in its CRPS. */
export interface CrpsWeights {
  /** Of the absolute error of the forecast, as the median. */
  readonly forecast: number;
  /** By level: of the pinball loss of either end of its interval. */
  readonly ends: readonly number[];
}

/**
 * Weights that make the continuous ranked probability score of a forecast and its intervals.
 *
 *     CRPS = 2 ∫ pinball_τ dτ, τ from 0 to 1
 *
 * Of the integrand only a few points are known: the median (the forecast stands for it) and the quantiles
 * that are the intervals' ends. In between it is taken for linear in τ (1 − τ), and 0 at τ = 0 and 1: for
 * normal errors it nearly is. For normal errors and their quantiles one level of 0.9 gives 0.977 of the CRPS,
 * 0.5 and 0.9 give 0.991, nine levels 0.1 … 0.9 give 0.998; for Laplace's 0.955, 0.982 and 0.996. So it
 * compares models at the same levels, and not across levels.
 *
 * Source: the integral: Laio & Tamea 2007; a mean of pinball losses as its approximation: Bracher et al.
 * 2021, "Evaluating epidemic forecasts in an interval format" (the weighted interval score, whose equal
 * weights want many levels).
 *
 * @param levels ascending, in (0, 1)
 */
export function crpsWeights(levels: readonly number[]): CrpsWeights {
  const weights = new Map<number, number>();
  const add = (tau: number, weight: number) => weights.set(tau, (weights.get(tau) ?? 0) + 2 * weight);
  const nodes = [...levels.map((level) => (1 - level) / 2).reverse(), 0.5];
  let before = 0;
  for (const tau of nodes) {
    // ∫ (g − g₀) dt from `before` to `tau`, g = t (1 − t): over g₁ − g₀ it is what the later node counts for.
    const rise = (tau ** 2 - before ** 2) / 2 - (tau ** 3 - before ** 3) / 3 -
      before * (1 - before) * (tau - before);
    const later = rise / (tau * (1 - tau) - before * (1 - before));
    add(tau, later);
    add(before, tau - before - later);
    before = tau;
  }
  const ends = levels.map((level) => weights.get((1 - level) / 2) as number);
  // Both halves meet at the median, whose pinball loss is half its absolute error.
  return { forecast: weights.get(0.5) as number, ends };
}

/** Pinball loss of a quantile forecast (Koenker & Bassett 1978); `above` is the actual minus the forecast. */
export function quantileLoss(quantile: number, above: number): number {
  return above >= 0 ? quantile * above : (quantile - 1) * above;
}
