import type { Score } from "../evaluation/metrics.ts";
import { count, label } from "../output/label.ts";
import { driftMarks } from "./drift_marks.ts";
import type { Band, LinesFigure, Points } from "./figure.ts";
import type { ForecastRecord } from "./forecast_record.ts";

/** Models whose forecasts are drawn beside the actuals: more would hide each other. */
const SHOWN = 3;

/** The newest rows of a target: the actuals, what the best models had said of them, and the best one's interval. */
export function newestFigure(
  record: ForecastRecord,
  k: number,
  series: string,
  scores: readonly Score[],
): LinesFigure {
  const { options: { models, horizons, levels }, newest, rowWidth, targets } = record;
  const [horizon] = horizons;
  const best = scores
    .filter(({ target, horizon: h, n }) => target === targets[k] && h === horizon && n > 0)
    .toSorted((a, b) => a.mse - b.mse).map(({ model }) => models.indexOf(model)).slice(0, SHOWN);
  const shown = best.length > 0 ? best : models.map((_, m) => m).slice(0, SHOWN);
  const past = record.newestRow + 2 - newest.rows; // a series' first row is its row 1
  const points = (column: number) => moved(newest.points(k * rowWidth + column), past);
  const lower = points(2 + 3 * shown[0]);
  const upper = points(3 + 3 * shown[0]);
  const band: Band = {
    name: `${models[shown[0]]}, ${percent(levels[levels.length - 1])} interval`,
    points: lower.map(([row, low], i) => [row, low, upper[i][1]]),
    colour: shown[0],
  };
  return {
    kind: "lines",
    title: `${targets[k]}: forecasts and actuals`,
    note: `The newest ${lower.length} rows${
      series === "" ? "" : ` of ${series}`
    }, each with what was forecast of it ${rowsAhead(horizon)}.`,
    x: { label: "row of the series (number)", isWhole: true },
    y: { label: `${short(targets[k])} (its own unit)` },
    lines: [
      { name: "actual", points: points(0), isTruth: true },
      ...shown.map((m) => ({ name: models[m], points: points(1 + 3 * m), colour: m })),
    ],
    bands: lower.some(([, low]) => Number.isFinite(low)) ? [band] : [],
  };
}

/** Mean absolute error of a target over the run. */
export function errorFigure(record: ForecastRecord, k: number): LinesFigure {
  const { options: { models, horizons }, targets, errors } = record;
  const marks = driftMarks(record, k);
  return {
    kind: "lines",
    title: `${targets[k]}: error over time`,
    note: `Mean absolute error ${rowsAhead(horizons[0])}, over ${stretches(errors.width)}.` +
      (marks.length > 0 ? " Strokes on top: the model's errors have drifted." : ""),
    x: { label: "rows taken in (number)", isWhole: true },
    y: { label: `absolute error (unit of ${short(targets[k])})`, include: [0] },
    lines: models.map((name, m) => ({
      name,
      points: record.over(errors, m * targets.length + k),
      colour: m,
    })),
    marks,
  };
}

/** Error of a target over the run, as a share of what repeating the last value would have got. */
export function shareFigure(record: ForecastRecord, k: number): LinesFigure {
  const { options: { models, horizons }, targets, errors } = record;
  const naive = new Map(record.over(errors, models.length * targets.length + k));
  const share = (m: number) =>
    record.over(errors, m * targets.length + k)
      .map(([row, error]) => [row, error / (naive.get(row) || NaN)] as const);
  const lines = models.map((name, m) => ({ name, points: share(m), colour: m }));
  const isSame = lines.every(({ points }) => points.every(([, y]) => y === 1)); // there is no other model
  return {
    kind: "lines",
    title: `${targets[k]}: error beside repeating the last value`,
    note: `Below 1 is better than that, ${rowsAhead(horizons[0])}, over ${stretches(errors.width)}.`,
    x: { label: "rows taken in (number)", isWhole: true },
    y: { label: "absolute error (share of naive's)", scale: "log", include: [1] },
    lines: isSame ? [] : lines,
  };
}

/** How often a target's actuals lay in the intervals, beside how often they should. */
export function coverageFigure(record: ForecastRecord, k: number): LinesFigure {
  const { options: { models, levels }, targets, coverage, start, rows } = record;
  const level = levels[levels.length - 1];
  return {
    kind: "lines",
    title: `${targets[k]}: coverage over time`,
    note: `Actuals within the ${percent(level)} interval, over ${stretches(coverage.width)}.`,
    x: { label: "rows taken in (number)", isWhole: true },
    y: { label: "actuals inside (share)", include: [level, 1] },
    lines: [
      ...models.map((name, m) => ({
        name,
        points: record.over(coverage, m * targets.length + k),
        colour: m,
      })),
      { name: "wanted", points: [[start, level], [start + rows, level]], stroke: "dashed", isTruth: true },
    ],
  };
}

/** An ensemble's weights of a target over the run. */
export function weightsFigure(record: ForecastRecord, e: number, k: number): LinesFigure {
  const { options: { models, horizons }, targets, weights, ensembles } = record;
  const lines = models.map((name, m) => ({
    name,
    points: record.over(weights, (e * targets.length + k) * models.length + m),
    colour: m,
  }));
  return {
    kind: "lines",
    title: `${targets[k]}: weights in ${ensembles[e].name}`,
    note: `What each model's forecast ${rowsAhead(horizons[0])} counts for, mean over the series.`,
    x: { label: "rows taken in (number)", isWhole: true },
    y: { label: "weight (share)", include: [0] },
    lines: lines.filter(({ points }) => points.length > 0),
  };
}

/** A target's error by how far ahead it was forecast. */
export function horizonFigure(record: ForecastRecord, k: number, scores: readonly Score[]): LinesFigure {
  const { options: { models }, targets } = record;
  return {
    kind: "lines",
    title: `${targets[k]}: error by horizon`,
    note: "Root of the mean squared error, over all scored rows.",
    x: { label: "horizon (rows ahead)", isWhole: true },
    y: { label: `RMSE (unit of ${short(targets[k])})`, include: [0] },
    lines: models.map((name, m) => ({
      name,
      points: scores.filter(({ model, target }) => model === name && target === targets[k])
        .map(({ horizon, rmse }) => [horizon, rmse] as const),
      colour: m,
    })),
  };
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}

function rowsAhead(horizon: number): string {
  return horizon === 1 ? "one row before" : `${horizon} rows before`;
}

/** A name that leaves room for its unit. */
function short(name: string): string {
  return label(name, 24);
}

function stretches(width: number): string {
  return width === 1 ? "single rows" : `stretches of ${count(width)} rows`;
}

function moved(points: Points, by: number): Points {
  return points.map(([x, y]) => [x + by, y]);
}
