import type { Lookback } from "../series/lookback.ts";
import type { Series } from "../series/series.ts";
import type { Forecaster, Track } from "./forecaster.ts";

/**
 * One series of a model in which every series stands for itself: nothing is shared, so the order of series
 * cannot matter.
 */
export interface LocalTrack extends Track {
  /** Takes in the newest row and rewrites `forecast`. */
  observe(): void;
  /** The part of learning that can wait until the forecast has been written. */
  learn?(): void;
}

/** A forecaster over independent tracks. Holds no state: `persist` of the tracks is all there is to save. */
export function localForecaster(
  name: string,
  lookback: Lookback,
  open: (series: Series) => LocalTrack,
  report: () => Readonly<Record<string, number>> = () => ({}),
): Forecaster {
  return {
    name,
    lookback,
    open,
    forecast(tracks) {
      for (let i = 0; i < tracks.length; i++) (tracks[i] as LocalTrack).observe();
    },
    learn(tracks) {
      for (let i = 0; i < tracks.length; i++) (tracks[i] as LocalTrack).learn?.();
    },
    report,
    persist() {},
  };
}
