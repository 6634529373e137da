import type { Bound } from "./bounds.ts";
import type { ForecastCells } from "./expected_error.ts";
import type { QuantilePlace } from "./quantiles.ts";

/** What intervals are to be around which forecasts, as the intervals of a series read it. */
export interface IntervalShape extends ForecastCells {
  /** All levels that are tracked: first those asked for, so many; then those of further quantiles. */
  readonly levels: readonly number[];
  readonly asked: number;
  /** Places of the levels, by their size. */
  readonly order: readonly number[];
  readonly quantiles: readonly QuantilePlace[];
  readonly ensembles: readonly number[];
  /** All other models. */
  readonly members: readonly number[];
  /** By target. */
  readonly bounds: readonly Bound[];
}
