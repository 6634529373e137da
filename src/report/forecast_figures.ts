import type { Score } from "../evaluation/metrics.ts";
import { count, label } from "../output/label.ts";
import { driftMarks } from "./drift_marks.ts";
import type { LinesFigure } from "./figure.ts";
import type { ForecastRecord } from "./forecast_record.ts";

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

/** 90 % */
export function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}

/** How long before a row it was forecast. */
export function rowsAhead(horizon: number): string {
  return horizon === 1 ? "one row before" : `${horizon} rows before`;
}

/** A name that leaves room for its unit. */
export function short(name: string): string {
  return label(name, 24);
}

function stretches(width: number): string {
  return width === 1 ? "single rows" : `stretches of ${count(width)} rows`;
}
