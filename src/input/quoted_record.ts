import { parse } from "@std/csv";
import { CR, LF, QUOTE } from "./ascii.ts";
import type { WholeLines } from "./line_buffer.ts";

/** A quote that has not been closed after so many lines, or bytes, is taken for a mistake in its first line. */
export const MOST_QUOTED_LINES = 64;
export const MOST_QUOTED_BYTES = 1 << 16;

/** What `quotedEnd` says instead of an offset: a quoted field goes on past what has been read. */
export const OPEN = -1;
/** A quote stands where none may be: inside a plain field, or followed by more of its field. */
export const MISPLACED = -2;
/** A quote is opened and not closed within the bounds. */
export const UNCLOSED = -3;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The offset of the LF that ends the record which begins at `start`, quoted line breaks inside it allowed for
 * (RFC 4180); or `OPEN`, `MISPLACED` or `UNCLOSED`. `start` lies before `buffer.limit`. Cost: O(bytes), at most
 * MOST_QUOTED_BYTES past the first line.
 */
export function quotedEnd(buffer: WholeLines, start: number, separator: number): number {
  const { bytes, limit, ended, longLine } = buffer;
  let lines = 0;
  let at = start;
  for (;;) { // field after field
    if (bytes[at] !== QUOTE) {
      while (bytes[at] !== separator && bytes[at] !== LF) {
        if (bytes[at] === QUOTE) return MISPLACED;
        at++;
      }
    } else {
      at++;
      for (;;) {
        if (at === limit) return ended ? UNCLOSED : OPEN;
        const byte = bytes[at++];
        if (byte === QUOTE) {
          if (bytes[at] !== QUOTE) break;
          at++;
        } else if (byte === LF) {
          lines++;
          if (lines === MOST_QUOTED_LINES || at - start > MOST_QUOTED_BYTES || at === longLine) {
            return UNCLOSED;
          }
        }
      }
      if (bytes[at] === CR && bytes[at + 1] === LF) at++;
    }
    if (bytes[at] === LF) return at;
    if (bytes[at] !== separator) return MISPLACED;
    at++;
  }
}

/** The fields of the one record in `bytes[start … end)`, unquoted; undefined if @std/csv sees something else in it. */
export function unquotedFields(
  bytes: Uint8Array,
  start: number,
  end: number,
  separator: number,
): string[] | undefined {
  try {
    const records = parse(decoder.decode(bytes.subarray(start, end)), {
      separator: String.fromCharCode(separator),
    });
    return records.length === 1 ? records[0] : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
