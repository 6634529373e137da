import type { Archive, Persistent } from "../base/archive.ts";
import { RunError } from "../base/errors.ts";
import { BadCells } from "./bad_cells.ts";
import { type BadRowOptions, BadRows } from "./bad_rows.ts";
import type { RoleOptions } from "./column_roles.ts";
import { ELAPSED_CLOCK } from "./counted_time.ts";
import { Doubts, shellWord } from "./doubts.ts";
import type { FirstRow, FormOptions } from "./first_row.ts";
import { firstRowAtHand, settleFirstRow } from "./first_row.ts";
import type { LayoutOptions } from "./layout.ts";
import type { LineBuffer } from "./line_buffer.ts";
import { badRowMessage, quoteBytes, quoteName, quoteText } from "./messages.ts";
import { fieldFlaw } from "./record_flaws.ts";
import { type InputFormat, openRecords } from "./open_records.ts";
import { inOrder, type InputOrder } from "./ordered_records.ts";
import { clockBeganAgain, newestFirst, otherDecimal, seriesBelowEachOther } from "./misread.ts";
import type { Records } from "./records.ts";
import type { Refusals } from "./refusals.ts";
import type { ColumnRoles, Row } from "./row.ts";
import type { RowParser } from "./row_parser.ts";
import type { InputCounts, RowSource } from "./row_source.ts";
import { Standing } from "./series_clock.ts";
import type { StackedSeries } from "./stacked_series.ts";
import type { TimeFormat } from "./time_format.ts";

/** What a reader is told of its input: the form, the columns, bad rows. */
export interface ReaderOptions extends RoleOptions, FormOptions, LayoutOptions, BadRowOptions {
  /** @default {"auto"} */
  readonly format?: InputFormat;
  /** In which order the rows stand. @default {"auto"} */
  readonly order?: InputOrder;
  /** Told in a line, by kind, of what a person should know of a row that counts. */
  readonly onNote?: (kind: string, line: number, text: string) => void;
  /** Told of each record that is its series' newest row once more, which is then the reader's row. */
  readonly onRepeated?: (row: Row) => void;
}

/** All records are at hand, and nothing is waited for. */
const AT_HAND = { fill: () => Promise.resolve(false), close: () => Promise.resolve() };

/**
 * A stream of bytes read as rows: `next` takes the rows out of what has been read, synchronously and without allocating
 * for plain rows; `fill` waits for more.
 *
 *     while (await reader.fill()) while (reader.next()) use(reader.row);
 *
 * Remembers the keys of the series, and of each its newest row; apart from these, memory is bounded whatever the input: a
 * line that is too long or a quote that is not closed is given up after a bound, and is a bad row.
 */
export class RowReader implements RowSource, Persistent {
  readonly roles: ColumnRoles;
  /** Rewritten by `next`; its time bytes are stale after `fill` as well. */
  readonly row: Row;
  /** What was inferred of the input, in the words that people are told; "" if nothing was. */
  readonly inferred: string;
  /** How its times are written. */
  readonly timeFormat: TimeFormat;
  readonly badCells: BadCells = new BadCells();
  /** Records that were their series' newest row once more: neither rows nor bad rows. */
  repeated = 0;
  /** Rows of a time that their series had already, with other values. */
  again = 0;

  /** The first row was read ahead, to settle the roles, and has not been taken. */
  private isAhead: boolean;
  /** The rows stand in another order than in the input, all of them at hand. */
  private readonly isOrdered: boolean;
  private isHeld: boolean;
  private recordCount: number;
  private readonly parser: RowParser;
  private readonly source: Records;
  private readonly stacked: StackedSeries | undefined;

  private constructor(
    private readonly lines: Pick<LineBuffer, "fill" | "close">,
    first: FirstRow,
    private readonly bad: BadRows,
    private readonly options: ReaderOptions,
  ) {
    this.source = first.source;
    this.parser = first.parser;
    this.stacked = first.stacked;
    this.inferred = first.inferred;
    this.timeFormat = first.timeFormat;
    this.isAhead = first.isAhead;
    this.isOrdered = this.isHeld = !first.isAhead;
    this.recordCount = bad.count;
    this.roles = this.parser.roles;
    this.row = this.parser.row;
  }

  /**
   * Reads until the first data row is known - one with all its fields and a readable time - and settles the columns'
   * roles by it. Bad rows before it are told as any others.
   * @throws {UsageError} if a column is unknown, has two roles or a name twice, no target can be chosen, or an option must
   * decide how the input reads
   * @throws {RunError} if there is no such row, the input is not text, or it cannot be read
   */
  static async open(bytes: ReadableStream<Uint8Array>, options: ReaderOptions): Promise<RowReader> {
    const { lines, open } = await openRecords(bytes, options, options.format ?? "auto");
    try {
      const [doubts, said, bad] = [new Doubts(), [], new BadRows(options)];
      const { source, options: settled } = await open(doubts, said);
      const first = await settleFirstRow(lines, source, bad, { ...options, ...settled }, doubts, said);
      return new RowReader(lines, await inOrder(first, lines, options), bad, options);
    } catch (error) {
      await lines.close().catch(() => {}); // The first error is the one to tell.
      throw error;
    }
  }

  /**
   * The reader of records that are at hand, nothing is waited for; undefined as long as the first row is not among them: call
   * again, with the same arguments, when more have come.
   * @throws {UsageError | RunError} as `open`
   */
  static over(source: Records, bad: BadRows, options: ReaderOptions): RowReader | undefined {
    const first = firstRowAtHand(source, bad, options, new Doubts(), []);
    return first && new RowReader(AT_HAND, first, bad, options);
  }

  get counts(): InputCounts {
    return this;
  }

  /** Keys by series number; grows with the rows. */
  get seriesKeys(): string[] {
    return this.parser.series.keys;
  }

  /** Bad rows so far. */
  get skipped(): number {
    return this.bad.count;
  }

  /** They, by reason. */
  get refusals(): Refusals {
    return this.bad.refusals;
  }

  /** Data records so far, accepted or not. */
  get records(): number {
    return this.recordCount;
  }

  /**
   * Takes the next accepted row out of what has been read. False when more bytes are needed, or the end has come.
   * @throws {RunError} at a bad row or cell, if these are to end the run; where the rows turn out to be newest first, or of
   * several series, or written otherwise than the first row was
   */
  next(): boolean {
    const { source, parser } = this;
    while (this.isAhead || source.next()) {
      this.isAhead = false;
      this.recordCount++;
      const flaw = parser.parse(source, this.recordCount);
      if (flaw !== undefined) {
        if (flaw.reason === "backwards") this.checkOrder();
        this.bad.add(source, flaw, source.columns!.length, parser.plain);
      } else if (parser.standing === Standing.Repeated) {
        this.repeated++;
        this.options.onRepeated?.(this.row);
      } else {
        if (parser.badCount > 0) this.tellCells();
        if (parser.standing > Standing.New) this.tellStanding();
        this.stacked?.look(source);
        return true;
      }
    }
    return false;
  }

  /**
   * Waits for more bytes, at least a line of them. False at the end of the input, when `next` has delivered everything.
   * @throws {RunError} if the input cannot be read on, or at its end if none of its rows could be read or they came newest first
   */
  async fill(): Promise<boolean> {
    if (this.isAhead || await this.lines.fill()) return true;
    if (this.isHeld) { // all that was read ahead, to be put in order
      this.isHeld = false;
      return true;
    }
    const falling = this.isOrdered ? -1 : this.parser.clock.newestFirst();
    if (falling >= 0) throw newestFirst(this.options.name, this.keyOf(falling));
    this.tellLate();
    if (this.bad.count === this.recordCount) throw this.bad.noneGood(this.source.columns);
    return false;
  }

  /** Begins with these series, so that they keep the numbers that they have had. To be called before the first `next`. */
  expect(keys: readonly string[]): void {
    for (const key of keys) this.parser.series.number(key);
    this.parser.clock.reserve(this.seriesKeys.length);
  }

  /** From now on a row of these series, by their numbers, that is older than this is a bad row. */
  raise(latest: ArrayLike<number>): void {
    this.parser.clock.raise(latest);
  }

  /** Earlier inputs came so far: what lies far ahead of that has leapt, though this input may begin there. */
  goOnFrom(latest: ArrayLike<number>): void {
    this.parser.clock.goOnFrom(latest);
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
   * Saves or restores what later rows depend on: the numbers of the series, where their clocks stand, the records counted.
   * The place in the input is not part of it: restore into a reader that has just been opened on what follows.
   */
  persist(archive: Archive): void {
    this.recordCount = archive.number("records", this.recordCount);
    this.repeated = archive.number("repeated", this.repeated);
    this.again = archive.number("again", this.again);
    this.bad.persist(archive.within("bad"));
    this.badCells.persist(archive.within("cells"));
    this.parser.persist(archive);
  }

  /** Counts the cells that held no number, and tells of each word the first time that it comes. */
  private tellCells(): void {
    const { parser, source, options: { badRows, name, onNote } } = this;
    const columns = source.columns!;
    const { bytes, bounds, line } = source;
    if (parser.doubtful >= 0) throw otherDecimal(name, source, parser.doubtful);
    for (let i = 0; i < parser.badCount; i++) {
      const column = parser.badColumns[i];
      const flaw = fieldFlaw(columns, source, column, "a number");
      if (badRows === "fail") throw new RunError(badRowMessage(name, line, flaw));
      const word = decoder.decode(bytes.subarray(bounds[column] + 1, bounds[column + 1])).trim();
      const isFirst = this.badCells.add(columns[column], word, line) !== undefined;
      if (isFirst) onNote?.("bad cells", line, `${flaw}, taken as missing`);
    }
  }

  private tellStanding(): void {
    const { parser, row, options: { onNote } } = this;
    const time = quoteBytes(row.timeBytes, row.timeStart, row.timeEnd);
    const key = this.keyOf(row.series);
    if (parser.standing === Standing.Again) {
      this.again++;
      const column = this.stacked?.changedAt(this.source) ?? -1;
      const name = column < 0 ? "" : this.source.columns![column];
      const hint = column < 0
        ? ""
        : `; if ${quoteText(name)} tells series apart: --series ${shellWord(name)}`;
      const words = `time ${time}${key} again with other values, a row of its own${hint}`;
      onNote?.("times that came again", row.line, words);
    } else {
      onNote?.(
        "leaps of the clock",
        row.line,
        `time ${time}${key} lies far ahead: forecast, and not gone on from`,
      );
    }
  }

  /** A row that goes back in time may say that the input is to be read otherwise. @throws {RunError} then */
  private checkOrder(): void {
    const { parser, stacked, row, source, options: { name } } = this;
    if (this.timeFormat === ELAPSED_CLOCK) throw clockBeganAgain(name, source, this.roles.time!);
    if (this.isOrdered) return;
    if (parser.clock.isNewestFirst(row.series)) throw newestFirst(name, this.keyOf(row.series));
    if (stacked === undefined || !parser.clock.hasRisen(row.series)) return;
    const column = stacked.changedAt(source);
    if (column < 0) return;
    throw seriesBelowEachOther(name, source, column);
  }

  /** Which series, for a message: ` of series "a"`, or "" where there is one only. */
  private keyOf(series: number): string {
    return this.roles.series === undefined ? "" : ` of series ${quoteText(this.seriesKeys[series])}`;
  }

  /** Columns that options name, and no record has had. */
  private tellLate(): void {
    const { source, roles, options: { name, onNote } } = this;
    const late = source.late ?? [];
    if (late.length === 0) return;
    const words = late.map((column) => quoteText(column)).join(", ");
    if (roles.targets.every((target) => late.includes(target))) {
      throw new RunError(`Cannot find ${words} in ${quoteName(name)}: no record had it`);
    }
    onNote?.("notes on the input", source.line, `no record until here had ${words}`);
  }
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
