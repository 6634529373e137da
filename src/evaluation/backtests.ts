/**
 * Whether an interval's misses are as many as they should be, and come without warning: the two tests by
 * which banks judge forecasts of risk.
 *
 * Both are likelihood ratios of the rows' misses, 0 or 1, that are χ² with one degree of freedom where the
 * interval is right; a small p-value speaks against it. Kupiec's compares the share of misses with the
 * allowed one; Christoffersen's asks whether a miss is as likely after a miss as after a hit, in a chain of
 * first order.
 *
 * Sources: Kupiec 1995, "Techniques for Verifying the Accuracy of Risk Measurement Models"; Christoffersen
 * 1998, "Evaluating Interval Forecasts", eq. 9 (independence).
 */

/**
 * p-value of so many misses among so many rows, each allowed with probability `allowed`; NaN without rows.
 */
export function kupiec(rows: number, misses: number, allowed: number): number {
  if (!(rows > 0)) return NaN;
  const hits = rows - misses;
  const ratio = 2 * (bernoulli(hits, misses) - term(hits, 1 - allowed) - term(misses, allowed));
  return chiSquareTail(ratio);
}

/** How often a hit or a miss followed on a hit or a miss. */
export interface Transitions {
  readonly hitHit: number;
  readonly hitMiss: number;
  readonly missHit: number;
  readonly missMiss: number;
}

/**
 * p-value of misses that don't depend on the one before; NaN where nothing has been missed or nothing held.
 */
export function christoffersen({ hitHit, hitMiss, missHit, missMiss }: Transitions): number {
  const hits = hitHit + missHit;
  const misses = hitMiss + missMiss;
  if (hits === 0 || misses === 0) return NaN;
  const ratio = 2 * (bernoulli(hitHit, hitMiss) + bernoulli(missHit, missMiss) - bernoulli(hits, misses));
  return chiSquareTail(ratio);
}

/** log likelihood of so many hits and misses at their own share. */
function bernoulli(hits: number, misses: number): number {
  return term(hits, hits / (hits + misses)) + term(misses, misses / (hits + misses));
}

/** count · log share, 0 for a count of 0. */
function term(count: number, share: number): number {
  return count > 0 ? count * Math.log(share) : 0;
}

/** P(χ² > x) with one degree of freedom: that of a normal deviate beyond √x on either side. */
function chiSquareTail(x: number): number {
  return complementaryError(Math.sqrt(Math.max(0, x) / 2));
}

/**
 * erfc of x ≥ 0, relative error below 1.2e-7. Source: a Chebyshev fit, Press et al., Numerical Recipes, §6.2
 * (erfcc).
 */
function complementaryError(x: number): number {
  const t = 1 / (1 + 0.5 * x);
  const fit = [
    -1.26551223,
    1.00002368,
    0.37409196,
    0.09678418,
    -0.18628806,
    0.27886807,
    -1.13520398,
    1.48851587,
  ]
    .concat([-0.82215223, 0.17087277]);
  return t * Math.exp(-x * x + fit.reduceRight((sum, coefficient) => coefficient + t * sum, 0));
}
