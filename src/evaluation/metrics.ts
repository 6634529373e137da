import type { Tally } from "./tallies.ts";

/** A number that judges a model's forecasts of one target and horizon. */
export interface Metric {
  /** Column heading of the closing table; "" keeps the metric out of it. */
  readonly heading: string;
  /** `value`: the target's own units; `share`: of one; `percent`: of a hundred; `ratio` and `rows` have none. */
  readonly unit: "value" | "squared value" | "ratio" | "share" | "percent" | "rows";
  /** Which end is good. `nominal`: the interval's level is; `fact`: neither, it describes. */
  readonly better: "lower" | "higher" | "nominal" | "fact";
  readonly about: string;
  /** NaN where there is nothing to say. */
  readonly value: (tally: Tally) => number;
}

/**
 * Every metric of the summary and of the closing table, in the summary's order. A line here is all that a new one
 * needs, unless it needs a new sum as well (tallies.ts).
 *
 * Sources: `mase` after Hyndman & Koehler 2006, but against the naive forecast of the same horizon on the same rows;
 * `smape` after Makridakis 1993; `pinball`: Koenker & Bassett 1978; `dmPValue`: diebold_mariano.ts.
 */
// deno-fmt-ignore: a table, one metric a line
export const METRICS = {
  n:         metric("",          "rows",          "fact",    "forecasts scored",          (t) => t.n),
  mae:       metric("MAE",       "value",         "lower",   "mean absolute error",       (t) => ratio(t.absolute, t.n)),
  rmse:      metric("RMSE",      "value",         "lower",   "root of mse",               (t) => Math.sqrt(ratio(t.squared, t.n))),
  mse:       metric("",          "squared value", "lower",   "mean squared error",        (t) => ratio(t.squared, t.n)),
  scaledMse: metric("scaledMse", "ratio",         "lower",   "mse / warm-up variance",    (t) => ratio(t.scaled, t.scaledRows)),
  mase:      metric("MASE",      "ratio",         "lower",   "mae / mae of naive",        (t) => ratio(t.absolute, t.naiveAbsolute)),
  smape:     metric("",          "percent",       "lower",   "percentage error, 0 … 200", (t) => ratio(t.percentage, t.n)),
  direction: metric("direction", "share",         "higher",  "moves with the right sign", (t) => ratio(t.hits, t.moves)),
  baseUp:    metric("",          "share",         "fact",    "moves that went up",        (t) => ratio(t.ups, t.moves)),
  coverage:  metric("coverage",  "share",         "nominal", "actuals in the interval",   (t) => ratio(t.covered, t.intervals)),
  width:     metric("width",     "value",         "lower",   "width of the interval",     (t) => ratio(t.width, t.intervals)),
  pinball:   metric("",          "value",         "lower",   "quantile loss of its ends", (t) => ratio(t.pinball, t.intervals)),
  skill:     metric("skill",     "share",         "higher",  "1 − mse / mse of naive",    (t) => 1 - ratio(t.squared, t.naiveSquared)),
  dmPValue:  metric("p",         "ratio",         "fact",    "p of equal squared error",  (t) => t.pValue),
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;

/** The metrics of one model, target and horizon; NaN where a metric has nothing to say. */
export type Score =
  & { readonly model: string; readonly target: string; readonly horizon: number }
  & Readonly<Record<MetricName, number>>;

/** The score of a model, target and horizon, metric by metric in the registry's order. */
export function score(model: string, target: string, horizon: number, tally: Tally): Score {
  const values = Object.entries(METRICS).map(([name, metric]) => [name, metric.value(tally)]);
  return { model, target, horizon, ...Object.fromEntries(values) };
}

function ratio(sum: number, by: number): number {
  return by > 0 ? sum / by : NaN;
}

function metric(
  heading: string,
  unit: Metric["unit"],
  better: Metric["better"],
  about: string,
  value: Metric["value"],
): Metric {
  return { heading, unit, better, about, value };
}
