/** The share of the outcomes that lie within the band. */
const INSIDE = 0.95;
/** Variance from which on the normal distribution is close enough. */
const LARGE = 400;
const NORMAL_QUANTILE = 1.959964;

/**
 * Where the share of hits among `n` independent trials of probability `p` lies nineteen times of twenty: the 2.5 % and the
 * 97.5 % quantile of the binomial distribution, divided by n. Cost: O(n) up to a variance of 400, O(1) beyond.
 */
export function binomialBand(n: number, p: number): readonly [low: number, high: number] {
  const tail = (1 - INSIDE) / 2;
  if (n * p * (1 - p) > LARGE) {
    const half = NORMAL_QUANTILE * Math.sqrt(p * (1 - p) / n);
    return [Math.max(0, p - half), Math.min(1, p + half)];
  }
  let log = n * Math.log1p(-p); // of the probability of k hits
  let sum = 0;
  let low = -1;
  for (let k = 0; k <= n; k++) {
    sum += Math.exp(log);
    if (low < 0 && sum >= tail) low = k;
    if (sum >= 1 - tail) return [low / n, k / n];
    log += Math.log((n - k) / (k + 1)) + Math.log(p) - Math.log1p(-p);
  }
  return [Math.max(0, low) / n, 1];
}
