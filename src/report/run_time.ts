import { type AnsweredRow, wallClockOf } from "../evaluation/answered_row.ts";
import type { Axis } from "./figure.ts";
import { digits } from "./number_text.ts";
import { momentText, spanText } from "./time_ticks.ts";

/** What the input's time column is. */
export interface RunTime {
  /** `row`: there is none. */
  readonly kind: "date" | "date-time" | "number" | "row";
  /** The column's name. */
  readonly name: string;
}

/** Whether times are dates. */
export function isDated({ kind }: RunTime): boolean {
  return kind === "date" || kind === "date-time";
}

/** Where a row stands on an axis of its series: milliseconds of the wall clock, the number, or which row of the series it is. */
export function placeOf({ kind }: RunTime, row: AnsweredRow): number {
  if (kind === "row") return row.ledger.newest + 1;
  return kind === "number" ? row.time : wallClockOf(row);
}

/** Where the row so many after it will stand, as far as can be told; NaN where no step is known yet. */
export function placeAhead(time: RunTime, row: AnsweredRow, horizon: number): number {
  if (horizon === 0 || time.kind === "row") return placeOf(time, row) + horizon;
  const due = row.step.ahead(horizon);
  return isDated(time) && !row.step.isWallClock ? due + 60_000 * row.offset : due;
}

/** The axis of such places. @param what a row is counted in, where there is no time: `series`, `run` */
export function timeAxis({ kind, name }: RunTime, places: readonly number[], what: string): Axis {
  if (kind === "row") return { label: `row of the ${what} (number)`, isWhole: true };
  if (kind === "number") return { label: `${name} (number)` };
  const shown = places.filter(Number.isFinite);
  const span = shown.length === 0 ? "" : ` (${spanText(Math.min(...shown), Math.max(...shown))})`;
  return { label: `${name}${span}`, scale: "time" };
}

/** A place in words: `24 Apr 2020`, `17`, `row 5,106`. */
export function placeText(time: RunTime, place: number): string {
  if (isDated(time)) return momentText(place);
  return time.kind === "row" ? `row ${place.toLocaleString("en-US")}` : digits(place);
}
