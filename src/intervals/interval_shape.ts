import type { DeviationKind } from "./deviation.ts";

/** What the intervals of a series have in common. */
export interface IntervalShape {
  readonly models: number;
  /** By target: in which sense actuals lie away from forecasts. */
  readonly kinds: readonly DeviationKind[];
  /** Steps ahead, ascending. */
  readonly horizons: readonly number[];
  readonly levels: readonly number[];
  /** Whether rows have an hour of the day. */
  readonly hourly: boolean;
}
