// @ts-types="npm:@types/d3-scale@4.0.9"
import { scaleUtc } from "d3-scale";

/** A moment on an axis, in milliseconds of the wall clock, and its words. */
export interface TimeTick {
  readonly value: number;
  readonly text: string;
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const DAY = 86_400_000;
const MINUTE = 60_000;

/** Round moments between two, about `count` of them, told no finer than they lie apart: 2020, Apr, 6 Apr, 15:00. */
export function timeTicks(low: number, high: number, count: number): TimeTick[] {
  const dates = scaleUtc([low, high], [0, 1]).ticks(count);
  const finest = Math.max(0, ...dates.map(finenessOf));
  return dates.map((date, i) => ({ value: date.getTime(), text: tickText(date, dates[i - 1], finest) }));
}

/** `24 Apr 2020`, or with the clock where it is not midnight: `24 Apr 2020, 15:00`. */
export function momentText(time: number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "–";
  const day = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  return time % DAY === 0 ? day : `${day}, ${clock(date)}`;
}

/** `31 Oct 2019 to 24 Apr 2020`; within a day the clock alone in the second. */
export function spanText(from: number, to: number): string {
  if (Math.floor(from / DAY) !== Math.floor(to / DAY)) return `${dayText(from)} to ${dayText(to)}`;
  return from === to
    ? momentText(from)
    : `${dayText(from)}, ${clock(new Date(from))} to ${clock(new Date(to))}`;
}

function dayText(time: number): string {
  return momentText(Math.floor(time / DAY) * DAY);
}

/** 0: a year begins, 1: a month, 2: a day, 3: a minute, 4: none of them. */
function finenessOf(date: Date): number {
  const time = date.getTime();
  if (time % MINUTE !== 0) return 4;
  if (time % DAY !== 0) return 3;
  if (date.getUTCDate() !== 1) return 2;
  return date.getUTCMonth() === 0 ? 0 : 1;
}

/** The first tick, and one with which the next larger unit begins, tells that as well. */
function tickText(date: Date, before: Date | undefined, finest: number): string {
  const [year, month, day] = [date.getUTCFullYear(), MONTHS[date.getUTCMonth()], date.getUTCDate()];
  if (finest === 0) return String(year);
  const isNewYear = before === undefined || before.getUTCFullYear() !== year;
  if (finest === 1) return isNewYear ? `${month} ${year}` : month;
  if (finest === 2 || date.getTime() % DAY === 0) return `${day} ${month}`;
  return clock(date, finest > 3);
}

function clock(date: Date, hasSeconds = date.getTime() % MINUTE !== 0): string {
  return date.toISOString().slice(11, hasSeconds ? 19 : 16);
}
