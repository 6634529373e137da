import type { Archive } from "../base/archive.ts";
import { packed } from "../base/packed.ts";
import type { OptionTable } from "../base/options.ts";
import { History } from "../series/history.ts";
import { fromWorking } from "../series/transform.ts";
import type { Series } from "../series/series.ts";
import type { ModelEntry } from "./entry.ts";
import { localForecaster, type LocalTrack } from "./local_forecaster.ts";
import { PERIOD_OPTION } from "./period_option.ts";

const OPTIONS = {
  period: {
    ...PERIOD_OPTION,
    help: "rows in a season: 24 for a day of hours, 7 for a week of days; auto: as told or found (--period)",
  },
} satisfies OptionTable;

/**
 * The seasonal naive forecast: ŷ_{t+h} is the newest value whole periods before row t + h. Where that value
 * is missing, or lies before the first row, the last value stands in; so it does while no season is known. Of
 * two seasons the longer counts.
 */
export const seasonal: ModelEntry<typeof OPTIONS> = {
  kind: "local",
  summary: "repeats the value of one period ago",
  reference: "Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., section 5.2",
  options: OPTIONS,
  create: (name, { period }) =>
    period === 0
      ? localForecaster(name, { rows: 0, values: 1, seasons: true }, (series) => new FoundSeasonTrack(series))
      : localForecaster(name, { rows: 0, values: 1 }, (series) => new SeasonalTrack(series, period)),
};

/** Remembers the targets of the last `period` rows. Cost per row: O(targets · horizons), no allocation. */
class SeasonalTrack implements LocalTrack {
  readonly forecast: Float64Array;
  /**
   * (targets) per row, original units, NaN where missing: the series' own memory carries values over gaps.
   */
  private readonly values: History<Float64Array>;
  /** By horizon: age of the row that speaks of t + h, 0 … period − 1. */
  private readonly ages: readonly number[];

  constructor(private readonly series: Series, period: number) {
    const { labelCount, targets, horizons } = series.layout;
    this.forecast = packed(Float64Array, labelCount).fill(NaN);
    this.values = History.float64(targets.length, period);
    this.ages = horizons.map((h) => Math.ceil(h / period) * period - h);
  }

  observe(): void {
    const { forecast, values, ages, series } = this;
    const targets = values.width;
    const now = values.push();
    for (let k = 0; k < targets; k++) values.data[now + k] = series.present[k] === 1 ? series.last[k] : NaN;
    for (let h = 0; h < ages.length; h++) {
      const then = ages[h] < values.available ? values.at(ages[h]) : -1;
      for (let k = 0; k < targets; k++) {
        const value = then < 0 ? NaN : values.data[then + k];
        forecast[k * ages.length + h] = value === value ? value : series.last[k];
      }
    }
  }

  persist(archive: Archive): void {
    this.values.persist(archive.within("values"));
  }
}

/** The same by the season that its target has at the moment. Remembers nothing itself. */
class FoundSeasonTrack implements LocalTrack {
  readonly forecast: Float64Array;

  constructor(private readonly series: Series) {
    this.forecast = packed(Float64Array, series.layout.labelCount).fill(NaN);
  }

  observe(): void {
    const { forecast, series: { seasons, last, layout: { targets, horizons, transforms } } } = this;
    for (let k = 0; k < targets.length; k++) {
      const finder = seasons?.finders[k];
      const period = finder === undefined ? 0 : finder.periods[1] || finder.periods[0];
      for (let h = 0; h < horizons.length; h++) {
        const age = period > 0 ? Math.ceil(horizons[h] / period) * period - horizons[h] : Infinity;
        const value = age < (finder?.values.available ?? 0)
          ? fromWorking(transforms[k], finder!.values.at(age))
          : NaN;
        forecast[k * horizons.length + h] = Number.isFinite(value) ? value : last[k];
      }
    }
  }

  persist(): void {}
}
