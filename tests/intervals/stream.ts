import type { Archive, Persistent } from "../../src/base/archive.ts";
import { ForecastQueue } from "../../src/evaluation/forecast_queue.ts";
import { Intervals } from "../../src/intervals/intervals.ts";
import type { SeriesIntervals } from "../../src/intervals/series_intervals.ts";
import { seriesLayout } from "../../src/series/layout.ts";

const NONE = new Float64Array(0);

/** An interval, and the row it speaks of. */
export interface Band {
  readonly row: number;
  readonly lower: number;
  readonly upper: number;
}

export interface Setting {
  readonly horizon?: number;
  readonly levels?: readonly number[];
  readonly transform?: string;
  /** Whether rows have an hour of the day. */
  readonly hourly?: boolean;
}

/** One model, one target and one horizon on several series, driven as the pipeline drives them. */
export class Stream implements Persistent {
  readonly horizon: number;
  readonly levels: readonly number[];
  private readonly intervals: Intervals;
  private readonly series: { readonly pending: ForecastQueue; readonly own: SeriesIntervals; row: number }[] =
    [];
  private readonly lower: Float64Array;
  private readonly upper: Float64Array;

  constructor(series = 1, { horizon = 1, levels = [0.9], transform = "diff", hourly = false }: Setting = {}) {
    this.horizon = horizon;
    this.levels = levels;
    const layout = seriesLayout({
      ...{ targets: ["y"], features: [], horizons: [horizon], calendar: "auto", transform },
      timeKind: hourly ? "date-time" : "row",
    });
    this.intervals = new Intervals({ models: 1, layout, levels });
    this.lower = new Float64Array(levels.length);
    this.upper = new Float64Array(levels.length);
    for (let i = 0; i < series; i++) {
      const pending = new ForecastQueue(1, 1, [horizon], levels.length);
      this.series.push({ pending, own: this.intervals.open(pending), row: 0 });
    }
  }

  /** The next row of a series: its actual comes, a forecast is made of the row `horizon` later. Its intervals, level by level. */
  step(actual: number, forecast: number, series = 0, hour = 0, spread = NaN): Band[] {
    const { lower, upper } = this;
    const { pending, own, row } = this.series[series];
    own.settle(Float64Array.of(actual));
    own.issue(Float64Array.of(forecast), { lower, upper, quantiles: NONE }, hour, Float64Array.of(spread));
    pending.file(row, Float64Array.of(0), Float64Array.of(forecast), lower, upper);
    this.series[series].row++;
    return this.levels.map((_, l) => ({ row: row + this.horizon, lower: lower[l], upper: upper[l] }));
  }

  persist(archive: Archive): void {
    this.intervals.persist(archive.within("intervals"));
    this.series.forEach((series, i) => {
      const part = archive.within(`series.${i}`);
      series.row = part.number("row", series.row);
      series.pending.persist(part.within("pending"));
      series.own.persist(part.within("own"));
    });
  }
}

/** What became of the intervals around forecasts: misses of those rows that had one and an actual. */
export interface Outcome {
  readonly below: number;
  readonly above: number;
  readonly rows: number;
  readonly coverage: number;
  /** Smallest and largest coverage over any 1,000 rows. */
  readonly least: number;
  readonly most: number;
  readonly width: number;
}

/** Feeds actuals and the forecasts made at each row of the row `horizon` later; from row `from` on they count. */
export function outcome(
  actuals: readonly number[],
  forecasts: readonly number[],
  setting: Setting = {},
  from = 100,
): Outcome[] {
  const stream = new Stream(1, setting);
  const bands = actuals.map((actual, row) => stream.step(actual, forecasts[row], 0, row % 24));
  return stream.levels.map((_, level) => judge(actuals, bands.map((band) => band[level]), from));
}

/** Whether actuals lay in the bands that spoke of them. */
export function judge(actuals: readonly number[], bands: readonly Band[], from: number): Outcome {
  let [below, above, width] = [0, 0, 0];
  const hits: number[] = [];
  for (const { row, lower, upper } of bands) {
    const actual = actuals[row];
    if (row < from || !(upper - lower + actual === upper - lower + actual)) continue;
    if (actual < lower) below++;
    if (actual > upper) above++;
    width += upper - lower;
    hits.push(actual >= lower && actual <= upper ? 1 : 0);
  }
  let [sum, least, most] = [0, NaN, NaN];
  hits.forEach((hit, i) => {
    sum += hit - (i >= 1000 ? hits[i - 1000] : 0);
    if (i < 999) return;
    if (!(least <= sum)) least = sum;
    if (!(most >= sum)) most = sum;
  });
  const rows = hits.length;
  const coverage = 1 - (below + above) / rows;
  return { below, above, rows, coverage, least: least / 1000, most: most / 1000, width: width / rows };
}
