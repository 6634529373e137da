import type { Records } from "./records.ts";

/** A longer key is none. */
export const LONGEST_KEY = 4096;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;

/** A row's key: one column's text as it stands, or several columns' joined by `/`, where `\/` is one within a text. */
export class SeriesKey {
  /** The key is `bytes[start … end)`. */
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  private joined: Uint8Array = new Uint8Array(256);

  constructor(private readonly columns: readonly number[]) {}

  /** Reads the record's key; false if it is too long. */
  read({ bytes, bounds }: Records): boolean {
    const { columns } = this;
    if (columns.length !== 1) return this.join(bytes, bounds);
    this.bytes = bytes;
    this.start = bounds[columns[0]] + 1;
    this.end = bounds[columns[0] + 1];
    return this.end - this.start <= LONGEST_KEY;
  }

  private join(bytes: Uint8Array, bounds: Int32Array): boolean {
    let length = 0;
    for (const column of this.columns) length += 2 * (bounds[column + 1] - bounds[column]);
    if (length > 4 * LONGEST_KEY) return false;
    if (length > this.joined.length) this.joined = new Uint8Array(2 * length);
    const { joined } = this;
    let at = 0;
    for (let i = 0; i < this.columns.length; i++) {
      if (i > 0) joined[at++] = SLASH;
      const column = this.columns[i];
      for (let from = bounds[column] + 1; from < bounds[column + 1]; from++) {
        if (bytes[from] === SLASH) joined[at++] = BACKSLASH;
        joined[at++] = bytes[from];
      }
    }
    this.bytes = joined;
    this.start = 0;
    this.end = at;
    return at <= LONGEST_KEY;
  }
}
