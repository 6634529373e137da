import { CR, HASH, isBlank, LF, QUOTE } from "./ascii.ts";
import { checkHeader } from "./header.ts";
import { columnNames } from "./header_names.ts";
import type { Layout } from "./layout.ts";
import { TOO_LONG, type WholeLines } from "./line_buffer.ts";
import { MISPLACED, OPEN, quotedEnd, UNCLOSED, unquotedFields } from "./quoted_record.ts";
import type { Records } from "./records.ts";
import { grow, TextFields } from "./text_fields.ts";

const BROKEN = new Map([
  [MISPLACED, "expected quotes around whole fields only, got one inside a field"],
  [UNCLOSED, "expected the quote to be closed, got a line that leaves it open"],
]);

/**
 * Delimited records (RFC 4180, by any separator; LF or CRLF) out of a line buffer.
 *
 * Lines of plain fields are split where they stand, without allocation. A line with a quote goes through @std/csv,
 * together with the lines its quoted fields run on over: about a microsecond. A broken quote costs its own line only,
 * so reading falls into step again by itself. Before the header, comment lines (#…) and blank lines are passed over.
 */
export class CsvRecords implements Records {
  columns: readonly string[] | undefined;
  unnamed: readonly number[] = [];
  line = 0;
  height = 0;
  broken: string | undefined;
  count = 0;
  bytes: Uint8Array;
  bounds: Int32Array = new Int32Array(64);

  private start = 0;
  private end = 0;
  /** The input's lines, where they stand in another order here. */
  private numbers: Int32Array | undefined;
  /** Physical line, of those here, in which the record begins. */
  private firstLine = 0;
  /** Physical line at the buffer's position. */
  private nextLine = 1;
  private offsets = this.bounds;
  private readonly unquoted = new TextFields();
  private readonly header: readonly string[] | undefined;

  private readonly separator: number;
  /** No byte above this means anything. */
  private readonly highest: number;
  /** Fields that a record must have at least. */
  private least = 0;

  /** @param layout of the input, whose lines before the header, or the first row, are passed over here */
  constructor(
    private readonly buffer: WholeLines,
    private readonly name: string,
    private readonly layout: Layout,
  ) {
    this.bytes = buffer.bytes;
    this.separator = layout.separator.charCodeAt(0);
    this.highest = Math.max(this.separator, QUOTE);
    for (; this.nextLine <= layout.skip; this.nextLine++) {
      buffer.position = buffer.bytes.indexOf(LF, buffer.position) + 1;
    }
    if (layout.begins === "header") this.header = layout.cells;
    else this.columns = layout.names ?? columnNames(layout.cells.map(() => ""));
    this.least = this.columns?.length ?? 0;
  }

  next(): boolean {
    while (this.take()) {
      if (this.columns !== undefined) return true;
      checkHeader(this, this.name);
      this.columns = columnNames(this.header!);
      this.unnamed = this.header!.flatMap((cell, i) => cell.trim() === "" ? [i] : []);
      // Columns at the end that have no name may be missing from a row.
      this.least = this.columns.length;
      while (this.least > 1 && this.header![this.least - 1].trim() === "") this.least--;
    }
    return false;
  }

  /** Changes nothing here: a field is no more than an offset. */
  select(): void {}

  reread(lines: WholeLines, numbers: Int32Array): CsvRecords {
    const { columns, unnamed, least, layout } = this;
    const records = new CsvRecords(lines, this.name, { ...layout, skip: 0, begins: "row", names: columns! });
    records.unnamed = unnamed;
    records.least = least;
    records.numbers = numbers;
    return records;
  }

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
      this.line = this.numbers === undefined ? this.nextLine : this.numbers[this.nextLine - 1];
      this.firstLine = this.nextLine;
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

  /** Splits the line at its separators: the path of nearly every row. */
  private split(): boolean {
    const { separator, highest } = this;
    const { bytes } = this.buffer;
    let bounds = this.offsets;
    let count = 0;
    let at = this.start;
    bounds[0] = at - 1;
    for (;; at++) {
      const byte = bytes[at];
      if (byte > highest) continue;
      if (byte === separator) {
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
    if (this.columns !== undefined && count < this.columns.length) this.fill();
    this.finish(1);
    return true;
  }

  /** Gives a record that has all named fields the others, empty. */
  private fill(): void {
    const width = this.columns!.length;
    if (this.count < this.least) return;
    let { bounds } = this;
    while (bounds.length <= width) bounds = grow(bounds);
    for (let i = this.count + 1; i <= width; i++) bounds[i] = bounds[this.count];
    if (this.bytes === this.buffer.bytes) this.offsets = bounds;
    else this.unquoted.bounds = bounds;
    this.bounds = bounds;
    this.count = width;
  }

  private splitQuoted(): boolean {
    const end = quotedEnd(this.buffer, this.start, this.separator);
    if (end === OPEN) return false;
    if (end < 0) return this.fail(BROKEN.get(end)!);
    const { bytes } = this.buffer;
    const fields = unquotedFields(bytes, this.start, end, this.separator);
    if (fields === undefined) return this.fail(BROKEN.get(MISPLACED)!);
    this.unquoted.clear();
    for (const field of fields) this.unquoted.add(field);
    this.end = end;
    this.bytes = this.unquoted.bytes;
    this.bounds = this.unquoted.bounds;
    this.count = this.unquoted.count;
    this.broken = undefined;
    if (this.columns !== undefined && this.count < this.columns.length) this.fill();
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
    this.nextLine = this.firstLine + height;
    this.buffer.position = this.end + 1;
  }
}
