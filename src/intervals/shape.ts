import type { Archive, Persistent } from "../base/archive.ts";

/** How far size and skew may wander: a factor of 7 and of 4.5. Without bounds a series of zeros would shrink for ever. */
const SIZE_LIMIT = 2;
const SKEW_LIMIT = 1.5;
/** The skew moves more slowly than the size: half the misses tell of it, and none of the hits. */
const SKEW_RATE = 0.25;

/**
 * How far an interval's ends lie from the forecast, in usual errors, for one level: exp(size − skew) below and
 * exp(size + skew) above. Both are tracked online, by the misses alone:
 *
 *     size += gain · (miss − (1 − level))          miss: 1 if the actual was outside the interval, else 0
 *     skew += gain / 4 · (miss above − miss below)
 *
 * The first holds the coverage: summed over any stretch of rows, misses − (1 − level) · rows is the change of size over
 * gain, whatever the errors do (Gibbs & Candès 2021, prop. 4.1; Angelopoulos et al. 2023, prop. 1). The second gives each
 * side its half of the misses, so that skewed errors get skewed intervals. In logarithms both are free of units, neither
 * end can cross the forecast, and where one side can't use up its misses the other gets them.
 *
 * Sources: quantile tracking and its bound: Angelopoulos, Candès & Tibshirani 2023, "Conformal PID Control for Time Series
 * Prediction", eq. 4; the form in size and skew is ours.
 */
export class Shape implements Persistent {
  readonly size: Float64Array;
  readonly skew: Float64Array;

  /** @param length one for each cell and level */
  constructor(length: number) {
    this.size = new Float64Array(length);
    this.skew = new Float64Array(length);
  }

  /** @param surplus miss − (1 − level); @param side 1 for a miss above, −1 below, 0 for none */
  move(at: number, gain: number, surplus: number, side: number): void {
    this.size[at] = within(SIZE_LIMIT, this.size[at] + gain * surplus);
    if (side !== 0) this.skew[at] = within(SKEW_LIMIT, this.skew[at] + SKEW_RATE * gain * side);
  }

  persist(archive: Archive): void {
    archive.array("size", this.size);
    archive.array("skew", this.skew);
  }
}

/**
 * The size that a level's interval begins with: half its width in mean absolute errors, if errors were Laplace's.
 * Logarithm, as `Shape` has it.
 */
export function laplaceSize(level: number): number {
  return Math.log(-Math.log(1 - level));
}

function within(limit: number, x: number): number {
  return x > limit ? limit : x < -limit ? -limit : x;
}
