import { type Archive, persistCount, type Persistent } from "../base/archive.ts";

/** Values that are there is room for at first. */
const LEAST = 16;

/**
 * The last values of one column, as many as there were, at most `keep`: for whoever looks far back. Memory
 * grows with the values, by half whenever it is full, for most series are short; once `keep` are held the
 * newest takes the oldest's place.
 *
 * Held in float32 as distances from the first value, which costs half and leaves a rounding of 10⁻⁷ of how
 * far values have moved, whatever their level. NaN is a missing value.
 */
export class RecentValues implements Persistent {
  /** Values pushed so far, forgotten ones included. */
  count = 0;
  private origin = NaN;
  private data = new Float32Array(0);

  constructor(readonly keep: number) {}

  /** Values that can be read: ages 0 … available − 1. */
  get available(): number {
    return Math.min(this.count, this.keep);
  }

  push(value: number): void {
    if (this.origin !== this.origin) this.origin = value;
    if (this.count === this.data.length && this.count < this.keep) this.grow(this.count + 1);
    this.data[this.count % this.keep] = value - this.origin;
    this.count++;
  }

  /** The value of that age, 0 the newest; the caller keeps to `available`. */
  at(age: number): number {
    return this.origin + this.data[(this.count - 1 - age) % this.keep];
  }

  /** The newest values, oldest first, into `out` from its beginning on. */
  copy(out: Float64Array, length: number): void {
    for (let i = 0; i < length; i++) out[i] = this.at(length - 1 - i);
  }

  private grow(least: number): void {
    let length = this.data.length;
    while (length < least) length = Math.max(LEAST, length + (length >> 1));
    const data = new Float32Array(Math.min(length, this.keep));
    data.set(this.data);
    this.data = data;
  }

  persist(archive: Archive): void {
    this.origin = archive.number("origin", this.origin);
    const count = this.count = persistCount(archive, "count", this.count);
    if (archive.restoring) {
      this.data = new Float32Array(0);
      this.grow(this.available);
    }
    archive.array("values", this.data.subarray(0, Math.min(count, this.keep)));
  }
}
