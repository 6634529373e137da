import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";
import type { SeriesLayout } from "./layout.ts";
import type { Seasons } from "./seasons.ts";
import { SmoothingMixture } from "./smoothing_mixture.ts";

/**
 * Exponential smoothing of a series' targets, by the seasons that are known of them. See `SmoothingMixture`.
 */
export class Smoothing implements Persistent {
  /** (targets, horizons): expected working values; NaN before anything can be said. */
  readonly forecast: Float64Array;
  private readonly mixtures: readonly SmoothingMixture[];

  constructor(
    private readonly layout: SeriesLayout,
    private readonly seasons: Seasons,
  ) {
    const { horizons, labelCount, transforms } = layout;
    this.forecast = packed(Float64Array, labelCount).fill(NaN);
    this.mixtures = seasons.finders.map(({ values, periods }, k) =>
      new SmoothingMixture(
        values,
        periods,
        horizons,
        transforms[k] !== "log-return",
      )
    );
  }

  /** Takes in the newest row, which the seasons have seen. */
  observe(): void {
    const { mixtures, seasons: { finders }, forecast, layout: { horizons } } = this;
    for (let k = 0; k < mixtures.length; k++) {
      mixtures[k].observe(finders[k].changes);
      mixtures[k].forecast(forecast, k * horizons.length);
    }
  }

  persist(archive: Archive): void {
    archive.array("forecast", this.forecast);
    this.mixtures.forEach((mixture, k) => mixture.persist(archive.within(`target.${k}`)));
  }
}
