import { SPACE, ZERO } from "./ascii.ts";
import type { Records } from "./records.ts";
import type { Row } from "./row.ts";
import type { TimeColumns } from "./time_columns.ts";
import { MINUTE, type ParsedTime } from "./time_parser.ts";
import type { TimeFormat } from "./time_format.ts";
import type { TimeZone } from "./time_zone.ts";

/** 2⁵³ has 16 digits. */
const LONGEST_ROW_NUMBER = 16;

/** A row's time: out of its column, of date and clock joined by a space, or the row's number. */
export class RowTime {
  readonly parsed: ParsedTime = { kind: "number", time: 0, offset: 0, isLocal: false };
  /** Written to where the text does not stand in the record as it is. */
  private text: Uint8Array = new Uint8Array(LONGEST_ROW_NUMBER);

  /** The only column; -1: there are several, or none. */
  private readonly column: number;
  private readonly format: TimeFormat;

  constructor(readonly from: TimeColumns, private readonly zone: TimeZone | undefined) {
    this.column = from.columns.length === 1 ? from.columns[0] : -1;
    this.format = from.format;
  }

  /** Reads the record's time and puts its text into the row; false if it is none. */
  read(record: Records, number: number, row: Row): boolean {
    const { parsed, column } = this;
    if (column >= 0) {
      row.timeBytes = record.bytes;
      row.timeStart = record.bounds[column] + 1;
      row.timeEnd = record.bounds[column + 1];
    } else if (this.from.kind === "row") {
      this.writeNumber(number, row);
      return true;
    } else this.join(record, row);
    return this.format.read(row.timeBytes, row.timeStart, row.timeEnd, parsed);
  }

  /**
   * Puts the time that was read into the row, in UTC.
   * @param after the newest time of the series: in an hour that comes twice what lies before it is of the second passage
   */
  place(row: Row, after: number): void {
    const { parsed, zone } = this;
    row.time = parsed.time;
    row.offset = parsed.offset;
    if (zone === undefined || !parsed.isLocal) return;
    this.shift(row, zone.utc(parsed.time, after));
  }

  /** The second passage of the time that was read, where its hour comes twice and the row is not there already; NaN: none. */
  secondPassage(row: Row): number {
    const { parsed, zone } = this;
    if (zone === undefined || !parsed.isLocal) return NaN;
    const second = zone.secondPassage(parsed.time);
    return second > row.time ? second : NaN;
  }

  /** The row's time, that was read, is this one in UTC. */
  shift(row: Row, utc: number): void {
    row.time = utc;
    row.offset = (this.parsed.time - utc) / MINUTE;
  }

  /** The row, which has no time column, has this number. */
  writeNumber(number: number, row: Row): void {
    this.parsed.time = number;
    row.timeBytes = this.text;
    row.timeStart = 0;
    row.timeEnd = writeInteger(number, this.text);
  }

  private join(record: Records, row: Row): void {
    const { bytes, bounds } = record;
    let length = 0;
    for (const column of this.from.columns) length += bounds[column + 1] - bounds[column];
    if (length > this.text.length) this.text = new Uint8Array(2 * length);
    const { text } = this;
    let at = 0;
    for (const column of this.from.columns) {
      if (at > 0) text[at++] = SPACE;
      for (let i = bounds[column] + 1; i < bounds[column + 1]; i++) text[at++] = bytes[i];
    }
    row.timeBytes = text;
    row.timeStart = 0;
    row.timeEnd = at;
  }
}

/** Writes a natural number in decimal; returns its length. */
function writeInteger(number: number, out: Uint8Array): number {
  let length = 1;
  for (let rest = number; rest >= 10; rest /= 10) length++;
  for (let i = length - 1; i >= 0; i--) {
    out[i] = ZERO + number % 10;
    number = Math.floor(number / 10);
  }
  return length;
}
