import type { Archive, Persistent } from "../base/archive.ts";
import { type BadRowOptions, BadRows } from "./bad_rows.ts";
import {
  defaultTarget,
  type NamedPositions,
  namedPositions,
  numericColumns,
  type RoleOptions,
} from "./column_roles.ts";
import { CsvRecords } from "./csv_records.ts";
import { JsonRecords } from "./json_records.ts";
import { LineBuffer } from "./line_buffer.ts";
import type { Records } from "./records.ts";
import type { ColumnRoles, Row, TimeKind } from "./row.ts";
import type { RowSource } from "./row_source.ts";
import { fieldFlaw, RowParser, shapeFlaw, timeKindOf } from "./row_parser.ts";
import { SeriesTable } from "./series_table.ts";

/** What a reader is told of its input: the form, the columns, bad rows. */
export interface ReaderOptions extends RoleOptions, BadRowOptions {
  readonly format: "csv" | "ndjson";
  /** So many series at most: rows of further ones are bad rows. @default {Infinity} */
  readonly maxSeries?: number;
}

/**
 * A stream of bytes read as rows: `next` takes the rows out of what has been read, synchronously and without allocating
 * for plain rows; `fill` waits for more.
 *
 *     while (await reader.fill()) while (reader.next()) use(reader.row);
 *
 * Remembers the keys of the series and the latest time of each; besides them memory is bounded, whatever comes: a
 * line that is too long or a quote that is not closed is given up after a bound, and is a bad row.
 */
export class RowReader implements RowSource, Persistent {
  readonly roles: ColumnRoles;
  /** Rewritten by `next`; its time bytes are stale after `fill` as well. */
  readonly row: Row;

  /** The first row was read ahead, to settle the roles, and has not been taken. */
  private isAhead = true;
  private recordCount: number;

  private constructor(
    private readonly lines: LineBuffer,
    private readonly source: Records,
    private readonly parser: RowParser,
    private readonly series: SeriesTable,
    private readonly bad: BadRows,
  ) {
    this.recordCount = bad.count;
    this.roles = parser.roles;
    this.row = parser.row;
  }

  /**
   * Reads until the first data row is known - one with all its fields and a readable time - and settles the columns'
   * roles by it. Bad rows before it are told as any others.
   * @throws {UsageError} if a column is unknown, has two roles or a name twice, or no target can be chosen
   * @throws {RunError} if there is no such row, the input is not text, or it cannot be read
   */
  static async open(bytes: ReadableStream<Uint8Array>, options: ReaderOptions): Promise<RowReader> {
    const lines = new LineBuffer(bytes, options.name);
    try {
      return await RowReader.settle(lines, options);
    } catch (error) {
      await lines.close().catch(() => {}); // The first error is the one to tell.
      throw error;
    }
  }

  /** Keys by series number; grows with the rows. */
  get seriesKeys(): string[] {
    return this.series.keys;
  }

  /** Bad rows so far. */
  get skipped(): number {
    return this.bad.count;
  }

  /** Data records so far, accepted or not. */
  get records(): number {
    return this.recordCount;
  }

  /**
   * Takes the next accepted row out of what has been read. False when more bytes are needed, or the end has come.
   * @throws {RunError} at a bad row, if bad rows are to end the run
   */
  next(): boolean {
    const { source, parser } = this;
    while (this.isAhead || source.next()) {
      this.isAhead = false;
      this.recordCount++;
      const flaw = parser.parse(source, this.recordCount);
      if (flaw === undefined) return true;
      this.bad.add(source, flaw, source.columns!.length, parser.plain);
    }
    return false;
  }

  /**
   * Waits for more bytes, at least a line of them. False at the end of the input, when `next` has delivered everything.
   * @throws {RunError} if the input cannot be read on, or at its end if none of its rows could be read
   */
  async fill(): Promise<boolean> {
    if (this.isAhead || await this.lines.fill()) return true;
    if (this.bad.count === this.recordCount) throw this.bad.noneGood(this.source.columns);
    return false;
  }

  /** Begins with these series, so that they keep the numbers that they have had. To be called before the first `next`. */
  expect(keys: readonly string[]): void {
    for (const key of keys) this.series.number(key);
  }

  /** From now on a row of these series, by their numbers, that is older than this is a bad row. */
  raise(latest: ArrayLike<number>): void {
    const { latest: known } = this.series;
    for (let i = 0; i < latest.length; i++) known[i] = Math.max(known[i], latest[i]);
  }

  /** Counts the records on from those of inputs before: the row at hand and those to come have no time but their number. */
  countOn(records: number): void {
    this.recordCount += records;
    this.parser.renumber(this.recordCount);
  }

  /** Lets go of the input; a `fill` that waits returns. */
  async close(): Promise<void> {
    await this.lines.close();
  }

  /**
   * Saves or restores what later rows depend on: the numbers of the series, their latest times, the records counted.
   * The place in the input is not part of it: restore into a reader that has just been opened on what follows.
   */
  persist(archive: Archive): void {
    this.recordCount = archive.number("records", this.recordCount);
    this.bad.count = archive.number("skipped", this.bad.count);
    this.series.persist(archive.within("series"));
  }

  private static async settle(lines: LineBuffer, options: ReaderOptions): Promise<RowReader> {
    const { name, format } = options;
    const source = format === "csv" ? new CsvRecords(lines, name) : new JsonRecords(lines, name);
    const bad = new BadRows(options);
    let named: NamedPositions | undefined;
    for (;;) {
      const isTaken = source.next();
      const columns = source.columns ?? [];
      // Before a row has come: who mistyped a column need not type rows to be told.
      if (source.columns !== undefined) named ??= namedPositions(columns, options);
      if (!isTaken) {
        if (await lines.fill()) continue;
        throw bad.noneGood(source.columns);
      }
      const time = named?.time ?? -1;
      const kind = timeKindOf(source, time);
      const flaw = shapeFlaw(source, columns.length) ??
        (kind === undefined ? fieldFlaw(columns, source, time, "an ISO 8601 date or a number") : undefined);
      if (flaw === undefined) return RowReader.begin(lines, source, named!, kind!, bad, options);
      bad.add(source, flaw, columns.length, time < 0 ? [] : [time]);
    }
  }

  /** The reader whose first row is the record that `source` has taken. */
  private static begin(
    lines: LineBuffer,
    source: Records,
    named: NamedPositions,
    timeKind: TimeKind,
    bad: BadRows,
    { name, maxSeries, numericFeatures = false }: ReaderOptions,
  ): RowReader {
    const columns = source.columns!;
    const { time, series, texts } = named;
    const taken = [time, series, ...named.features, ...texts];
    const targets = named.targets ?? [defaultTarget(columns, taken, source, name)];
    const further = numericFeatures ? numericColumns(columns, [...taken, ...targets], source) : [];
    const features = [...named.features, ...further];
    source.select([...targets, ...features], [time, series, ...texts]);
    const table = new SeriesTable();
    if (series < 0) table.add(new Uint8Array(0), 0, 0);
    const parser = new RowParser(
      columns,
      { time, series, targets, features, known: named.known, texts },
      timeKind,
      table,
      maxSeries,
    );
    return new RowReader(lines, source, parser, table, bad);
  }
}
