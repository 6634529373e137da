import { INTERVAL_METRICS, type IntervalMetricName, type LevelScore } from "./interval_metrics.ts";
import type { PitBin } from "./interval_tallies.ts";
import { measure, type Metric, metric, ratio } from "./metric.ts";
import type { Tally } from "./tallies.ts";

/** A name in the table below. */
export type MetricName =
  | IntervalMetricName
  | "n"
  | "mae"
  | "rmse"
  | "mse"
  | "scaledMse"
  | "mase"
  | "smape"
  | "direction"
  | "baseUp"
  | "crps"
  | "crpsLast"
  | "skill"
  | "dmPValue";

/**
 * Every metric of the summary and of the closing table, in the summary's order. A line here and its name
 * above are all that a new one needs, unless it needs a new sum as well (tallies.ts). With several levels of
 * intervals, `coverage` and its kin are the highest's, and a score's `levels` has them one by one.
 *
 * Sources: `mase` after Hyndman & Koehler 2006, but against the naive forecast of the same horizon on the
 * same rows; `smape` after Makridakis 1993; `crps`: an approximation, crps.ts; `dmPValue`:
 * diebold_mariano.ts.
 */
// deno-fmt-ignore: a table, one metric a line
export const METRICS: Readonly<Record<MetricName, Metric<Tally>>> = {
  n:         metric("",          "rows",          "fact",    "forecasts scored",          (t) => t.n),
  mae:       metric("MAE",       "value",         "lower",   "mean absolute error",       (t) => ratio(t.absolute, t.n)),
  rmse:      metric("RMSE",      "value",         "lower",   "root of mse",               (t) => Math.sqrt(ratio(t.squared, t.n))),
  mse:       metric("",          "squared value", "lower",   "mean squared error",        (t) => ratio(t.squared, t.n)),
  scaledMse: metric("scaledMse", "ratio",         "lower",   "mse / warm-up variance",    (t) => ratio(t.scaled, t.scaledRows)),
  mase:      metric("MASE",      "ratio",         "lower",   "mae / mae of naive",        (t) => ratio(t.absolute, t.naiveAbsolute)),
  smape:     metric("",          "percent",       "lower",   "percentage error, 0 … 200", (t) => ratio(t.percentage, t.n)),
  direction: metric("direction", "share",         "higher",  "moves with the right sign", (t) => ratio(t.hits, t.moves)),
  baseUp:    metric("",          "share",         "fact",    "moves that went up",        (t) => ratio(t.ups, t.moves)),
  ...INTERVAL_METRICS,
  crps:      metric("CRPS",      "value",         "lower",   "of forecast and intervals", (t) => ratio(t.crps, t.intervals)),
  crpsLast:  metric("",          "value",         "lower",   "CRPS, newest 1,000 rows",   (t) => ratio(t.lastCrps, t.lastIntervals)),
  skill:     metric("skill",     "share",         "higher",  "1 − mse / mse of naive",    (t) => 1 - ratio(t.squared, t.naiveSquared)),
  dmPValue:  metric("p",         "ratio",         "fact",    "p of equal squared error",  (t) => t.pValue),
};

/** The metrics of one model, target and horizon; NaN where a metric has nothing to say. */
export interface Score extends Readonly<Record<MetricName, number>> {
  /** Whose forecasts. */
  readonly model: string;
  /** Of which column. */
  readonly target: string;
  /** Rows ahead. */
  readonly horizon: number;
  /** The intervals' metrics level by level, ascending, where there is more than one level. */
  readonly levels?: readonly LevelScore[];
  /** Where actuals lay in their distributions: uniform, where these are right. Absent without intervals. */
  readonly pit?: readonly PitBin[];
}

/** The score of a model, target and horizon, metric by metric in the registry's order. */
export function score(model: string, target: string, horizon: number, tally: Tally): Score {
  const metrics = measure<Tally, MetricName>(METRICS, tally);
  const pit = tally.pit.length > 0 ? { pit: tally.pit } : {};
  if (tally.levels.length === 1) return { model, target, horizon, ...metrics, ...pit };
  const levels = tally.levels.map((sums) => ({ level: sums.level, ...measure(INTERVAL_METRICS, sums) }));
  return { model, target, horizon, ...metrics, levels, ...pit };
}
