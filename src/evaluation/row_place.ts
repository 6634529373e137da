import { type AnsweredRow, wallClockOf } from "./answered_row.ts";

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

/**
 * Where a row stands on an axis of its series: ms of the wall clock, the number, or which row of the
 * series it is.
 */
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
