import { RunError } from "../base/errors.ts";
import { type HeldRow, HeldRows } from "./held_rows.ts";
import { quoteText } from "./messages.ts";
import { type ColumnRoles, newRow, type Row } from "./row.ts";
import type { InputCounts, RowSource } from "./row_source.ts";
import type { TimeFormat } from "./time_format.ts";

/** Plans of one series that may wait for their rows: eleven years of hours. */
const MOST_PLANS = 100_000;

/**
 * Columns whose values are known before their row - a plan, a tariff, a holiday - speak of the row that is forecast: behind
 * its own values a row gets, for each known column and each horizon h, that column's value h rows later in its series,
 * (known columns, horizons). Nothing else of the later rows is looked at.
 *
 * So a row is held back until as many later ones of its series have come as the largest horizon says; then it leaves, in
 * the order of its series, whatever the others do. At the end of the input the rows that are left leave in turns, one of
 * each series, with NaN for what never came.
 *
 * A row with no value but known ones is a *plan*. It serves the rows before it like any other, but does not leave: a row of
 * the same time takes its place (nothing has gone back in time), or a newer plan does; if a later row comes first, it was a
 * row without a target. Plans at the end of the input were no rows of it.
 *
 * Held rows are in no checkpoint: they come again with the input. Memory: the largest horizon's rows of each series, and its
 * plans, bounded. Cost per row: O(columns + known · horizons), no allocation once as many rows are held as there will be.
 */
export class KnownAhead implements RowSource {
  readonly roles: ColumnRoles;
  readonly row: Row;
  private readonly places: readonly number[];
  private readonly farthest: number;
  private readonly held: HeldRows[] = [];
  private readonly spare: HeldRow[] = [];
  /** The series whose row came last: the only one that may have a row ready to leave. */
  private newest = -1;
  /** The series whose turn it is at the end. */
  private turn = 0;
  private hasEnded = false;
  private isClosed = false;

  /**
   * @param reader has not been read from
   * @param horizons ascending
   * @param tellsTimes whether a row is told the times of those that are forecast from it
   */
  constructor(
    private readonly reader: RowSource,
    private readonly horizons: readonly number[],
    private readonly tellsTimes = false,
  ) {
    const { roles, row } = reader;
    const columns = [...roles.targets, ...roles.features];
    this.roles = roles;
    this.places = roles.known.map((column) => columns.indexOf(column));
    this.farthest = horizons[horizons.length - 1];
    this.row = newRow(row.values.length, this.places.length * horizons.length);
  }

  get seriesKeys(): string[] {
    return this.reader.seriesKeys;
  }

  get counts(): InputCounts | undefined {
    return this.reader.counts;
  }

  get timeFormat(): TimeFormat | undefined {
    return this.reader.timeFormat;
  }

  get skipped(): number {
    return this.reader.skipped;
  }

  /** @throws {RunError} at a bad row, if these are to end the run, and where more plans come than can be kept */
  next(): boolean {
    for (;;) {
      const rows = this.held[this.newest];
      if (rows !== undefined && rows.hasRow && rows.length > this.farthest) return this.release(this.newest);
      if (!this.reader.next()) return this.hasEnded && this.releaseNext();
      this.hold(this.reader.row);
    }
  }

  async fill(): Promise<boolean> {
    if (this.hasEnded) return false;
    if (await this.reader.fill()) return true;
    this.hasEnded = true;
    this.turn = (this.newest + 1) % Math.max(1, this.held.length); // as if rows went on to come in turns
    return !this.isClosed && this.held.some((rows) => rows.hasRow);
  }

  expect(keys: readonly string[]): void {
    this.reader.expect(keys);
  }

  raise(latest: ArrayLike<number>): void {
    this.reader.raise(latest);
  }

  goOnFrom(latest: ArrayLike<number>): void {
    this.reader.goOnFrom(latest);
  }

  countOn(records: number): void {
    this.reader.countOn(records);
    for (const rows of this.held) rows.countOn(records);
    this.row.time += records;
    this.row.timeBytes = new TextEncoder().encode(String(this.row.time));
    this.row.timeEnd = this.row.timeBytes.length;
  }

  /** Rows that are held are given up. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.reader.close();
  }

  private hold(row: Row): void {
    const { held, farthest } = this;
    while (held.length <= row.series) held.push(new HeldRows());
    const rows = held[this.newest = row.series];
    rows.add(row, this.spare);
    if (rows.length <= farthest + MOST_PLANS) return;
    const { series } = this.roles;
    const where = series === undefined ? "" : ` of series ${quoteText(this.seriesKeys[row.series])}`;
    throw new RunError(
      `Cannot keep more than ${MOST_PLANS} plans${where}: expected a row with a target by line ${row.line}, ` +
        `got only values of ${this.roles.known.join(", ")}`,
    );
  }

  /** One of the rows that are left: each series in turn gives one. */
  private releaseNext(): boolean {
    const { held } = this;
    for (let tried = 0; tried < held.length; tried++) {
      const series = this.turn;
      this.turn = (series + 1) % held.length;
      if (held[series].hasRow) return this.release(series);
    }
    return false;
  }

  /** The series' first row leaves. */
  private release(series: number): true {
    const { row, places, horizons, spare } = this;
    const rows = this.held[series];
    const first = rows.at(0)!;
    row.values.set(first.values);
    let at = first.values.length;
    for (let k = 0; k < places.length; k++) {
      for (let h = 0; h < horizons.length; h++) {
        row.values[at++] = rows.at(horizons[h])?.values[places[k]] ?? NaN;
      }
    }
    row.line = first.line;
    row.series = series;
    row.time = first.time;
    row.offset = first.offset;
    row.isLeap = first.isLeap;
    row.timeBytes = first.timeBytes;
    row.timeEnd = first.timeEnd;
    row.timeStart = 0;
    if (this.tellsTimes) row.aheadTimes = horizons.map((horizon) => rows.at(horizon)?.timeText ?? "");
    spare.push(rows.shift());
    return true;
  }
}
