import type { Archive, Persistent } from "../base/archive.ts";

/**
 * By series: the time of the newest row learned. Several rows may share it; so their number is kept too, and
 * the first one's hash. 20 bytes a series.
 */
export class Watermarks implements Persistent {
  /** Series known, numbered from 0. */
  count = 0;
  private times = new Float64Array(8);
  private shared = new Int32Array(8); // rows at that time
  private hashes = new Int32Array(8); // of the first of them

  /** The row has been learned. Series come in the order of their numbers. */
  learned(series: number, time: number, hash: number): void {
    if (series >= this.count) this.open(series);
    if (this.times[series] === time) {
      this.shared[series]++;
      return;
    }
    this.times[series] = time;
    this.shared[series] = 1;
    this.hashes[series] = hash;
  }

  time(series: number): number {
    return this.times[series];
  }

  /** Rows learned at the watermark's time. */
  rowsAt(series: number): number {
    return this.shared[series];
  }

  hash(series: number): number {
    return this.hashes[series];
  }

  /** All watermarks, by series: a view. */
  all(): Float64Array {
    return this.times.subarray(0, this.count);
  }

  private open(series: number): void {
    if (series >= this.times.length) this.reserve(2 * series);
    for (let i = this.count; i <= series; i++) this.times[i] = -Infinity;
    this.count = series + 1;
  }

  private reserve(length: number): void {
    const { times, shared, hashes } = this;
    this.times = new Float64Array(length);
    this.shared = new Int32Array(length);
    this.hashes = new Int32Array(length);
    this.times.set(times);
    this.shared.set(shared);
    this.hashes.set(hashes);
  }

  persist(archive: Archive): void {
    const count = archive.number("series", this.count);
    if (archive.restoring) {
      this.reserve(Math.max(8, count));
      this.count = count;
    }
    archive.array("times", this.times.subarray(0, count));
    archive.array("shared", this.shared.subarray(0, count));
    archive.array("hashes", this.hashes.subarray(0, count));
  }
}
