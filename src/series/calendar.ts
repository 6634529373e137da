import { type CivilDate, civilDate } from "../base/civil_date.ts";
import { UsageError } from "../base/errors.ts";
import type { TimeKind } from "../input/row.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** Wall-clock time of a row in ms: its time, moved by its zone's offset in minutes. */
export function wallClockOf({ time, offset }: { readonly time: number; readonly offset: number }): number {
  return time + 60_000 * offset;
}

/**
 * A cycle of the calendar, as a pair of inputs: sine and cosine of where in the cycle a wall-clock time
 * stands.
 */
export interface CalendarCycle {
  /** As `--calendar` names it. */
  readonly name: string;
  /** Where in the cycle, in [0, 1), a wall-clock time in ms stands. */
  phase(wallClock: number): number;
  /**
   * Whether `auto` takes the cycle for rows this many ms apart: the shortest that holds several of them, not
   * thousands.
   */
  fits(interval: number): boolean;
  /** Time columns that can tell it. */
  readonly kinds: readonly TimeKind[];
}

const fraction = (x: number): number => x - Math.floor(x);

const hour: CalendarCycle = {
  name: "hour",
  phase: (t) => fraction(t / DAY),
  fits: (interval) => interval >= 10_000 && interval <= 6 * HOUR,
  kinds: ["date-time"],
};

const weekday: CalendarCycle = {
  name: "weekday",
  phase: (t) => fraction((t + 3 * DAY) / WEEK), // 1970-01-01 was a Thursday; the cycle begins on Monday
  fits: (interval) => interval > 6 * HOUR && interval < 3 * DAY,
  kinds: ["date", "date-time"],
};

const month: CalendarCycle = {
  name: "month",
  phase: (t) => (monthOfYear(Math.floor(t / DAY))) / 12,
  fits: (interval) => interval >= DAY && interval <= 100 * DAY,
  kinds: ["date"],
};

const CYCLES: readonly CalendarCycle[] = [hour, weekday, month];

/**
 * The cycles that `--calendar` asks for. `auto`: those that the kind of time column can tell; each is then
 * silent (both inputs 0) in a series until its rows' interval is seen to fit.
 *
 * @throws {UsageError} if cycles are named and the time column is not an ISO time
 */
export function calendarCycles(choice: "auto" | readonly string[], kind: TimeKind): readonly CalendarCycle[] {
  if (choice === "auto") return CYCLES.filter((cycle) => cycle.kinds.includes(kind));
  if (choice.length > 0 && kind !== "date" && kind !== "date-time") {
    throw new UsageError(
      `Cannot use calendar ${choice.join(",")}: the time column must hold ISO 8601 times, got ${
        kind === "row" ? "no time column" : "numbers"
      }`,
    );
  }
  return CYCLES.filter((cycle) => choice.includes(cycle.name)).map((cycle) => ({
    ...cycle,
    fits: () => true,
  }));
}

/**
 * Months since January, in [0, 12), the day of the month as the fraction, of a day counted from 1970-01-01.
 */
function monthOfYear(days: number): number {
  const { month, day } = civilDate(days, date);
  return month - 1 + (day - 1) / 31;
}

const date: CivilDate = { year: 0, month: 0, day: 0 }; // scratch
