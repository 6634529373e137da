import { packed } from "../base/packed.ts";
import type { Series } from "../series/series.ts";
import { fromWorking } from "../series/transform.ts";
import type { ModelEntry } from "./entry.ts";
import { localForecaster, type LocalTrack } from "./local_forecaster.ts";

/**
 * Exponential smoothing: level, damped trend and up to two seasons, additive and of logarithms, many of them
 * mixed by how well they have forecast. The equations stand in `series/exponential_smoothing.ts`, the mixture
 * in `series/smoothing_mixture.ts`.
 *
 * Before there are 16 rows it repeats the last value. Like every model it goes no farther from that than
 * changes go: after a jump the smoothed level is far behind.
 */
export const ets: ModelEntry<Record<never, never>> = {
  kind: "local",
  summary: "exponential smoothing: level, damped trend, up to two seasons",
  reference: "Hyndman, Koehler, Ord & Snyder 2008, Forecasting with Exponential Smoothing; Taylor 2003",
  options: {},
  create: (name) =>
    localForecaster(
      name,
      { rows: 0, values: 1, seasons: true, smoothing: true },
      (series) => new EtsTrack(series),
    ),
};

/** Reads what the series has smoothed; remembers nothing itself. */
class EtsTrack implements LocalTrack {
  readonly forecast: Float64Array;

  constructor(private readonly series: Series) {
    this.forecast = packed(Float64Array, series.layout.labelCount).fill(NaN);
  }

  observe(): void {
    const { forecast, series } = this;
    const { smoothing, last, layout: { horizons, transforms } } = series;
    for (let slot = 0; slot < forecast.length; slot++) {
      const k = Math.floor(slot / horizons.length);
      const h = slot % horizons.length;
      const value = smoothing === undefined ? NaN : fromWorking(transforms[k], smoothing.forecast[slot]);
      forecast[slot] = Number.isFinite(value) ? series.toValue(k, h, series.toScaled(k, h, value)) : last[k];
    }
  }

  persist(): void {}
}
