import type { Archive } from "../base/archive.ts";
import type { OptionTable } from "../base/options.ts";
import { packed } from "../base/packed.ts";
import type { Series } from "../series/series.ts";
import type { ModelEntry } from "./entry.ts";
import { localForecaster, type LocalTrack } from "./local_forecaster.ts";

const OPTIONS = {
  weight: { default: 0.2, min: 0.0001, max: 1, help: "weight of the newest value; 1 is the naive forecast" },
} satisfies OptionTable;

/**
 * Simple exponential smoothing: ŷ_{t+h} = m_t for every h, with m_t = m_{t−1} + weight · (y_t − m_{t−1}),
 * starting at the first value. A missing value does not move the mean. Good for level series seen through
 * noise.
 */
export const ewma: ModelEntry<typeof OPTIONS> = {
  kind: "local",
  summary: "repeats the exponentially weighted mean",
  reference:
    "Brown 1959; Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., section 8.1",
  options: OPTIONS,
  create: (name, { weight }) =>
    localForecaster(name, { rows: 0, values: 1 }, (series) => new EwmaTrack(series, weight)),
};

/** Remembers one mean per target, in its own units. Cost per row: O(targets · horizons). */
class EwmaTrack implements LocalTrack {
  readonly forecast: Float64Array;
  private readonly mean: Float64Array;

  constructor(private readonly series: Series, private readonly weight: number) {
    this.forecast = packed(Float64Array, series.layout.labelCount).fill(NaN);
    this.mean = packed(Float64Array, series.layout.targets.length).fill(NaN);
  }

  observe(): void {
    const { forecast, mean, series, weight } = this;
    const horizons = series.layout.horizons.length;
    for (let k = 0; k < mean.length; k++) {
      const value = series.last[k];
      if (series.present[k] === 1 || mean[k] !== mean[k]) {
        const pull = (1 - weight) * (mean[k] - value); // exactly 0 on a constant series
        // also at the first value, and where the gap overflows
        mean[k] = Number.isFinite(pull) ? value + pull : value;
      }
      forecast.fill(mean[k], k * horizons, (k + 1) * horizons);
    }
  }

  persist(archive: Archive): void {
    archive.array("mean", this.mean);
  }
}
