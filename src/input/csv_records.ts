import { COMMA, CR, HASH, isBlank, LF, QUOTE } from "./ascii.ts";
import { headerNames } from "./header.ts";
import { type LineBuffer, TOO_LONG } from "./line_buffer.ts";
import { MISPLACED, OPEN, quotedEnd, UNCLOSED, unquotedFields } from "./quoted_record.ts";
import type { Records } from "./records.ts";
import { grow, TextFields } from "./text_fields.ts";

const BROKEN = new Map([
  [MISPLACED, "expected quotes around whole fields only, got one inside a field"],
  [UNCLOSED, "expected the quote to be closed, got a line that leaves it open"],
]);

/**
 * CSV records (RFC 4180; LF or CRLF) out of a line buffer.
 *
 * Lines of plain fields are split where they stand, without allocation. A line with a quote goes through @std/csv,
 * together with the lines its quoted fields run on over: about a microsecond. A broken quote costs its own line only,
 * so reading falls into step again by itself. Before the header, comment lines (#…) and blank lines are passed over.
 */
export class CsvRecords implements Records {
  columns: readonly string[] | undefined;
  line = 0;
  height = 0;
  broken: string | undefined;
  count = 0;
  bytes: Uint8Array;
  bounds: Int32Array = new Int32Array(64);

  private start = 0;
  private end = 0;
  /** Physical line at the buffer's position. */
  private nextLine = 1;
  private offsets = this.bounds;
  private readonly unquoted = new TextFields();

  constructor(private readonly buffer: LineBuffer, private readonly name: string) {
    this.bytes = buffer.bytes;
  }

  next(): boolean {
    while (this.take()) {
      if (this.columns !== undefined) return true;
      this.columns = headerNames(this, this.name);
    }
    return false;
  }

  /** Changes nothing here: a field is no more than an offset. */
  select(): void {}

  keepFirstLine(): void {
    this.end = this.buffer.bytes.indexOf(LF, this.start);
    this.finish(1);
  }

  raw(): Uint8Array {
    const { bytes } = this.buffer;
    const end = this.end > this.start && bytes[this.end - 1] === CR ? this.end - 1 : this.end;
    return bytes.subarray(this.start, end);
  }

  private take(): boolean {
    const { buffer } = this;
    const { bytes } = buffer;
    for (;;) {
      this.start = buffer.position;
      if (this.start >= buffer.limit) return false;
      this.line = this.nextLine;
      if (this.start === buffer.longLine) return this.fail(TOO_LONG);
      if (bytes[this.start] > QUOTE && (this.columns !== undefined || bytes[this.start] !== HASH)) break;
      this.end = this.passedOver();
      if (this.end < 0) break;
      this.finish(1);
    }
    return this.split();
  }

  /** The end of the line if it is blank, or a comment before the header; otherwise -1. */
  private passedOver(): number {
    const { bytes } = this.buffer;
    let at = this.start;
    if (bytes[at] === HASH && this.columns === undefined) return bytes.indexOf(LF, at);
    while (isBlank(bytes[at])) at++;
    if (bytes[at] === CR) at++;
    return bytes[at] === LF ? at : -1;
  }

  /** Splits the line at its commas: the path of nearly every row. */
  private split(): boolean {
    const { bytes } = this.buffer;
    let bounds = this.offsets;
    let count = 0;
    let at = this.start;
    bounds[0] = at - 1;
    for (;; at++) {
      const byte = bytes[at];
      if (byte > COMMA) continue;
      if (byte === COMMA) {
        bounds[++count] = at;
        if (count + 1 === bounds.length) bounds = this.offsets = grow(bounds);
      } else if (byte === LF) break;
      else if (byte === QUOTE) return this.splitQuoted();
    }
    bounds[++count] = at > this.start && bytes[at - 1] === CR ? at - 1 : at;
    this.end = at;
    this.bytes = bytes;
    this.bounds = bounds;
    this.count = count;
    this.broken = undefined;
    this.finish(1);
    return true;
  }

  private splitQuoted(): boolean {
    const end = quotedEnd(this.buffer, this.start);
    if (end === OPEN) return false;
    if (end < 0) return this.fail(BROKEN.get(end)!);
    const { bytes } = this.buffer;
    const fields = unquotedFields(bytes, this.start, end);
    if (fields === undefined) return this.fail(BROKEN.get(MISPLACED)!);
    this.unquoted.clear();
    for (const field of fields) this.unquoted.add(field);
    this.end = end;
    this.bytes = this.unquoted.bytes;
    this.bounds = this.unquoted.bounds;
    this.count = this.unquoted.count;
    this.broken = undefined;
    let height = 1;
    for (let at = bytes.indexOf(LF, this.start); at < end; at = bytes.indexOf(LF, at + 1)) height++;
    this.finish(height);
    return true;
  }

  /** The current line is a record of its own, and broken. */
  private fail(reason: string): true {
    this.broken = reason;
    this.count = 0;
    this.keepFirstLine();
    return true;
  }

  /** The record takes so many lines: reading goes on after them. */
  private finish(height: number): void {
    this.height = height;
    this.nextLine = this.line + height;
    this.buffer.position = this.end + 1;
  }
}
