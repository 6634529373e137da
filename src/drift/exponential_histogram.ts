import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";

/** Buckets of one size; two of them become one of the next size when there are more. */
const MOST_BUCKETS = 5;
/** Sizes: 1, 2, 4 … 2^(LEVELS − 1) values. */
const LEVELS = 9;
const ROOM = MOST_BUCKETS + 1;

/**
 * The last values of a stream in O(log n) memory: buckets of 1, 2, 4 … values, each with its values' sum, the
 * newest values in the smallest. It may be asked for the sums of everything older than the border of any two
 * buckets, and forgets from its old end: on demand, and when it holds more than 2,555 values.
 *
 * Source: Datar, Gionis, Indyk & Motwani 2002, as ADWIN2 uses it (Bifet & Gavaldà 2007, section 3.2).
 * Memory: 120 numbers. Cost of `add`: O(1) amortised, no allocation.
 */
export class ExponentialHistogram implements Persistent {
  /** Values held, their sum, and the sum of their squared distances from their mean. */
  count = 0;
  sum = 0;
  squares = 0;
  /**
   * (LEVELS, ROOM): each bucket's sum, and sum of squared distances from its own mean; oldest first within a
   * level.
   */
  private readonly sums = packed(Float64Array, LEVELS * ROOM);
  private readonly spreads = packed(Float64Array, LEVELS * ROOM);
  private readonly lengths = packed(Int32Array, LEVELS);

  add(value: number): void {
    if (this.count > 0) {
      const distance = value - this.sum / this.count;
      this.squares += distance * distance * this.count / (this.count + 1);
    }
    this.count++;
    this.sum += value;
    this.push(0, value, 0);
  }

  /** Forgets all buckets. */
  clear(): void {
    this.count = this.sum = this.squares = 0;
    for (const numbers of [this.sums, this.spreads, this.lengths]) numbers.fill(0);
  }

  /** Forgets the oldest bucket. There must be one. */
  dropOldest(): void {
    const level = this.highest();
    const size = 1 << level;
    const from = level * ROOM;
    const sum = this.sums[from];
    const spread = this.spreads[from];
    const rest = this.count - size;
    if (rest > 0) {
      const distance = sum / size - (this.sum - sum) / rest;
      this.squares -= spread + distance * distance * size * rest / this.count;
    }
    this.count = rest;
    this.sum = rest > 0 ? this.sum - sum : 0;
    this.squares = rest > 0 ? Math.max(0, this.squares) : 0;
    this.shift(level, 1);
  }

  /**
   * Walks the borders from the oldest to the newest: `visit` is told how many values are older than the
   * border and their sum, until it returns true. Returns whether it did.
   */
  someBorder(visit: (count: number, sum: number) => boolean): boolean {
    let count = 0;
    let sum = 0;
    const { sums, lengths, count: all } = this;
    for (let level = this.highest(); level >= 0; level--) {
      for (let i = 0; i < lengths[level]; i++) {
        count += 1 << level;
        sum += sums[level * ROOM + i];
        if (count < all && visit(count, sum)) return true;
      }
    }
    return false;
  }

  private push(level: number, sum: number, spread: number): void {
    const { sums, spreads, lengths } = this;
    const from = level * ROOM;
    sums[from + lengths[level]] = sum;
    spreads[from + lengths[level]] = spread;
    if (++lengths[level] < ROOM) return;
    if (level === LEVELS - 1) return this.dropOldest();
    const size = 1 << level;
    const distance = (sums[from] - sums[from + 1]) / size;
    const merged = spreads[from] + spreads[from + 1] + distance * distance * size / 2;
    const total = sums[from] + sums[from + 1];
    this.shift(level, 2);
    this.push(level + 1, total, merged);
  }

  /** Takes the oldest buckets of a level away. */
  private shift(level: number, buckets: number): void {
    const { sums, spreads, lengths } = this;
    const from = level * ROOM;
    const rest = lengths[level] -= buckets;
    for (let i = from; i < from + rest; i++) { // few: a loop beats copyWithin
      sums[i] = sums[i + buckets];
      spreads[i] = spreads[i + buckets];
    }
  }

  private highest(): number {
    let level = LEVELS - 1;
    while (level > 0 && this.lengths[level] === 0) level--;
    return level;
  }

  persist(archive: Archive): void {
    for (const name of ["count", "sum", "squares"] as const) this[name] = archive.number(name, this[name]);
    for (const name of ["lengths", "sums", "spreads"] as const) archive.array(name, this[name]);
  }
}
