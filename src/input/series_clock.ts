import type { Archive, Persistent } from "../base/archive.ts";

/** What a row's time is to those before it in its series. */
export enum Standing {
  /** Later than all before. */
  New,
  /** The same time with other values. */
  Again,
  /** The same time with the same values: the same row once more. */
  Repeated,
  /** Earlier than the newest. */
  Backwards,
  /** So far ahead that the clock must have leapt: the row counts, and moves no mark. */
  Leap,
}

/** Rows of a series from which on its largest step says what a usual one is. */
const ROWS_THAT_TELL = 10;
const LARGEST_LEAP = 1000;
const TEN_YEARS = 10 * 365.25 * 86_400_000;
/** Rows that go on after a leap: then the clock has really moved on. */
const ROWS_THAT_CONFIRM = 10;
/** Falls of time from a series' first row on: then it comes newest first. */
const FALLS_THAT_TELL = 9;
const RISEN = -1;

/**
 * Where each series' clock stands: the time of its newest row, its largest step, and whether its rows only ever fell.
 *
 * A leap far ahead - a monitor that says 2099 - moves nothing, so that the rows at the true time still count. Where ten rows
 * in a row go on from there, the time has really come, and the mark follows.
 *
 * Memory: 46 bytes a series and its newest values. Cost of a row: some comparisons, and its values copied.
 */
export class SeriesClock implements Persistent {
  /** Time of the newest row by series number; -Infinity before the first. */
  marks: Float64Array = new Float64Array(0);
  /** Newest times of earlier inputs: a leap is one from there, too. */
  private floors = new Float64Array(0);
  private largest = new Float64Array(0);
  private steps = new Int32Array(0);
  /** The time up to which rows have gone on after a leap, the time it leapt to, and how many rows did. */
  private ahead = new Float64Array(0);
  private aheadFrom = new Float64Array(0);
  private followers = new Int32Array(0);
  /** The row before of this input, whatever became of it, and how often time fell; `RISEN` once it rose. */
  private before = new Float64Array(0);
  private falls = new Int8Array(0);
  /** Whether a step that is no larger than the largest needs no further look: no leap is open, and time has risen. */
  private isSettled = new Int8Array(0);
  private newest = new Float64Array(0); // (series, width)
  private count = 0;

  /**
   * @param width values of a row
   * @param isTimed whether times are of a calendar, so that ten years are a leap
   * @param knowsRows whether the values are all that a row says: then the same once more is no further row
   */
  constructor(
    private readonly width: number,
    private readonly isTimed: boolean,
    private readonly knowsRows: boolean,
  ) {}

  /** There are so many series now. */
  reserve(count: number): void {
    this.count = Math.max(this.count, count);
    if (count <= this.marks.length) return;
    const size = Math.max(8, 2 * count);
    this.marks = grown(this.marks, size, -Infinity);
    this.floors = grown(this.floors, size, -Infinity);
    this.largest = grown(this.largest, size, 0);
    this.ahead = grown(this.ahead, size, NaN);
    this.aheadFrom = grown(this.aheadFrom, size, NaN);
    this.before = grown(this.before, size, NaN);
    this.newest = grown(this.newest, size * this.width, NaN);
    const settled = this.isSettled;
    this.isSettled = new Int8Array(size);
    this.isSettled.set(settled);
    const [steps, followers, falls] = [this.steps, this.followers, this.falls];
    this.steps = new Int32Array(size);
    this.steps.set(steps);
    this.followers = new Int32Array(size);
    this.followers.set(followers);
    this.falls = new Int8Array(size);
    this.falls.set(falls);
  }

  /** Takes in the next row of a series. @param isPlan it speaks of what is to come: its own row may still follow */
  take(series: number, time: number, values: Float64Array, isPlan: boolean): Standing {
    const mark = this.marks[series];
    const step = time - mark;
    if (step > 0 && step <= this.largest[series] && this.isSettled[series] === 1 && !isPlan) { // nearly every row
      this.marks[series] = time;
      this.keep(series, values);
      return Standing.New;
    }
    if (time < mark) return this.fall(series, time);
    if (isPlan) return Standing.New;
    const standing = time > mark
      ? this.rise(series, time)
      : this.isRepeated(series, values)
      ? Standing.Repeated
      : Standing.Again;
    if (standing === Standing.Repeated) return standing;
    this.before[series] = time;
    this.keep(series, values);
    return standing;
  }

  private keep(series: number, values: Float64Array): void {
    const { newest, width } = this;
    const from = series * width;
    for (let i = 0; i < width; i++) newest[from + i] = values[i];
  }

  /** From now on a row older than this is one that goes back. */
  raise(latest: ArrayLike<number>): void {
    this.reserve(latest.length);
    for (let i = 0; i < latest.length; i++) this.marks[i] = Math.max(this.marks[i], latest[i]);
  }

  /** Earlier inputs came so far: what lies far ahead of that has leapt, though this input may begin there. */
  goOnFrom(latest: ArrayLike<number>): void {
    this.reserve(latest.length);
    this.floors.set(latest);
  }

  /** Whether time only ever fell from the series' first row on, and often enough to tell. */
  isNewestFirst(series: number): boolean {
    return this.falls[series] >= FALLS_THAT_TELL;
  }

  /** Whether the series' time has risen yet. */
  hasRisen(series: number): boolean {
    return this.falls[series] === RISEN;
  }

  /** At the end of the input: whether most series of several rows only ever fell. Returns the first of them, or -1. */
  newestFirst(): number {
    let first = -1;
    let fallen = 0;
    let risen = 0;
    for (let series = 0; series < this.count; series++) {
      if (this.falls[series] === RISEN) risen++;
      else if (this.falls[series] > 0) {
        fallen++;
        if (first < 0) first = series;
      }
    }
    return fallen > risen ? first : -1;
  }

  persist(archive: Archive): void {
    const count = archive.number("count", this.count);
    if (archive.restoring) this.reserve(count);
    this.count = count;
    for (const name of ["marks", "floors", "largest", "ahead", "aheadFrom", "before"] as const) {
      archive.array(name, this[name].subarray(0, count));
    }
    for (const name of ["steps", "followers"] as const) archive.array(name, this[name].subarray(0, count));
    const falls = Int32Array.from(this.falls.subarray(0, count));
    archive.array("falls", falls);
    this.falls.set(falls);
    for (let i = 0; i < count; i++) {
      const isOpen = this.followers[i] > 0 || this.steps[i] < ROWS_THAT_TELL;
      this.isSettled[i] = !isOpen && falls[i] === RISEN ? 1 : 0;
    }
    archive.array("newest", this.newest.subarray(0, count * this.width));
  }

  private rise(series: number, time: number): Standing {
    const mark = this.marks[series];
    const last = Math.max(mark, this.floors[series]);
    if (last !== -Infinity && this.isLeap(series, time - last)) {
      if (!this.follows(series, time)) return Standing.Leap;
      this.largest[series] = Math.max(this.largest[series], this.aheadFrom[series] - last);
    } else if (mark !== -Infinity && time - mark > this.largest[series]) this.largest[series] = time - mark;
    this.followers[series] = 0;
    this.marks[series] = time;
    this.steps[series]++;
    if (mark !== -Infinity) this.falls[series] = RISEN;
    this.isSettled[series] = this.falls[series] === RISEN && this.steps[series] >= ROWS_THAT_TELL ? 1 : 0;
    return Standing.New;
  }

  private isLeap(series: number, step: number): boolean {
    if (this.isTimed && step > TEN_YEARS) return true;
    return this.steps[series] >= ROWS_THAT_TELL && step > LARGEST_LEAP * this.largest[series] &&
      this.largest[series] > 0;
  }

  /** Counts the rows that go on after a leap; whether they are so many that the clock has really moved on. */
  private follows(series: number, time: number): boolean {
    const { followers, ahead } = this;
    const goesOn = followers[series] > 0 && time >= ahead[series] &&
      !this.isLeap(series, time - ahead[series]);
    if (!goesOn) {
      followers[series] = 0;
      this.aheadFrom[series] = time;
    }
    followers[series]++;
    this.isSettled[series] = 0;
    ahead[series] = time;
    return followers[series] >= ROWS_THAT_CONFIRM;
  }

  private fall(series: number, time: number): Standing {
    const { falls, before } = this;
    if (falls[series] !== RISEN) {
      // Rows before the mark may still rise among themselves: then the input is not newest first.
      if (time < before[series]) falls[series] = Math.min(falls[series] + 1, 100);
      else if (time > before[series]) falls[series] = RISEN;
    }
    before[series] = time;
    return Standing.Backwards;
  }

  /** Whether these are the values of the series' newest row. */
  isRepeated(series: number, values: Float64Array): boolean {
    const { newest, width } = this;
    if (!this.knowsRows || this.followers[series] > 0) return false; // the newest values are those of a leap
    const from = series * width;
    for (let i = 0; i < width; i++) {
      if (!Object.is(newest[from + i], values[i])) return false;
    }
    return true;
  }
}

function grown(values: Float64Array, size: number, fill: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(size).fill(fill);
  larger.set(values);
  return larger;
}
