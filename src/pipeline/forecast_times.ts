import type { SeriesRecord } from "./series_record.ts";

/**
 * Writes a time in the form of the input's times.
 *
 * @param at on the wall clock (ms since 1970 as if it were UTC) if `isWallClock`, else UTC, or a plain number
 * @param offset minutes that the wall clock of `like` is ahead of UTC
 * @param like a time as it stood in the input
 */
export type TimeWriter = (at: number, isWallClock: boolean, offset: number, like: string) => string;

/**
 * When the newest forecasts of a series are for, in the form of the input's times: the true time where the
 * input has told it, else by the usual step; "" before there is one. Cost: some texts a row; asked for only
 * where they are written.
 */
export class ForecastTimes {
  constructor(private readonly horizons: readonly number[], private readonly write: TimeWriter) {}

  /** (horizons) */
  of({ step, offset, timeText, aheadTimes }: SeriesRecord): string[] {
    const { isWallClock } = step;
    return this.horizons.map((horizon, h) => {
      if (aheadTimes !== undefined && aheadTimes[h] !== "") return aheadTimes[h];
      const at = step.ahead(horizon);
      return at === at ? this.write(at, isWallClock, offset, timeText) : "";
    });
  }
}
