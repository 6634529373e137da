import type { Archive, Persistent } from "../base/archive.ts";
import { joinNames } from "../base/name_list.ts";
import type { CellParser } from "./cell_parser.ts";
import type { ColumnPositions } from "./column_roles.ts";
import { quoteBytes, quoteText } from "./messages.ts";
import { NO_NUMBER, parseNumber } from "./number_parser.ts";
import type { Records } from "./records.ts";
import { expectedTime, fieldFlaw, lineBreakFlaw, shapeFlaw, timeFlaw } from "./record_flaws.ts";
import type { Flaw } from "./refusals.ts";
import { type ColumnRoles, newRow, type Row } from "./row.ts";
import { RowTime } from "./row_time.ts";
import { SeriesClock, Standing } from "./series_clock.ts";
import { LONGEST_KEY, SeriesKey } from "./series_key.ts";
import { SeriesTable } from "./series_table.ts";
import type { TextCells } from "./text_cells.ts";
import type { TimeColumns } from "./time_columns.ts";
import type { TimeZone } from "./time_zone.ts";

/** What a row parser is told: how cells and times read, and how many series there may be. */
export interface RowForm {
  readonly cells: CellParser;
  readonly time: TimeColumns;
  readonly zone: TimeZone | undefined;
  /** Rows of further series are no rows. */
  readonly maxSeries: number;
}

/** Records into rows: reads the columns that have a role, and says of a record that is no row why. */
export class RowParser implements Persistent {
  readonly roles: ColumnRoles;
  readonly row: Row;
  /** Columns whose fields hold a number or a time. */
  readonly plain: readonly number[];
  /** What the record that was parsed last is to those before it in its series. */
  standing: Standing = Standing.New;
  /** The columns of it that held no number, and so nothing: the first `badCount` of these. */
  readonly badColumns: Int32Array;
  badCount = 0;
  /** A cell of it that is a number only by the other decimal mark; -1: none. */
  doubtful = -1;
  readonly clock: SeriesClock;
  readonly series: SeriesTable = new SeriesTable();

  private readonly numbers: readonly number[];
  /** Places among the values of what makes a row more than a plan; none where no column is known in advance. */
  private readonly telling: readonly number[];
  private readonly cells: CellParser;
  private readonly point: number;
  /** Whether what reads as a plain number is one. */
  private readonly isPlain: boolean;
  private readonly isNumbered: boolean;
  private readonly hasSeries: boolean;
  private readonly time: RowTime;
  private readonly key: SeriesKey;

  constructor(
    private readonly columns: readonly string[],
    private readonly positions: ColumnPositions,
    private readonly form: RowForm,
  ) {
    const { targets, features, known, texts } = positions;
    const list = (found: readonly number[]) =>
      found.length === 0 ? undefined : joinNames(found.map((column) => columns[column]));
    this.numbers = [...targets, ...features];
    this.telling = known.length === 0
      ? []
      : this.numbers.flatMap((column, i) => known.includes(column) ? [] : [i]);
    this.plain = [...this.numbers, ...positions.time];
    this.badColumns = new Int32Array(this.numbers.length);
    this.roles = {
      time: list(positions.time),
      timeKind: form.time.kind,
      series: list(positions.series),
      targets: targets.map((target) => columns[target]),
      features: features.map((feature) => columns[feature]),
      known: known.map((column) => columns[column]),
    };
    this.cells = form.cells;
    this.point = form.cells.point;
    this.isPlain = !form.cells.hasNumberMarks;
    this.isNumbered = form.time.kind === "row";
    this.hasSeries = positions.series.length > 0;
    this.row = newRow(this.numbers.length, 0, texts.length);
    this.time = new RowTime(form.time, form.zone);
    this.key = new SeriesKey(positions.series);
    const isCalendar = form.time.kind === "date" || form.time.kind === "date-time";
    this.clock = new SeriesClock(this.numbers.length, isCalendar, texts.length === 0);
    if (positions.series.length > 0) return;
    this.series.add(new Uint8Array(0), 0, 0);
    this.clock.reserve(1);
  }

  /**
   * Fills the row. Returns why the record is no row, or undefined; a record that is none leaves no trace but in the
   * row's values. One whose `standing` is `Repeated` is no further row.
   * @param number the record's number, from 1: the time of a row without a time column
   */
  parse(record: Records, number: number): Flaw | undefined {
    const { row, time } = this;
    const flaw = shapeFlaw(record, this.columns.length) ??
      (record.height > 1 ? lineBreakFlaw(this.columns, record, this.plain) : undefined);
    if (flaw !== undefined) return flaw;
    if (!time.read(record, number, row)) return this.unreadableTime(record);
    const found = this.findSeries(record);
    if (found < 0) return this.noSeries(record);
    this.parseValues(record);
    row.isPlan = this.isPlan();
    row.isLeap = false;
    row.line = record.line;
    row.series = found;
    if (this.isNumbered) row.time = time.parsed.time;
    else if (!this.stand(found)) return this.backwards();
    if (row.texts.count > 0) this.findTexts(record, row.texts);
    return undefined;
  }

  /** The time of a record, in UTC; NaN if it has none that can be read. */
  timeOf(record: Records): number {
    const { row, time } = this;
    if (shapeFlaw(record, this.columns.length) !== undefined || !time.read(record, 0, row)) return NaN;
    time.place(row, -Infinity);
    return row.time;
  }

  /** The row, which has no time column, has another number. */
  renumber(number: number): void {
    this.time.writeNumber(number, this.row);
    this.row.time = number;
  }

  persist(archive: Archive): void {
    this.series.persist(archive.within("series"));
    this.clock.persist(archive.within("clock"));
  }

  /** Places the row in its series' time; false if that goes backwards. */
  private stand(series: number): boolean {
    const { row, clock, time } = this;
    const mark = clock.marks[series];
    time.place(row, mark);
    if (row.time === mark && this.form.zone !== undefined && !clock.isRepeated(series, row.values)) {
      // The same hour once more with other values is its second passage, where there is one.
      const second = time.secondPassage(row);
      if (second > mark) time.shift(row, second);
    }
    this.standing = clock.take(series, row.time, row.values, row.isPlan);
    row.isLeap = this.standing === Standing.Leap;
    return this.standing !== Standing.Backwards;
  }

  private parseValues(record: Records): void {
    const { numbers, cells, point, isPlain } = this;
    const { bytes, bounds } = record;
    const { values } = this.row;
    this.badCount = 0;
    this.doubtful = -1;
    for (let i = 0; i < numbers.length; i++) {
      const column = numbers[i];
      const start = bounds[column] + 1;
      const end = bounds[column + 1];
      let value = parseNumber(bytes, start, end, point);
      if (value === NO_NUMBER || !isPlain) value = cells.parse(bytes, start, end);
      values[i] = value;
      if (value === NO_NUMBER) this.noteBadCell(i, column);
    }
  }

  private noteBadCell(i: number, column: number): void {
    this.row.values[i] = NaN;
    if (this.form.cells.isInDoubt) this.doubtful = column;
    this.badColumns[this.badCount++] = column;
  }

  private isPlan(): boolean {
    const { telling, row: { values } } = this;
    for (let i = 0; i < telling.length; i++) {
      if (!Number.isNaN(values[telling[i]])) return false;
    }
    return telling.length > 0;
  }

  private findSeries(record: Records): number {
    if (!this.hasSeries) return 0;
    const { key, series } = this;
    if (!key.read(record)) return -1;
    const found = series.find(key.bytes, key.start, key.end);
    if (found >= 0) return found;
    if (series.keys.length >= this.form.maxSeries) return -1;
    const added = series.add(key.bytes, key.start, key.end);
    this.clock.reserve(added + 1);
    return added;
  }

  private findTexts(record: Records, texts: TextCells): void {
    texts.bytes = record.bytes;
    this.positions.texts.forEach((column, i) => {
      texts.bounds[2 * i] = record.bounds[column] + 1;
      texts.bounds[2 * i + 1] = record.bounds[column + 1];
    });
  }

  private unreadableTime(record: Records): Flaw {
    const { row, form: { time }, roles } = this;
    if (time.columns.length === 1) return timeFlaw(this.columns, record, time.columns[0], expectedTime(time));
    const got = quoteBytes(row.timeBytes, row.timeStart, row.timeEnd);
    return {
      reason: "time",
      text: `columns ${quoteText(roles.time!)}: expected ${expectedTime(time)}, got ${got}`,
    };
  }

  private noSeries(record: Records): Flaw {
    const [column] = this.positions.series;
    if (!this.key.read(record)) {
      const text = `column ${
        quoteText(this.columns[column])
      }: expected a key of at most ${LONGEST_KEY} bytes, got a longer one`;
      return { reason: "key", text };
    }
    const { maxSeries } = this.form;
    const expected = `one of the first ${maxSeries} series (--max-series ${maxSeries})`;
    return { reason: "series", text: fieldFlaw(this.columns, record, column, expected) };
  }

  private backwards(): Flaw {
    const { roles: { timeKind, series, time }, row } = this;
    const mark = this.clock.marks[row.series];
    const floor = timeKind === "number" ? String(mark) : new Date(mark).toISOString();
    const where = series === undefined ? "" : ` in its series ${quoteText(this.series.keys[row.series])}`;
    const got = quoteBytes(row.timeBytes, row.timeStart, row.timeEnd);
    const text = `column ${quoteText(time!)}: expected no time before ${floor}${where}, got ${got}`;
    return { reason: "backwards", text };
  }
}
