import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";

/** Weights of the newest error in the three means: memories of 5, 50 and 250 rows. */
export const FAST = 0.2;
/** The fast one for errors by ratio: the bursts of prices last longer. */
export const FAST_RATIOS = 0.15;
const SLOWER = { middle: 0.02, slow: 0.004 } as const;
/** The fast mean's share of the scale; the slow one has the rest. */
const FAST_SHARE = 0.35;
/**
 * How many times as large the slow mean may be as the middle one, or the middle one as the slow; an error counts as at
 * most `REACH` times the larger of fast and slow mean.
 */
const [LEASH, REACH] = [2, 10];

/**
 * What the errors of one series usually amount to, now: 0.65 · slow + 0.35 · fast, two exponentially weighted means of
 * their absolute values. The fast one follows bursts (volatility clusters), the slow one keeps a calm minute from being taken
 * for the end of all errors; either alone scores up to 10 % worse on the data of `Intervals`. A third, in
 * between, is there for jumps: it drags the slow one along wherever that is off by more than a factor of 2, so that a variance
 * that falls to a hundredth is followed in 300 rows instead of 1,200. Plain means, until as many errors have come as their
 * memories hold.
 *
 * A single outlier counts as REACH times the usual error; a lasting jump is caught up with in a few rows all the same,
 * for the fast mean multiplies by 2.8 a row.
 *
 * Memory: 3 float64 per cell. Cost: O(1), no allocation.
 */
export class ErrorScale implements Persistent {
  private readonly fast: Float64Array;
  private readonly middle: Float64Array;
  private readonly slow: Float64Array;

  /** @param cells one for each model, target and horizon */
  constructor(cells: number) {
    this.fast = packed(Float64Array, cells);
    this.middle = packed(Float64Array, cells);
    this.slow = packed(Float64Array, cells);
  }

  /** The usual error; 0 while there has been none but zeros. */
  value(cell: number): number {
    return (1 - FAST_SHARE) * this.slow[cell] + FAST_SHARE * this.fast[cell];
  }

  /** The slow mean alone: what is usual at any hour. */
  usual(cell: number): number {
    return this.slow[cell];
  }

  /** Takes in an absolute error, the `count`-th of its cell, from 1; `weight`: its own in the fast mean. */
  update(cell: number, error: number, count: number, weight: number = FAST): void {
    const { fast, middle, slow } = this;
    const limit = REACH * Math.max(fast[cell], slow[cell]);
    const size = limit > 0 && error > limit ? limit : error;
    const share = 1 / count;
    fast[cell] = normal(fast[cell] + Math.max(weight, share) * (size - fast[cell]));
    const mid = middle[cell] = normal(middle[cell] + Math.max(SLOWER.middle, share) * (size - middle[cell]));
    const far = normal(slow[cell] + Math.max(SLOWER.slow, share) * (size - slow[cell]));
    slow[cell] = far > LEASH * mid ? LEASH * mid : LEASH * far < mid ? mid / LEASH : far;
  }

  persist(archive: Archive): void {
    archive.array("fast", this.fast);
    archive.array("middle", this.middle);
    archive.array("slow", this.slow);
  }
}

/** Zero for what years of zeros leave of a mean: arithmetic on denormal numbers takes a hundred times as long. */
function normal(x: number): number {
  return x > 1e-300 ? x : 0;
}
