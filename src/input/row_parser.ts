import { ZERO } from "./ascii.ts";
import type { ColumnPositions } from "./column_roles.ts";
import { quoteBytes, quoteText } from "./messages.ts";
import { NO_NUMBER, parseNumber } from "./number_parser.ts";
import type { Records } from "./records.ts";
import { type ColumnRoles, newRow, type Row, type TimeKind } from "./row.ts";
import type { SeriesTable } from "./series_table.ts";
import type { TextCells } from "./text_cells.ts";
import { type ParsedTime, parseTime } from "./time_parser.ts";

const EXPECTED_TIME: Readonly<Record<Exclude<TimeKind, "row">, string>> = {
  date: "an ISO 8601 date",
  "date-time": "an ISO 8601 date-time",
  number: "a number",
};
/** 2⁵³ has 16 digits. */
const LONGEST_ROW_NUMBER = 16;

/** Records into rows: reads the columns that have a role, and says of a record that is no row why. */
export class RowParser {
  readonly roles: ColumnRoles;
  readonly row: Row;
  /** Columns whose fields hold a number or a time. */
  readonly plain: readonly number[];
  private readonly numbers: readonly number[];
  /** Places among the values of what makes a row more than a plan; none where no column is known in advance. */
  private readonly telling: readonly number[];
  private readonly parsed: ParsedTime = { kind: "number", time: 0, offset: 0 };
  private readonly rowNumber = new Uint8Array(LONGEST_ROW_NUMBER);

  constructor(
    private readonly columns: readonly string[],
    private readonly positions: ColumnPositions,
    timeKind: TimeKind,
    private readonly series: SeriesTable,
    /** Rows of further series are no rows. */
    private readonly maxSeries: number = Infinity,
  ) {
    const { time, targets, features, known } = positions;
    const name = (position: number) => position < 0 ? undefined : columns[position];
    this.numbers = [...targets, ...features];
    this.telling = known.length === 0
      ? []
      : this.numbers.flatMap((column, i) => known.includes(column) ? [] : [i]);
    this.plain = time < 0 ? this.numbers : [...this.numbers, time];
    this.roles = {
      time: name(time),
      timeKind,
      series: name(positions.series),
      targets: targets.map((target) => columns[target]),
      features: features.map((feature) => columns[feature]),
      known: known.map((column) => columns[column]),
    };
    this.row = newRow(this.numbers.length, 0, positions.texts.length);
    this.row.timeBytes = this.rowNumber;
  }

  /**
   * Fills the row. Returns why the record is no row, or undefined; a record that is none leaves no trace but in the
   * row's values.
   * @param number the record's number, from 1: the time of a row without a time column
   */
  parse(record: Records, number: number): string | undefined {
    const flaw = shapeFlaw(record, this.columns.length) ?? this.parseValues(record) ??
      this.parseTime(record, number);
    if (flaw !== undefined) return flaw;
    const { row, series, parsed } = this;
    const found = this.findSeries(record);
    if (found < 0) return this.oneTooMany(record);
    if (parsed.time < series.latest[found]) return this.backwards(record, series.latest[found]);
    row.isPlan = this.isPlan();
    if (!row.isPlan) series.latest[found] = parsed.time; // its own row may come later
    row.line = record.line;
    row.series = found;
    row.time = parsed.time;
    row.offset = parsed.offset;
    if (row.texts.count > 0) this.findTexts(record, row.texts);
    return undefined;
  }

  /** The row, which has no time column, has another number. */
  renumber(number: number): void {
    this.row.time = number;
    this.row.timeEnd = writeInteger(number, this.rowNumber);
    this.series.latest[this.row.series] = number;
  }

  private parseValues(record: Records): string | undefined {
    const { numbers } = this;
    const { bytes, bounds } = record;
    const { values } = this.row;
    for (let i = 0; i < numbers.length; i++) {
      const column = numbers[i];
      const value = parseNumber(bytes, bounds[column] + 1, bounds[column + 1]);
      if (value === NO_NUMBER) return fieldFlaw(this.columns, record, column, "a number");
      values[i] = value;
    }
    return undefined;
  }

  private isPlan(): boolean {
    const { telling, row: { values } } = this;
    for (let i = 0; i < telling.length; i++) {
      if (!Number.isNaN(values[telling[i]])) return false;
    }
    return telling.length > 0;
  }

  private parseTime(record: Records, number: number): string | undefined {
    const { parsed, row } = this;
    const { timeKind } = this.roles;
    const { time } = this.positions;
    if (timeKind === "row") {
      parsed.time = number;
      row.timeEnd = writeInteger(number, this.rowNumber);
      return undefined;
    }
    row.timeBytes = record.bytes;
    row.timeStart = record.bounds[time] + 1;
    row.timeEnd = record.bounds[time + 1];
    const isTime = parseTime(record.bytes, row.timeStart, row.timeEnd, parsed);
    if (isTime && (parsed.kind === "number") === (timeKind === "number")) return undefined;
    return fieldFlaw(this.columns, record, time, EXPECTED_TIME[timeKind]);
  }

  private findSeries(record: Records): number {
    const { series } = this.positions;
    if (series < 0) return 0;
    const start = record.bounds[series] + 1;
    const end = record.bounds[series + 1];
    const found = this.series.find(record.bytes, start, end);
    if (found >= 0) return found;
    return this.series.keys.length < this.maxSeries ? this.series.add(record.bytes, start, end) : -1;
  }

  private findTexts(record: Records, texts: TextCells): void {
    texts.bytes = record.bytes;
    this.positions.texts.forEach((column, i) => {
      texts.bounds[2 * i] = record.bounds[column] + 1;
      texts.bounds[2 * i + 1] = record.bounds[column + 1];
    });
  }

  private oneTooMany(record: Records): string {
    const expected = `one of the first ${this.maxSeries} series (--max-series ${this.maxSeries})`;
    return fieldFlaw(this.columns, record, this.positions.series, expected);
  }

  private backwards(record: Records, latest: number): string {
    const { timeKind, series } = this.roles;
    const floor = timeKind === "number" ? String(latest) : new Date(latest).toISOString();
    const where = series === undefined
      ? ""
      : ` in its series ${quoteText(this.series.keys[this.findSeries(record)])}`;
    return fieldFlaw(this.columns, record, this.positions.time, `no time before ${floor}${where}`);
  }
}

/** Why a record has not the fields of a row. */
export function shapeFlaw(record: Records, width: number): string | undefined {
  if (record.broken !== undefined) return record.broken;
  return record.count === width
    ? undefined
    : `expected ${width} ${width === 1 ? "field" : "fields"}, got ${record.count}`;
}

/** What a column holds, by its field in this record: undefined if that is no time. */
export function timeKindOf(record: Records, time: number): TimeKind | undefined {
  if (time < 0) return "row";
  const parsed: ParsedTime = { kind: "number", time: 0, offset: 0 };
  return parseTime(record.bytes, record.bounds[time] + 1, record.bounds[time + 1], parsed)
    ? parsed.kind
    : undefined;
}

/** What is wrong with one field: `column "close": expected a number, got "n/a"`. */
export function fieldFlaw(
  columns: readonly string[],
  record: Records,
  column: number,
  expected: string,
): string {
  const got = quoteBytes(record.bytes, record.bounds[column] + 1, record.bounds[column + 1]);
  return `column ${quoteText(columns[column])}: expected ${expected}, got ${got}`;
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
