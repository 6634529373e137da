import type { Archive, Persistent } from "../base/archive.ts";

/** Weight of the newest error in the fast and in the slow mean, and the fast one's share of the scale. */
const FAST = 0.2;
const SLOW = 0.004;
const FAST_SHARE = 0.35;
/** An error counts as at most this many times the larger mean. */
const REACH = 10;

/**
 * What the errors of one series usually amount to, now: 0.65 · slow + 0.35 · fast, two exponentially weighted means of
 * their absolute values with memories of 250 and 5 rows. The fast one follows bursts (volatility clusters), the slow one
 * keeps a calm hour from being taken for the end of all errors; either alone gives intervals that score 3 to 25 % worse
 * (README of the room's measurements: intervals.ts). Plain means until as many errors have come as their memories hold.
 *
 * A single outlier counts as REACH times the usual error; a lasting jump is caught up with in a few rows all the same,
 * for the fast mean multiplies by 2.8 a row.
 *
 * Memory: 2 float64 per cell. Cost: O(1), no allocation.
 */
export class ErrorScale implements Persistent {
  private readonly fast: Float64Array;
  private readonly slow: Float64Array;

  /** @param cells one for each model, target and horizon */
  constructor(cells: number) {
    this.fast = new Float64Array(cells);
    this.slow = new Float64Array(cells);
  }

  /** The usual error; 0 while there has been none but zeros. */
  value(cell: number): number {
    return (1 - FAST_SHARE) * this.slow[cell] + FAST_SHARE * this.fast[cell];
  }

  /** The slow mean alone: what is usual at any hour. */
  usual(cell: number): number {
    return this.slow[cell];
  }

  /** Takes in an absolute error, the `count`-th of its cell, from 1. */
  update(cell: number, error: number, count: number): void {
    const { fast, slow } = this;
    const limit = REACH * Math.max(fast[cell], slow[cell]);
    const size = limit > 0 && error > limit ? limit : error;
    const share = 1 / count;
    fast[cell] += Math.max(FAST, share) * (size - fast[cell]);
    slow[cell] += Math.max(SLOW, share) * (size - slow[cell]);
  }

  persist(archive: Archive): void {
    archive.array("fast", this.fast);
    archive.array("slow", this.slow);
  }
}
