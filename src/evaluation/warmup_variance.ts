import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";

/**
 * The variance of each target over the warm-up of one series: the unit of `scaledMse`. Population variance
 * (divided by n) of the values that are present; it does not move once the warm-up is over.
 *
 * Source: Welford 1962, updated in one pass. Memory: 3 float64 per target.
 */
export class WarmupVariance implements Persistent {
  private readonly count: Float64Array;
  private readonly mean: Float64Array;
  private readonly squares: Float64Array;

  constructor(targets: number) {
    this.count = packed(Float64Array, targets);
    this.mean = packed(Float64Array, targets);
    this.squares = packed(Float64Array, targets);
  }

  /** Takes in one value of the warm-up, not NaN. */
  add(target: number, value: number): void {
    const difference = value - this.mean[target];
    this.mean[target] += difference / ++this.count[target];
    this.squares[target] += difference * (value - this.mean[target]);
  }

  /**
   * 1 / variance: what turns a squared error into a scaled one. NaN where the variance is zero or undefined.
   */
  inverse(target: number): number {
    const squares = this.squares[target];
    return squares > 0 ? this.count[target] / squares : NaN;
  }

  persist(archive: Archive): void {
    archive.array("count", this.count);
    archive.array("mean", this.mean);
    archive.array("squares", this.squares);
  }
}
