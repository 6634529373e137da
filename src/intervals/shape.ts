import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";

/** How far size and skew may wander: factors of 12 and 2.7. Without bounds a series of zeros would shrink for ever. */
const SIZE_LIMIT = 2.5;
const SKEW_LIMIT = 1;
/** The skew moves more slowly than the size: half the misses tell of it, and none of the hits. */
const SKEW_RATE = 0.15;
/** Misses that exact hits may be set against, at most, and from the first. */
const MOST_CREDIT = 30;

/**
 * How far an interval's ends lie from the forecast, in usual errors, for one level: exp(size − skew) below and
 * exp(size + skew) above. Both are tracked online, by the misses alone:
 *
 *     size += gain · (miss − (1 − level))          miss: 1 if the actual was outside the interval, else 0
 *     skew += 0.15 gain · (miss above − miss below)
 *
 * The first holds the coverage: summed over any stretch of rows, misses − (1 − level) · rows is the change of size over
 * gain, whatever the errors do, so that it stays small as long as size does. The second gives each side its half of the
 * misses: skewed errors get skewed intervals. In logarithms both are free of units, neither end can cross the forecast, and
 * where one side can't use up its misses the other gets them.
 *
 * Where a forecast was right to the last digit, as those of a monitor that rounds often are, any interval would have
 * held. Such a hit moves the size only in so far as there have been misses to set it against, so a series at rest does
 * not shrink its intervals for ever, and is not caught out when it wakes.
 *
 * Memory: 3 float64 per cell and level. Cost: O(1), no allocation.
 *
 * Sources: Gibbs & Candès 2021, "Adaptive Conformal Inference Under Distribution Shift", prop. 4.1: misses alone as feedback, and
 * what that guarantees; Angelopoulos, Candès & Tibshirani 2023, "Conformal PID Control for Time Series Prediction", quantile
 * tracking: the quantile itself is what moves. Logarithms, size and skew, and the credit are ours.
 */
export class Shape implements Persistent {
  readonly size: Float64Array;
  readonly skew: Float64Array;
  private readonly credit: Float64Array;

  /** @param length one for each cell and level */
  constructor(length: number) {
    this.size = packed(Float64Array, length);
    this.skew = packed(Float64Array, length);
    this.credit = packed(Float64Array, length).fill(MOST_CREDIT);
  }

  /**
   * @param allowed share of misses, 1 − level
   * @param side of the miss: 1 above, −1 below; 0 for a hit
   * @param exact whether the error was zero
   */
  move(at: number, gain: number, allowed: number, side: number, exact: boolean): void {
    const { credit } = this;
    if (side !== 0) credit[at] = Math.min(MOST_CREDIT, credit[at] + 1);
    else if (exact) {
      if (credit[at] < allowed) return;
      credit[at] -= allowed;
    }
    const surplus = (side === 0 ? 0 : 1) - allowed;
    this.size[at] = within(SIZE_LIMIT, this.size[at] + gain * surplus);
    if (side !== 0) this.skew[at] = within(SKEW_LIMIT, this.skew[at] + SKEW_RATE * gain * side);
  }

  persist(archive: Archive): void {
    archive.array("size", this.size);
    archive.array("skew", this.skew);
    archive.array("credit", this.credit);
  }
}

/**
 * The size that a level's interval begins with: half its width in mean absolute errors, if errors were Laplace's.
 * Logarithm, as `Shape` has it.
 */
export function laplaceSize(level: number): number {
  return Math.log(-Math.log(1 - level));
}

/**
 * How much wider an interval of a level is by few errors than by many, times their count, in logarithms: (z² + 1) / 4, z the
 * normal quantile of its upper end.
 *
 * Source: Student's t by the normal, Abramowitz & Stegun 26.7.5, first term; z by 26.2.23, error below 4.5e-4.
 */
export function smallSample(level: number): number {
  const t = Math.sqrt(-2 * Math.log((1 - level) / 2));
  const z = t -
    (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  return (z * z + 1) / 4;
}

function within(limit: number, x: number): number {
  return x > limit ? limit : x < -limit ? -limit : x;
}
