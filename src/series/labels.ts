import type { History } from "./history.ts";

/**
 * What networks learn, and what their outputs mean: for each row, target and horizon a change that is counted
 * from somewhere, in some unit. Without a season from the last value, in units of changes (`Series`); with
 * one from what the season lets expect, in units of what that leaves (`SeasonalBase`).
 */
export interface Labels {
  /** (targets, horizons) per row, NaN until known. */
  readonly rows: History<Float32Array>;
  /** The forecast, in the target's units, that an output for the newest row means. */
  toValue(target: number, horizon: number, scaled: number): number;
  /** `toValue` the other way round; 0 without a unit. */
  toScaled(target: number, horizon: number, value: number): number;
}
