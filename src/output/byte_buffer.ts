/**
 * A buffer of bytes for one write. Its capacity doubles when it is full and never shrinks; appending allocates nothing
 * else. Callers reserve capacity for several short pieces at once, and then append them without further checks.
 */
export class ByteBuffer {
  private bytes: Uint8Array;
  /** Bytes gathered so far. */
  length = 0;

  constructor(capacity = 1 << 16) {
    this.bytes = new Uint8Array(capacity);
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.bytes.length));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  /** Appends `bytes[start … end)`. Pieces of a line are short: a loop beats `set` and its view. Needs room. */
  put(bytes: Uint8Array, start = 0, end = bytes.length): void {
    const target = this.bytes;
    let at = this.length;
    for (let i = start; i < end; i++) target[at++] = bytes[i];
    this.length = at;
  }

  /** Appends what stands at `[start … end)` of the buffer once more. Needs room. */
  repeat(start: number, end: number): void {
    this.put(this.bytes, start, end);
  }

  /**
   * Appends ASCII text. Needs room. Half the time of `TextEncoder.encodeInto` on texts as short as numbers.
   */
  putAscii(text: string): void {
    const target = this.bytes;
    let at = this.length;
    for (let i = 0; i < text.length; i++) target[at++] = text.charCodeAt(i);
    this.length = at;
  }

  /** Appends one byte. Needs room. */
  putByte(byte: number): void {
    this.bytes[this.length++] = byte;
  }

  /** What has been gathered: a view, good until the next change. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }
}
