import type { Archive, Persistent } from "../base/archive.ts";
import type { Series } from "../series/series.ts";

/** Weight of the newest value in its phase's mean: a memory of about ten seasons. */
const WEIGHT = 0.1;

/**
 * How a season usually goes: for each column and phase of the period, the exponentially weighted mean of the
 * working values. The first season is taken as it was; a missing value changes nothing.
 *
 * Memory: period · columns numbers. Cost of `observe`: O(columns).
 */
export class SeasonalProfile implements Persistent {
  /** (period, columns); NaN until the phase has had a value. */
  readonly means: Float64Array;
  private readonly columns: number;

  constructor(private readonly series: Series, private readonly period: number) {
    this.columns = series.layout.columns.length;
    this.means = new Float64Array(period * this.columns).fill(NaN);
  }

  /** Where the means of the row that comes `ahead` rows after the newest begin. */
  at(ahead: number): number {
    return ((this.series.rows - 1 + ahead) % this.period) * this.columns;
  }

  /** Takes in the series' newest row. */
  observe(): void {
    const { means, series, columns } = this;
    const { working, present } = series;
    const now = working.at(0);
    const phase = this.at(0);
    for (let c = 0; c < columns; c++) {
      if (present[c] !== 1) continue;
      const value = working.data[now + c];
      const mean = means[phase + c];
      means[phase + c] = mean === mean ? mean + WEIGHT * (value - mean) : value;
    }
  }

  persist(archive: Archive): void {
    archive.array("means", this.means);
  }
}
