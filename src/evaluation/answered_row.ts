import type { ForecastQueue } from "./forecast_queue.ts";

/**
 * A row at the moment when it has been answered, for who listens to a run: its actuals are known, its own
 * forecasts are complete, and `ledger.pending` still holds what had been said of it. Valid until the series'
 * next row.
 */
export interface AnsweredRow {
  /** Number of the series and its key. */
  readonly series: number;
  readonly name: string;
  /** Number of the row in the run, from 1, over all series. */
  readonly row: number;
  /** Its time as a number, ms since 1970 for dates, and minutes that its wall clock is ahead of UTC. */
  readonly time: number;
  readonly offset: number;
  /** When the row so many after it is due: by the wall clock, or as its time. */
  readonly step: { readonly isWallClock: boolean; ahead(rows: number): number };
  /** (targets), NaN where missing. */
  readonly actuals: Float64Array;
  readonly ledger: {
    readonly pending: ForecastQueue;
    /** The row's number in its series, from 0. */
    readonly newest: number;
  };
  /** (models, targets, horizons). */
  readonly forecasts: Float64Array;
  /** (models, targets, horizons, levels); NaN where there is no interval yet. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** The wall clock of a row, in ms since 1970 as if it were UTC. */
export function wallClockOf({ time, offset }: Pick<AnsweredRow, "time" | "offset">): number {
  return time + 60_000 * offset;
}

/** Told of every row that has been answered, in the order of the rows. */
export type OnAnswered = (row: AnsweredRow) => void;
