const encoder = new TextEncoder();

/** Most bytes of UTF-8 per unit of a string. */
const BYTES_PER_UNIT = 3;

/** Fields that came out of a parser as text, encoded again so that they can be read like those that stand in the input. */
export class TextFields {
  bytes: Uint8Array = new Uint8Array(1024);
  /** Field i is `bytes[bounds[i] + 1 … bounds[i + 1])`. */
  bounds: Int32Array = new Int32Array(64);
  count = 0;

  clear(): void {
    this.count = 0;
    this.bounds[0] = -1;
  }

  add(field: string): void {
    const start = this.bounds[this.count] + 1;
    const room = start + BYTES_PER_UNIT * field.length;
    if (room > this.bytes.length) {
      const grown = new Uint8Array(2 * room);
      grown.set(this.bytes.subarray(0, start));
      this.bytes = grown;
    }
    this.count++;
    if (this.count === this.bounds.length) this.bounds = grow(this.bounds);
    this.bounds[this.count] = start + encoder.encodeInto(field, this.bytes.subarray(start)).written;
  }
}

/** The same numbers with twice the room. */
export function grow(bounds: Int32Array): Int32Array {
  const grown = new Int32Array(2 * bounds.length);
  grown.set(bounds);
  return grown;
}
