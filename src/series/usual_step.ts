import type { Archive, Persistent } from "../base/archive.ts";
import { type CivilDate, civilDate, daysInMonth, daysSince1970 } from "../base/civil_date.ts";
import { packed } from "../base/packed.ts";

/** Steps that are counted side by side. */
const STEPS = 6;
/** A count as large as this halves all: what was usual long ago gives way. */
const FULL = 128;
/** A weekday other than Saturday and Sunday counts as one without rows when it was passed over so often. */
const PASSED = 2;
const DAY = 86_400_000;

/**
 * The usual step from one row of a series to the next, and by it when later rows are due: the step that was
 * counted most often, of equally frequent ones the newest.
 *
 * Steps of calendar times are counted along the wall clock in whole days, and in months where the day of the
 * month and the time of day stay (the last day of a month counts as the same day); shorter ones in elapsed
 * time. Where rows come daily or more often, weekdays that are always passed over - weekends, for markets -
 * are passed over ahead too, and are no step. Holidays are not known ahead. Times that are plain numbers have
 * plain steps.
 *
 * Memory: 23 numbers. Cost: O(1) a row, no allocation.
 */
export class UsualStep implements Persistent {
  /** Newest first; > 0: ms, or plain; < 0: months. 0: none. */
  private readonly steps = packed(Float64Array, STEPS);
  private readonly counts = packed(Float64Array, STEPS);
  /** By weekday from Monday: how often it was passed over; −1 once a row came on it. */
  private readonly passed = packed(Float64Array, 7);
  /** time, wall clock, and the day of the month that steps of months keep. */
  private readonly newest = packed(Float64Array, 3).fill(NaN);

  /** @param isCalendar whether times are ms since 1970; otherwise plain numbers */
  constructor(private readonly isCalendar: boolean) {}

  /** The next row has come. Equal times are no step, nor is one that falls back. */
  observe(time: number, wallClock: number): void {
    const { newest } = this;
    const elapsed = time - newest[0];
    if (elapsed === 0) return;
    if (elapsed > 0) this.count(elapsed, time, wallClock);
    if (this.isCalendar) this.keepDay(wallClock);
    newest[0] = time;
    newest[1] = wallClock;
  }

  /** The step: ms or plain if positive, months if negative, 0 if there is none yet. */
  get step(): number {
    const { steps, counts } = this;
    let best = 0;
    for (let i = 1; i < STEPS; i++) if (counts[i] > counts[best]) best = i;
    return steps[best];
  }

  /**
   * Whether `ahead` tells a wall-clock time: steps of days and months are counted along it, shorter ones are
   * elapsed time.
   */
  get isWallClock(): boolean {
    const { step } = this;
    return this.isCalendar && (step < 0 || step % DAY === 0);
  }

  /**
   * When the row so many rows after the newest is due: on the wall clock (ms since 1970 as if it were UTC) if
   * `isWallClock`, else as a time like the rows'; NaN if no step is known.
   */
  ahead(rows: number): number {
    const { step, isWallClock, newest } = this;
    if (step === 0) return NaN;
    if (step < 0) return this.monthsAhead(-step * rows);
    const from = newest[isWallClock ? 1 : 0];
    if (!this.isCalendar || step > DAY) return from + step * rows;
    return step === DAY ? this.daysAhead(from, rows) : this.openAhead(from, step, rows);
  }

  private count(elapsed: number, time: number, wallClock: number): void {
    if (!this.isCalendar) return this.add(elapsed, 4 * Number.EPSILON * Math.abs(time));
    const before = this.newest[1];
    const apart = wallClock - before;
    const from = Math.floor(before / DAY);
    const to = Math.floor(wallClock / DAY);
    this.passOver(from, to);
    if (!(apart > 0 && apart % DAY === 0)) this.add(elapsed, 0);
    else this.add(this.isNextOpen(from, to) ? DAY : apart, 0);
    const months = apart >= 28 * DAY ? this.monthsFrom(before, wallClock) : 0;
    if (months > 0) this.add(-months, 0);
  }

  /**
   * Counts a step, and moves it to the front. @param tolerance steps so close are the same: sums of decimal
   * fractions round
   */
  private add(step: number, tolerance: number): void {
    const { steps, counts } = this;
    let at = 0;
    while (at < STEPS && Math.abs(steps[at] - step) > tolerance) at++;
    let count = 1;
    if (at < STEPS) {
      count += counts[at];
      step = steps[at];
    } else {
      at = STEPS - 1; // the oldest of the rarest makes room
      for (let i = STEPS - 2; i >= 0; i--) if (counts[i] < counts[at]) at = i;
    }
    steps.copyWithin(1, 0, at);
    counts.copyWithin(1, 0, at);
    steps[0] = step;
    counts[0] = count;
    if (count >= FULL) { for (let i = 0; i < STEPS; i++) counts[i] /= 2; }
  }

  /**
   * Whole months between two wall-clock times of the same time of day and day of the month; 0 if they are not
   * so.
   */
  private monthsFrom(before: number, after: number): number {
    if (mod(before, DAY) !== mod(after, DAY)) return 0;
    const from = civilDate(Math.floor(before / DAY), earlier);
    const to = civilDate(Math.floor(after / DAY), later);
    const isLast = to.day === daysInMonth(to.year, to.month);
    const bothLast = isLast && from.day === daysInMonth(from.year, from.month);
    if (from.day !== to.day && !bothLast && !(isLast && to.day < this.newest[2])) return 0;
    return 12 * (to.year - from.year) + to.month - from.month;
  }

  /** Days between two rows' days, if rows are not too far apart to tell, count as passed over. */
  private passOver(from: number, to: number): void {
    const { passed } = this;
    if (to - from > 14) return;
    for (let day = from + 1; day < to; day++) if (passed[weekday(day)] >= 0) passed[weekday(day)]++;
  }

  /** Remembers the day of the month for steps of months: 31 goes on to be the last day after a February. */
  private keepDay(wallClock: number): void {
    const { newest, passed } = this;
    const days = Math.floor(wallClock / DAY);
    const { year, month, day } = civilDate(days, later);
    const goesOn = day === Math.min(newest[2], daysInMonth(year, month));
    if (!goesOn) newest[2] = day;
    passed[weekday(days)] = -1;
  }

  /**
   * Whether all days between two days are passed over: from Friday to Monday is a day, where there are no
   * weekends.
   */
  private isNextOpen(from: number, to: number): boolean {
    if (to - from > 4) return false; // weeks are weeks
    for (let day = from + 1; day < to; day++) if (!this.isClosed(day)) return false;
    return true;
  }

  private isClosed(day: number): boolean {
    const count = this.passed[weekday(day)];
    return count >= (weekday(day) >= 5 ? 1 : PASSED);
  }

  private monthsAhead(months: number): number {
    const { newest } = this;
    const { year, month } = civilDate(Math.floor(newest[1] / DAY), later);
    const from0 = 12 * year + month - 1 + months;
    const y = Math.floor(from0 / 12);
    const m = mod(from0, 12) + 1;
    return daysSince1970(y, m, Math.min(newest[2], daysInMonth(y, m))) * DAY + mod(newest[1], DAY);
  }

  /** So many days on, without those of closed weekdays. Cost: O(1). */
  private daysAhead(from: number, days: number): number {
    let open = 0;
    for (let d = 0; d < 7; d++) if (!this.isClosed(d)) open++;
    let day = Math.floor(from / DAY) + 7 * Math.floor(days / open);
    for (let left = days % open; left > 0;) if (!this.isClosed(++day)) left--;
    return day * DAY + mod(from, DAY);
  }

  /** So many steps of less than a day on; the time of closed weekdays is left out. Cost: O(days). */
  private openAhead(from: number, step: number, rows: number): number {
    const shift = this.newest[1] - this.newest[0];
    let to = from + step * rows;
    for (let day = Math.floor((from + shift) / DAY) + 1; day <= Math.floor((to + shift) / DAY); day++) {
      if (this.isClosed(day)) to += DAY;
    }
    return to;
  }

  /** States of earlier versions lack it: it begins anew. */
  persist(archive: Archive): void {
    archive.addedArray("steps", this.steps);
    archive.addedArray("counts", this.counts);
    archive.addedArray("passed", this.passed);
    archive.addedArray("newest", this.newest);
  }
}

const earlier: CivilDate = { year: 0, month: 0, day: 0 }; // scratch
const later: CivilDate = { year: 0, month: 0, day: 0 };

/** 0 for Monday … 6 for Sunday, of a day counted from 1970-01-01, a Thursday. */
function weekday(day: number): number {
  return mod(day + 3, 7);
}

function mod(a: number, b: number): number {
  return a - b * Math.floor(a / b);
}
