/** What a line has in one stretch of rows. */
export interface Stretch {
  readonly sum: number;
  readonly count: number;
}

/**
 * Sums over stretches of an endless stream, in constant memory: when its stretches are used up, each two become one of
 * twice the rows. So the picture always shows the whole stream, in `capacity` / 2 to `capacity` points.
 *
 * Memory: capacity · lines · 12 bytes. Cost of `add`: O(1), a merge now and then aside; no allocation.
 */
export class HalvingMeans {
  /** Rows of a stretch: a power of two. */
  width = 1;
  private readonly sums: Float64Array; // (capacity, lines)
  private readonly counts: Int32Array;
  private newest = -1;

  /** @param capacity an even number of stretches */
  constructor(readonly lines: number, private readonly capacity: number) {
    this.sums = new Float64Array(capacity * lines);
    this.counts = new Int32Array(capacity * lines);
  }

  /** Takes in a line's value at a row, counted from 0. What is no number is passed over. */
  add(row: number, line: number, value: number): void {
    if (!Number.isFinite(value)) return;
    while (row >= this.capacity * this.width) this.halve();
    this.newest = Math.max(this.newest, row);
    const at = Math.floor(row / this.width) * this.lines + line;
    this.sums[at] += value;
    this.counts[at]++;
  }

  private halve(): void {
    const { sums, counts, lines, capacity } = this;
    for (let to = 0; to < capacity; to++) {
      const from = 2 * to;
      for (let line = 0; line < lines; line++) {
        const at = to * lines + line;
        const [a, b] = [from * lines + line, (from + 1) * lines + line];
        const isInside = from < capacity;
        sums[at] = isInside ? sums[a] + sums[b] : 0;
        counts[at] = isInside ? counts[a] + counts[b] : 0;
      }
    }
    this.width *= 2;
  }

  /** Stretches that have begun. */
  get begun(): number {
    return Math.floor(this.newest / this.width) + 1;
  }

  /** A line in every stretch that has begun, oldest first. */
  stretches(line: number): Stretch[] {
    return Array.from({ length: this.begun }, (_, i) => {
      const at = i * this.lines + line;
      return { sum: this.sums[at], count: this.counts[at] };
    });
  }

  /**
   * The means of a line by the middle of their stretch. Left out are stretches without values, and one that has only begun:
   * the mean of a few rows would be compared with those of many.
   */
  points(line: number): [row: number, mean: number][] {
    const last = this.begun - 1;
    const isShort = last > 0 && 2 * (this.newest + 1 - last * this.width) < this.width;
    return this.stretches(line).slice(0, isShort ? last : undefined)
      .flatMap(({ sum, count }, i) => count === 0 ? [] : [[(i + 0.5) * this.width, sum / count]]);
  }

  /** The middles of the stretches in which a line has a value. */
  places(line: number): number[] {
    return this.stretches(line).flatMap(({ count }, i) => count > 0 ? [(i + 0.5) * this.width] : []);
  }
}
