/** The logarithm of a scale stays within this of 0, so that no scale vanishes: 0.05 … 20 deviations. */
const BOUND = 3;

/** log σ = 3 tanh(s / 3) of an output s: s itself near 0, bounded far out. */
export function logScale(s: number): number {
  return BOUND * Math.tanh(s / BOUND);
}

/** ∂ log σ / ∂s, from log σ. */
export function logScaleSlope(logSigma: number): number {
  return 1 - (logSigma / BOUND) ** 2;
}
