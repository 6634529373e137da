import type { Archive, Persistent } from "../base/archive.ts";

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The series met so far: key bytes → number, by first appearance.
 *
 * Open addressing with linear probing over FNV-1a (Fowler, Noll, Vo 1991), keys stored end to end, at most half full.
 * Grows with the number of series: 16 to 32 bytes each and the key twice. `find` costs O(key) and allocates nothing.
 */
export class SeriesTable implements Persistent {
  /** Keys by series number. */
  readonly keys: string[] = [];
  private slots = new Int32Array(16).fill(-1);
  private hashes = new Int32Array(8);
  /** Key k is `bytes[offsets[k] … offsets[k + 1])`. */
  private offsets = new Int32Array(9);
  private bytes = new Uint8Array(64);
  /** The series found last: rows of one series often come together. */
  private last = -1;

  /** The number of the series whose key is `bytes[start … end)`, or -1 if it is new. */
  find(bytes: Uint8Array, start: number, end: number): number {
    if (this.last >= 0 && this.hasKey(this.last, bytes, start, end)) return this.last;
    const hash = hashOf(bytes, start, end);
    const mask = this.slots.length - 1;
    for (let slot = hash & mask;; slot = (slot + 1) & mask) {
      const series = this.slots[slot];
      if (series < 0) return -1;
      if (this.hashes[series] === hash && this.hasKey(series, bytes, start, end)) return this.last = series;
    }
  }

  /**
   * The number of the series with this key, which `find` did not know. Bytes that are not UTF-8 become U+FFFD, as they
   * would be in the output, so that no two series look the same there.
   */
  add(bytes: Uint8Array, start: number, end: number): number {
    const key = decoder.decode(bytes.subarray(start, end));
    const clean = encoder.encode(key);
    const known = this.find(clean, 0, clean.length);
    if (known >= 0) return known;
    this.insert(clean);
    this.keys.push(key);
    return this.last = this.keys.length - 1;
  }

  /** The number of the series with this key, new or known. */
  number(key: string): number {
    const bytes = encoder.encode(key);
    const known = this.find(bytes, 0, bytes.length);
    return known < 0 ? this.add(bytes, 0, bytes.length) : known;
  }

  persist(archive: Archive): void {
    const count = archive.number("count", this.keys.length);
    const length = archive.number("length", this.offsets[this.keys.length]);
    const bytes = archive.restoring ? new Uint8Array(length) : this.bytes.slice(0, length);
    const offsets = archive.restoring ? new Int32Array(count + 1) : this.offsets.slice(0, count + 1);
    archive.array("bytes", bytes);
    archive.array("offsets", offsets);
    if (!archive.restoring) return;
    if (this.keys.length > 0) this.forget();
    for (let series = 0; series < count; series++) this.add(bytes, offsets[series], offsets[series + 1]);
  }

  private forget(): void {
    this.keys.length = 0;
    this.last = -1;
    this.slots.fill(-1);
  }

  private hasKey(series: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.offsets[series];
    const length = end - start;
    if (this.offsets[series + 1] - from !== length) return false;
    for (let i = 0; i < length; i++) {
      if (this.bytes[from + i] !== bytes[start + i]) return false;
    }
    return true;
  }

  private insert(key: Uint8Array): void {
    const series = this.keys.length;
    if (series === this.hashes.length) this.growSeries();
    const from = this.offsets[series];
    if (from + key.length > this.bytes.length) {
      const grown = new Uint8Array(2 * (from + key.length));
      grown.set(this.bytes.subarray(0, from));
      this.bytes = grown;
    }
    this.bytes.set(key, from);
    this.offsets[series + 1] = from + key.length;
    this.hashes[series] = hashOf(key, 0, key.length);
    this.place(series);
  }

  private place(series: number): void {
    const mask = this.slots.length - 1;
    let slot = this.hashes[series] & mask;
    while (this.slots[slot] >= 0) slot = (slot + 1) & mask;
    this.slots[slot] = series;
  }

  private growSeries(): void {
    const count = this.hashes.length;
    const hashes = new Int32Array(2 * count);
    const offsets = new Int32Array(2 * count + 1);
    hashes.set(this.hashes);
    offsets.set(this.offsets);
    this.hashes = hashes;
    this.offsets = offsets;
    this.slots = new Int32Array(4 * count).fill(-1);
    for (let series = 0; series < count; series++) this.place(series);
  }
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = FNV_OFFSET | 0;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], FNV_PRIME);
  return hash ^ (hash >>> 15);
}
