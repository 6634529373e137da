import { christoffersen, kupiec } from "./backtests.ts";
import { type LevelTally, STRETCH } from "./interval_tallies.ts";
import { type Metric, metric, ratio } from "./metric.ts";

/** A name in the table below. */
export type IntervalMetricName =
  | "coverage"
  | "width"
  | "pinball"
  | "intervalScore"
  | "coverageLast"
  | "widthLast"
  | "pinballLast"
  | "intervalScoreLast"
  | "coverageLeast"
  | "coverageMost"
  | "kupiecPValue"
  | "christoffersenPValue";

/**
 * The metrics of an interval at one level, in the summary's order.
 *
 * The newest 1,000 rows are 1,000 to 1,099 of them; stretches of 1,000 rows begin at every hundredth.
 *
 * Both p-values are of rows at least a horizon apart (`last_misses.ts`).
 *
 * Sources: `pinball`, the mean of both ends': Koenker & Bassett 1978; `intervalScore`: Gneiting & Raftery
 * 2007, eq. 43.
 */
// deno-fmt-ignore: a table, one metric a line
export const INTERVAL_METRICS: Readonly<Record<IntervalMetricName, Metric<LevelTally>>> = {
  coverage:          metric("coverage", "share", "nominal", "actuals in the interval",         (t) => ratio(t.covered, t.intervals)),
  width:             metric("width",    "value", "lower",   "width of the interval",           (t) => ratio(t.width, t.intervals)),
  pinball:           metric("",         "value", "lower",   "quantile loss of its ends",       (t) => ratio(t.pinball, t.intervals)),
  intervalScore:     metric("",         "value", "lower",   "width and a price for misses",    (t) => 4 / (1 - t.level) * ratio(t.pinball, t.intervals)),
  coverageLast:      metric("",         "share", "nominal", "coverage, newest 1,000 rows",     (t) => ratio(t.lastCovered, t.lastIntervals)),
  widthLast:         metric("",         "value", "lower",   "width, newest 1,000 rows",        (t) => ratio(t.lastWidth, t.lastIntervals)),
  pinballLast:       metric("",         "value", "lower",   "pinball, newest 1,000 rows",      (t) => ratio(t.lastPinball, t.lastIntervals)),
  intervalScoreLast: metric("",         "value", "lower",   "score, newest 1,000 rows",        (t) => 4 / (1 - t.level) * ratio(t.lastPinball, t.lastIntervals)),
  coverageLeast:     metric("",         "share", "nominal", "smallest coverage of 1,000 rows", (t) => t.leastCovered / STRETCH),
  coverageMost:      metric("",         "share", "nominal", "largest coverage of 1,000 rows",  (t) => t.mostCovered / STRETCH),
  kupiecPValue:         metric("",      "ratio", "fact",    "p of as many misses as allowed",  kupiecOf),
  christoffersenPValue: metric("",      "ratio", "fact",    "p of misses that don't cluster",  (t) => christoffersen(t.transitions)),
};

function kupiecOf({ transitions: { hitHit, hitMiss, missHit, missMiss }, level }: LevelTally): number {
  return kupiec(hitHit + hitMiss + missHit + missMiss, hitMiss + missMiss, 1 - level);
}

/** The metrics of an interval at one level, NaN where there is nothing to say. */
export type LevelScore =
  & { readonly level: number }
  & Readonly<Record<IntervalMetricName, number>>;
