import type { Row } from "../input/row.ts";
import { FIRST_ROWS, type InputDigest } from "./input_digest.ts";
import type { Watermarks } from "./watermarks.ts";

/** What is asked of the reader of the input; a `RowReader` is one. */
export interface ResumedReader {
  raise(latest: ArrayLike<number>): void;
  countOn(records: number): void;
  /** Earlier inputs came so far: what lies far ahead of that has leapt, though this input may begin there. */
  goOnFrom(latest: ArrayLike<number>): void;
}

/** What is known of the inputs before. */
export interface Learned {
  /** The last input, as far as it was read. */
  readonly input: InputDigest;
  /** Records of the inputs before that one: rows without a time are numbered through. */
  readonly recordsBefore: number;
  readonly watermarks: Watermarks;
}

/**
 * Tells the rows that have been learned before from new ones, when an input comes again, grown, or only its
 * new end.
 *
 * As long as the input begins with the rows that the last one began with, it is taken for the same: then its
 * records up to where that one was read are known by their position, bad ones included; and once all of these
 * have turned out equal, everything after them is new. An input that begins otherwise holds new rows, except
 * where rows have times of their own: there a row is known that is older than the newest learned of its
 * series, and as many at that very time as were learned. So neither a longer history nor an overlapping one
 * teaches anything twice.
 *
 * A history that has changed is said, and not learned again. Cost: a comparison a row; 9 bytes a series.
 */
export class Repeats {
  /** Rows recognised, and bad rows. */
  rows = 0;
  flaws = 0;
  /** Records of the inputs before this one. */
  recordsBefore: number;

  /** The input is, as far as can be told, the last one. */
  private aligned = true;
  /** The input has turned out to be another one. */
  private isOther = false;
  /** Nothing that was learned before can come any more. */
  private over = false;
  private matches = 0;
  private mismatches = 0;
  private reader: ResumedReader | undefined;
  private timed = false;
  private holds = false;
  /** By series: rows seen at the watermark; whether older ones were seen; whether a new one was. */
  private readonly ties: Int32Array;
  private readonly older: Uint8Array;
  private readonly passed: Uint8Array;
  /** The watermarks as they were saved: those of this run move on. */
  private readonly marks: Float64Array;

  constructor(
    private readonly learned: Learned,
    /** This input, as far as it has been read. */
    private readonly now: InputDigest,
    /** Told, in a line, what a person should know of the history. */
    private readonly say: (text: string) => void,
  ) {
    this.recordsBefore = learned.recordsBefore;
    const { count } = learned.watermarks;
    this.ties = new Int32Array(count);
    this.older = new Uint8Array(count);
    this.passed = new Uint8Array(count);
    this.marks = learned.watermarks.all().slice();
  }

  /**
   * The reader is open: until then all records were bad.
   * @param timed whether rows have times of their own
   * @param holds whether rows are held back: bad ones overtake them, and know their place only among
   * themselves
   */
  attach(reader: ResumedReader, timed: boolean, holds: boolean): void {
    this.reader = reader;
    this.timed = timed;
    this.holds = holds;
    if (timed) reader.goOnFrom(this.marks);
  }

  /** Whether this row, the `now.rows`-th of the input, has been learned before. */
  isRepeated(row: Row, hash: number): boolean {
    if (this.over) return false;
    if (this.aligned && this.now.rows <= FIRST_ROWS) this.compare(hash);
    if (this.over) return false;
    const isPlaced = this.now.rows <= this.learned.input.rows; // known by its place, where the input is the same
    const repeated = row.isLeap ? this.aligned && isPlaced : this.timed ? this.isOld(row, hash) : isPlaced;
    if (repeated) this.rows++;
    else if (!row.isLeap) this.beginNew();
    this.closeIfRead();
    return repeated;
  }

  /** Whether the bad row, the `now.records`-th record of the input, was there before. */
  isRepeatedFlaw(): boolean {
    const repeated = this.isOldFlaw();
    if (repeated) this.flaws++;
    this.closeIfRead();
    return repeated;
  }

  private isOldFlaw(): boolean {
    const { now, learned: { input } } = this;
    if (this.holds) return !this.isOther && now.flaws <= input.flaws;
    return now.rows === 0 ? now.records <= input.leading : this.aligned && now.records <= input.records;
  }

  /** The input has ended. */
  finish(): void {
    if (this.over || this.timed) return;
    this.say(
      `the input ended after ${this.now.rows} of the ${this.learned.input.rows} rows that were learned: none was new`,
    );
  }

  /** One of the first rows: too many of them differ from those of the last input? */
  private compare(hash: number): void {
    const { now, learned: { input } } = this;
    const row = now.rows - 1;
    if (row >= input.rows) return;
    if (input.isFirst(row, hash)) this.matches++;
    else this.mismatches++;
    if (this.mismatches <= this.matches) return;
    this.aligned = false;
    this.isOther = true;
    if (this.timed) return;
    this.recordsBefore += input.records;
    this.beginNew();
    const left = this.rows === 0 ? "" : `, except the first ${this.rows}`;
    this.say(`the input does not begin with the rows that were learned: its rows are taken as new${left}`);
  }

  /**
   * Not the last input, or not all of it: rows without a time are new from here on, those with one by their
   * series.
   */
  private beginNew(): void {
    this.aligned = false;
    if (this.timed) return;
    this.over = true;
    this.reader!.countOn(this.recordsBefore);
  }

  /** Whether the row lies at or before its series' watermark. */
  private isOld({ series, time }: Row, hash: number): boolean {
    const { marks, passed, older } = this;
    if (series >= marks.length || passed[series] === 1) return false;
    if (time < marks[series]) older[series] = 1;
    else if (time > marks[series] || !this.isTie(series, hash)) {
      passed[series] = 1;
      return false;
    }
    return true;
  }

  /** Whether a row at the watermark's very time is one of those learned there. */
  private isTie(series: number, hash: number): boolean {
    const { ties, older, learned: { watermarks } } = this;
    // Where the input begins for this series with another row of that time, that row has not been learned.
    if (ties[series] === 0 && older[series] === 0 && hash !== watermarks.hash(series)) return false;
    if (ties[series] === watermarks.rowsAt(series)) return false;
    ties[series]++;
    return true;
  }

  /** All records of the last input have been read again, if this is that input. */
  private closeIfRead(): void {
    const { reader, now, timed, learned: { input, watermarks } } = this;
    if (!this.aligned || reader === undefined) return;
    if (this.holds ? now.rows < input.rows : now.records < input.records) return;
    const same = now.equals(input);
    if (!same) {
      this.say("rows that were learned have changed in the input since: what was learned from them stays");
    }
    this.beginNew();
    if (timed && same) reader.raise(watermarks.all());
    this.over = same || !timed;
  }
}
