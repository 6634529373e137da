import { LF } from "./ascii.ts";
import { PieceReader } from "./piece_reader.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const SPACE = 0x20;
const CR = 0x0d;
const TAB = 0x09;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * JSON values as lines: an array's elements, or values one behind the other, each on a line of its own (NDJSON), as they come.
 * Whatever stands between them is left as a line too, so that the reader of lines tells what is wrong with it.
 *
 * Bytes are passed on as soon as they have come; nothing is held but a piece. Cost: some nanoseconds a byte.
 */
export function jsonLines(stream: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = new PieceReader(stream);
  const framing = new Framing();
  return new ReadableStream({
    async pull(controller) {
      for (;;) {
        const piece = await reader.read();
        if (piece === undefined) return controller.close();
        const lines = framing.frame(piece);
        if (lines.length > 0) return controller.enqueue(lines);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}

/** Where in the text the bytes stand. */
class Framing {
  /** Brackets that are open inside the value at hand. */
  private depth = 0;
  private isInText = false;
  private isEscaped = false;
  /** Whether the values are the elements of an array that is open. */
  private isInArray = false;
  private hasBegun = false;
  /** Whether a value, or what stands in its place, has begun. */
  private isInValue = false;

  /** The same bytes, each value on a line; valid until the next call. */
  frame(piece: Uint8Array): Uint8Array {
    const out = new Uint8Array(2 * piece.length + 1);
    let length = 0;
    for (let i = 0; i < piece.length; i++) {
      const byte = piece[i];
      if (this.isInText) {
        if (this.isEscaped) this.isEscaped = false;
        else if (byte === BACKSLASH) this.isEscaped = true;
        else if (byte === QUOTE) this.isInText = false;
        out[length++] = byte === LF ? SPACE : byte;
        continue;
      }
      const isBlank = byte === SPACE || byte === LF || byte === CR || byte === TAB;
      if (this.depth === 0 && !this.isInValue) {
        if (isBlank || byte === 0xef || byte === 0xbb || byte === 0xbf) continue; // a byte order mark, too
        if (byte === OPEN_BRACKET && !this.hasBegun) {
          this.hasBegun = this.isInArray = true;
          continue;
        }
        this.hasBegun = true;
        if (this.isInArray && byte === COMMA) continue;
        if (this.isInArray && byte === CLOSE_BRACKET) {
          this.isInArray = false;
          continue;
        }
      }
      if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.depth++;
      else if (byte === QUOTE) this.isInText = true;
      const isOver = this.depth === 0 &&
        (isBlank && !this.isInArray || this.isInArray && (byte === COMMA || byte === CLOSE_BRACKET));
      if (isOver) { // a value without brackets ends
        this.isInValue = false;
        out[length++] = LF;
        if (byte === CLOSE_BRACKET) this.isInArray = false;
        continue;
      }
      this.isInValue = true;
      out[length++] = isBlank ? SPACE : byte;
      if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && this.depth > 0 && --this.depth === 0) {
        this.isInValue = false;
        out[length++] = LF;
      }
    }
    return out.subarray(0, length);
  }
}
