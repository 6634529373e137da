import type { Bounds } from "./bounds.ts";
import type { IntervalShape } from "./interval_shape.ts";
import type { IssuedEnds } from "./issued_ends.ts";
import { decimalsOf, roundedDown, roundedUp } from "./rounding.ts";

/** What is said around the forecasts of a row; NaN where there is nothing yet. */
export interface Surroundings {
  /** (models, targets, horizons, levels asked for). */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** (models, targets, horizons, quantiles asked for). */
  readonly quantiles: Float64Array;
}

/** Hands out what surrounds a forecast: ends of as many digits as their interval deserves, none beyond what can be, none crossing. */
export class SurroundingsWriter {
  /** (cells, levels): of the newest ends. No state: a guess for the next ones. */
  private readonly decimals: Int16Array;

  /** @param further keeps the ends of levels that nobody else does */
  constructor(
    private readonly run: IntervalShape,
    private readonly bounds: Bounds,
    private readonly further: IssuedEnds,
  ) {
    const { models, kinds, horizons, levels } = run;
    this.decimals = new Int16Array(models * kinds.length * horizons.length * levels.length);
  }

  /**
   * @param forecast within every interval that was asked for; the median is within all
   * @param ends lower and upper end of each level, changed: rounded, kept to what can be, and in order
   */
  write(
    cell: number,
    target: number,
    row: number,
    forecast: number,
    median: number,
    ends: Float64Array,
    out: Surroundings,
  ): void {
    const { bounds, decimals, further, run: { levels, asked, order, quantiles } } = this;
    let least = median; // pairs would be arrays, made anew for every row
    let most = median;
    for (let i = 0; i < order.length; i++) {
      const level = order[i];
      const s = cell * levels.length + level;
      let low = ends[2 * level];
      let high = ends[2 * level + 1];
      if (high > low) {
        const places = decimals[s] = decimalsOf(high - low, decimals[s]);
        low = roundedDown(low, places);
        high = roundedUp(high, places);
      }
      low = Math.min(bounds.within(target, low), least);
      high = Math.max(bounds.within(target, high), most);
      if (level < asked) {
        low = Math.min(low, forecast);
        high = Math.max(high, forecast);
      }
      const known = Number.isFinite(high - low);
      ends[2 * level] = known ? least = low : NaN;
      ends[2 * level + 1] = known ? most = high : NaN;
    }
    for (let level = 0; level < asked; level++) {
      out.lower[cell * asked + level] = ends[2 * level];
      out.upper[cell * asked + level] = ends[2 * level + 1];
    }
    const place = further.place(cell, row) - 2 * asked;
    for (let i = 2 * asked; i < ends.length; i++) further.values[place + i] = ends[i];
    for (let q = 0; q < quantiles.length; q++) {
      const { level, side } = quantiles[q];
      const known = ends[0] === ends[0];
      out.quantiles[cell * quantiles.length + q] = level >= 0
        ? ends[2 * level + (side < 0 ? 0 : 1)]
        : known
        ? median
        : NaN;
    }
  }
}
