import type { Score } from "../evaluation/metrics.ts";
import { count } from "../output/label.ts";
import { aheadOf } from "./ahead.ts";
import type { LinesFigure, Points } from "./figure.ts";
import { percent, rowsAhead, short } from "./forecast_figures.ts";
import type { ForecastRecord } from "./forecast_record.ts";

/** Models whose forecasts are drawn beside the actuals: more would hide each other. */
const SHOWN = 3;

/**
 * The newest rows of a target: the actuals, what the best models had said of them, and the best one's interval; and what it
 * says of the rows to come.
 */
export function newestFigure(
  record: ForecastRecord,
  k: number,
  series: readonly string[],
  scores: readonly Score[],
): LinesFigure {
  const { options: { models, horizons, levels }, newest, rowWidth, targets } = record;
  const [horizon] = horizons;
  const ranked = scores
    .filter(({ target, horizon: h, n }) => target === targets[k] && h === horizon && n > 0)
    .toSorted((a, b) => a.mse - b.mse).map(({ model }) => models.indexOf(model));
  const shown = (ranked.length > 0 ? ranked : models.map((_, m) => m)).slice(0, SHOWN);
  const [best] = shown;
  const past = record.newestRow + 2 - newest.rows; // a series' first row is its row 1
  const points = (column: number) => moved(newest.points(k * rowWidth + column), past);
  const upper = points(3 + 3 * best);
  const behind = points(2 + 3 * best).map(([row, low], i) => [row, low, upper[i][1]] as const);
  const ahead = aheadOf(record, k, best);
  const interval = `${models[best]}, ${percent(levels[levels.length - 1])} interval`;
  const edges = [...behind, [record.newestRow + 1, NaN, NaN] as const, ...ahead.band];
  const hasInterval = edges.some(([, low, high]) => low < high);
  return {
    kind: "lines",
    title: `${targets[k]}: forecasts and actuals`,
    note: `The newest ${upper.length} rows${ofSeries(series)}, each with what was forecast of it ${
      rowsAhead(horizon)
    }; dashed, what ${models[best]} says of the rows to come.`,
    x: { label: "row of the series (number)", isWhole: true },
    y: { label: `${short(targets[k])} (its own unit)` },
    lines: [
      { name: "actual", points: points(0), isTruth: true },
      ...shown.map((m) => ({ name: models[m], points: points(1 + 3 * m), colour: m })),
      { name: "to come", points: ahead.points, colour: best, stroke: "dashed" },
    ],
    bands: hasInterval ? [{ name: interval, points: edges, colour: best }] : [],
  };
}

function ofSeries(series: readonly string[]): string {
  if (series.length === 0 || series[0] === "") return "";
  return series.length === 1
    ? ` of ${series[0]}`
    : ` of ${series[0]}, the first of ${count(series.length)} series`;
}

function moved(points: Points, by: number): Points {
  return points.map(([x, y]) => [x + by, y]);
}
