import type { Archive, Persistent } from "../base/archive.ts";
import type { Row } from "../input/row.ts";

/** So many rows at an input's beginning are known one by one. */
export const FIRST_ROWS = 64;

/**
 * What an input has held so far, from its first row on, in a few numbers: enough to tell, when an input
 * comes, whether it begins as this one did, and whether it is this one as far as it was read. Constant
 * memory, a few ns a row.
 */
export class InputDigest implements Persistent {
  /** Accepted rows; records, bad ones included; bad records before the first row. */
  rows = 0;
  records = 0;
  leading = 0;
  private readonly firsts = new Int32Array(FIRST_ROWS);
  private readonly lanes = Int32Array.of(0x243f6a88, 0x13198a2e);

  /** Bad records. */
  get flaws(): number {
    return this.records - this.rows;
  }

  /**
   * Takes in the next accepted row, by its hash. @param isOrdered false: series may change places with each
   * other
   */
  add(hash: number, isOrdered = true): void {
    if (this.rows < FIRST_ROWS) this.firsts[this.rows] = hash;
    this.rows++;
    this.records++;
    const { lanes } = this;
    if (!isOrdered) {
      lanes[0] += hash;
      lanes[1] += Math.imul(hash ^ hash >>> 15, 0x5bd1e995);
      return;
    }
    lanes[0] = Math.imul(lanes[0] ^ hash, 0x01000193);
    lanes[1] = Math.imul((lanes[1] << 5 | lanes[1] >>> 27) ^ hash, 0x5bd1e995);
  }

  /** Takes in a bad record. */
  addFlaw(): void {
    this.records++;
    if (this.rows === 0) this.leading++;
  }

  /** Whether row number `row`, from 0, has this hash, as far as can be told: it is among the first. */
  isFirst(row: number, hash: number): boolean {
    return this.firsts[row] === hash;
  }

  /**
   * Whether both have held the same rows. Two that differ are taken for the same once in 2³² times at most.
   */
  equals({ rows, lanes }: InputDigest): boolean {
    return this.rows === rows && this.lanes[0] === lanes[0] && this.lanes[1] === lanes[1];
  }

  persist(archive: Archive): void {
    this.rows = archive.number("rows", this.rows);
    this.records = archive.number("records", this.records);
    this.leading = archive.number("leading", this.leading);
    archive.array("firsts", this.firsts);
    archive.array("lanes", this.lanes);
  }
}

const doubles = new Float64Array(1);
const words = new Int32Array(doubles.buffer);

/**
 * 32 bits of what a row says: series, time (where it has one of its own), values. Mixing: murmur3's (Appleby
 * 2011).
 *
 * @param timed whether rows have times of their own: the number of a row is none. What is known ahead of it
 * is not looked at: the row may come again with more of it.
 */
export function rowHash({ series, time, values, own }: Row, timed: boolean): number {
  let hash = mix(0x9747b28c, series);
  if (timed) hash = mixDouble(hash, time);
  for (let i = 0; i < own; i++) hash = mixDouble(hash, values[i]);
  hash = Math.imul(hash ^ hash >>> 16, 0x85ebca6b);
  hash = Math.imul(hash ^ hash >>> 13, 0xc2b2ae35);
  return hash ^ hash >>> 16;
}

function mixDouble(hash: number, value: number): number {
  doubles[0] = value;
  return mix(mix(hash, words[0]), words[1]);
}

function mix(hash: number, word: number): number {
  const k = Math.imul(word, 0xcc9e2d51);
  const mixed = hash ^ Math.imul(k << 15 | k >>> 17, 0x1b873593);
  return Math.imul(mixed << 13 | mixed >>> 19, 5) + 0xe6546b64 | 0;
}
