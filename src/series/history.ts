import { type Archive, persistCount, type Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";

/**
 * The last rows of one series, `width` numbers each, oldest to newest in one contiguous stretch, so that a
 * window is a `subarray` and not a copy.
 *
 * Remembers `keep` rows in a buffer twice as long; when that is full the newest move to its front: O(width)
 * per row, amortised, and no allocation.
 */
export class History<A extends Float32Array | Float64Array> implements Persistent {
  /** Rows pushed so far, forgotten ones included. */
  count = 0;
  private end = 0;

  /** Over an array. @param data twice as long as what is kept */
  constructor(readonly data: A, readonly width: number, readonly keep: number) {
    if (data.length < 2 * keep * width) {
      throw new RangeError(
        `Cannot keep ${keep} rows of ${width}: need ${2 * keep * width} numbers, got ${data.length}`,
      );
    }
  }

  /** Of floats. */
  static float32(width: number, keep: number): History<Float32Array> {
    return new History(packed(Float32Array, 2 * keep * width), width, keep);
  }

  /** Of doubles. */
  static float64(width: number, keep: number): History<Float64Array> {
    return new History(packed(Float64Array, 2 * keep * width), width, keep);
  }

  /** Rows that can be read: ages 0 … available − 1. */
  get available(): number {
    return Math.min(this.count, this.keep);
  }

  /**
   * Begins a new row; returns where its numbers belong in `data`. What stands there is stale until written.
   */
  push(): number {
    const { data, width, keep } = this;
    if ((this.end + 1) * width > data.length) {
      data.copyWithin(0, (this.end - keep + 1) * width, this.end * width);
      this.end = keep - 1;
    }
    this.count++;
    return this.end++ * width;
  }

  /** Where the row of that age begins in `data`: age 0 is the newest. The caller keeps to `available`. */
  at(age: number): number {
    return (this.end - 1 - age) * this.width;
  }

  /** The rows kept. */
  persist(archive: Archive): void {
    this.count = persistCount(archive, "count", this.count);
    const rows = this.available;
    // of the rows that are worth saving, which a restored history holds at its front
    const begin = this.end - rows;
    const window = this.data.subarray(begin * this.width, this.end * this.width);
    if (archive.restoring) {
      archive.array("rows", this.data.subarray(0, rows * this.width));
      this.end = rows;
    } else {
      archive.array("rows", window);
    }
  }
}
