import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";
import { deviation } from "./deviation.ts";

/** Weights of the newest change in the means of rises and falls: memories of 5 and 20 rows. */
const MEMORIES = [0.2, 0.05];
const LEANS = MEMORIES.length;
/** Weight of the newest lean in what is usual of it: a memory of 250 rows. */
const USUAL = 0.004;
/**
 * Step of the exponents per settled forecast, for leans that are small; the steps of larger ones are smaller.
 */
const RATE = 0.01;
/**
 * An error counts as at most so many times what was expected. Size and skew move by at most a factor of 4.5
 * and 2.7, or as much the other way: in logarithms.
 */
const MOST = { multiple: 3, size: 1.5, skew: 1 } as const;

/**
 * What the direction of a target's own newest changes tells of the next error: prices move more after falls
 * than after rises, fear (VIX) after rises, and falls back from there. For each target and memory
 *
 *     lean = (falls − rises) / (falls + rises)              exponentially weighted means of both
 *     x = lean − usual lean
 *
 * and for each cell, with the ends of an interval at unit · exp(Σ θ x) · exp(∓ Σ ψ x) · shape below and
 * above,
 *
 *     θ += (m − 1) x / (1 / 0.01 + x · x)                   m: |error| by what was expected on its side
 *     ψ += (± m − tanh Σ ψ x) x / (1 / 0.01 + x · x)        + above, − below
 *
 * from 0: downhill on −log of the density (e^s + e^−s)⁻¹ exp(−m) / unit, Laplace's with two sides, in steps
 * that x shortens. The signs are found, not given. Interval score at 95 % of the naive forecast, without
 * leverage being 1, one | five days ahead: S&P 500 0.88 | 0.94, VIX 0.95 | 0.97 (without ψ 0.99), and misses
 * no longer cluster. With random signs for the changes 1.00.
 *
 * For targets that move by ratios alone: elsewhere it takes 2 to 5 % off some (monitors, sunspots), and puts
 * as much on others.
 *
 * Source: the effect: Black 1976; Glosten, Jagannathan & Runkle 1993, whose model sees the newest change
 * alone; two-sided Laplace errors: Yu & Moyeed 2001.
 *
 * Memory: 4 float64 per cell, and 2 · (farthest horizon + 5) per target. Cost: O(1) per cell, no allocation.
 */
export class Leverage implements Persistent {
  /** (targets, memories): means of rises, of falls, and of the lean. */
  private readonly rises: Float64Array;
  private readonly falls: Float64Array;
  private readonly usual: Float64Array;
  /** (rows, targets, memories): x of the newest rows; a row's place is its number modulo their count. */
  private readonly leans: Float64Array;
  /** (cells, memories): θ and ψ. */
  private readonly sizes: Float64Array;
  private readonly skews: Float64Array;
  /** (targets): changes taken in, and the newest value, NaN before the first. */
  private readonly count: Float64Array;
  private readonly newest: Float64Array;

  /**
   * @param rows from a forecast to its actual, at most; @param cells one for each model, target and horizon
   */
  constructor(private readonly rows: number, private readonly targets: number, cells: number) {
    this.rises = packed(Float64Array, targets * LEANS);
    this.falls = packed(Float64Array, targets * LEANS);
    this.usual = packed(Float64Array, targets * LEANS);
    this.leans = packed(Float64Array, rows * targets * LEANS);
    this.sizes = packed(Float64Array, cells * LEANS);
    this.skews = packed(Float64Array, cells * LEANS);
    this.count = packed(Float64Array, targets);
    this.newest = packed(Float64Array, targets).fill(NaN);
  }

  /** Takes in a target's value at a row; NaN, where it had none, is no news. */
  take(target: number, row: number, value: number): void {
    const { rises, falls, usual, leans, count, newest } = this;
    const place = this.place(target, row);
    const change = deviation("ratio", newest[target], value);
    if (value === value) newest[target] = value;
    const known = change === change;
    if (known) count[target]++;
    const share = 1 / count[target];
    for (let k = 0; k < LEANS; k++) {
      const at = target * LEANS + k;
      if (known) {
        const weight = Math.max(MEMORIES[k], share);
        rises[at] += weight * (Math.max(change, 0) - rises[at]);
        falls[at] += weight * (Math.max(-change, 0) - falls[at]);
      }
      const both = rises[at] + falls[at];
      const lean = both > 0 ? (falls[at] - rises[at]) / both : 0;
      if (known) usual[at] += Math.max(USUAL, share) * (lean - usual[at]);
      leans[place + k] = lean - usual[at];
    }
  }

  /** Logarithm of how much larger than usual the error of a cell's forecast, made at this row, will be. */
  size(cell: number, target: number, row: number): number {
    return within(MOST.size, this.sum(this.sizes, cell, target, row));
  }

  /** Logarithm of how much larger still above the forecast, and smaller below. */
  skew(cell: number, target: number, row: number): number {
    return within(MOST.skew, this.sum(this.skews, cell, target, row));
  }

  /**
   * What came of that forecast.
   *
   * @param multiple its error by what was expected, the size included, the skew not
   * @param side 1 above, −1 below
   */
  update(cell: number, target: number, row: number, multiple: number, side: number): void {
    const { sizes, skews, leans } = this;
    const place = this.place(target, row);
    const skew = this.skew(cell, target, row);
    const m = Math.min(multiple * Math.exp(-side * skew), MOST.multiple);
    let norm = 1 / RATE;
    for (let k = 0; k < LEANS; k++) norm += leans[place + k] ** 2;
    const bySize = (m - 1) / norm;
    const bySkew = (side * m - Math.tanh(skew)) / norm;
    for (let k = 0; k < LEANS; k++) {
      sizes[cell * LEANS + k] += bySize * leans[place + k];
      skews[cell * LEANS + k] += bySkew * leans[place + k];
    }
  }

  private sum(weights: Float64Array, cell: number, target: number, row: number): number {
    const place = this.place(target, row);
    let sum = 0;
    for (let k = 0; k < LEANS; k++) sum += weights[cell * LEANS + k] * this.leans[place + k];
    return sum;
  }

  private place(target: number, row: number): number {
    return (row % this.rows * this.targets + target) * LEANS;
  }

  /** States of 0.1.0 know nothing of it: it then begins anew. */
  persist(archive: Archive): void {
    for (const name of ["rises", "falls", "usual", "leans", "sizes", "skews", "count", "newest"] as const) {
      archive.addedArray(name, this[name]);
    }
  }
}

function within(limit: number, x: number): number {
  return x > limit ? limit : x < -limit ? -limit : x;
}
