import type { ClassScore } from "../classify/metrics.ts";
import { count } from "../output/label.ts";
import type { ClassRecord } from "./class_record.ts";
import type { HeatFigure, LinesFigure } from "./figure.ts";
import { modelLooks } from "./model_looks.ts";

/** Classes that a picture or a table shows, at most: the others are one more, together. */
export const SHOWN_CLASSES = 20;
/** Largest number of classes for which a cell of the matrix shows its count as well as its share. */
const COUNTED = 8;
/** Labels that a point of the reliability curve stands for, at least. */
const LEAST = 10;

/** How often each model was right over the run. @param start labels that had been scored before the record began */
export function accuracyFigure({ models, kinds, hits }: ClassRecord, start: number): LinesFigure {
  const looks = modelLooks(kinds);
  return {
    kind: "lines",
    title: "Accuracy over time",
    note: `Labels predicted before they were known, over stretches of ${hits.width} labels. ` +
      "Where lines coincide, the narrow one lies on the wide one.",
    x: { label: "labels scored (number)", isWhole: true },
    y: { label: "labels predicted (share)", include: [1] },
    isNested: true, // shares of few labels are often the same
    lines: models.map((name, m) => ({ name, points: shifted(hits.points(m), start), ...looks[m] })),
  };
}

/** Each model's log loss over the run. */
export function lossFigure({ models, kinds, losses }: ClassRecord, start: number): LinesFigure {
  const looks = modelLooks(kinds);
  return {
    kind: "lines",
    title: "Log loss over time",
    note: `Mean of −ln p(label), over stretches of ${losses.width} labels. Lower is better.`,
    x: { label: "labels scored (number)", isWhole: true },
    y: { label: "log loss (nats)", include: [0] },
    lines: models.map((name, m) => ({ name, points: shifted(losses.points(m), start), ...looks[m] })),
  };
}

/** How often predictions were right that claimed to be right so often. */
export function reliabilityFigure(
  scores: readonly ClassScore[],
  { models, kinds }: ClassRecord,
): LinesFigure {
  const looks = modelLooks(kinds);
  return {
    kind: "lines",
    title: "Reliability",
    note: "On the dashed line predictions are right as often as they claim; below it they claim too much. " +
      `A point stands for at least ${LEAST} labels; the table has them all.`,
    x: { label: "probability of the predicted class (share)", include: [0, 1] },
    y: { label: "predictions that were right (share)", include: [0, 1] },
    lines: [
      ...scores.map(({ model, reliability }) => ({
        name: model,
        points: reliability.filter(({ n }) => n >= LEAST).map(({ confidence, accuracy }) =>
          [confidence, accuracy] as const
        ),
        ...looks[models.indexOf(model)],
      })),
      { name: "ideal", points: [[0, 0], [1, 1]], stroke: "dashed", isTruth: true },
    ],
  };
}

/** A model's confusion matrix, each row as shares of its labels. */
export function confusionFigure({ model, confusion }: ClassScore, classes: readonly string[]): HeatFigure {
  const { names, matrix } = gathered(confusion, classes);
  const values = matrix.map((row) => {
    const labels = sum(row);
    return row.map((n) => labels > 0 ? n / labels : 0);
  });
  const size = names.length;
  const share = (value: number) =>
    size <= COUNTED ? `${Math.round(100 * value)} %` : `${Math.round(100 * value)}`;
  return {
    kind: "heat",
    title: `Confusion matrix of ${model}`,
    note: size > COUNTED
      ? "In each row, the labels of a class: the numbers are per cent of them."
      : "In each row, the labels of a class: which share of them was predicted as what.",
    x: "predicted (class)",
    y: "label (class)",
    columns: names,
    rows: names,
    value: "share of the row",
    most: 1,
    values,
    texts: matrix.map((row, i) =>
      row.map((n, j) => n === 0 ? [] : [share(values[i][j]), ...(size <= COUNTED ? [count(n)] : [])])
    ),
  };
}

/** The classes with the most labels, most first, and the others as one. */
export function gathered(
  confusion: ClassScore["confusion"],
  classes: readonly string[],
): { readonly names: readonly string[]; readonly matrix: readonly (readonly number[])[] } {
  const labels = confusion.map(sum);
  const order = classes.map((_, i) => i).sort((a, b) => labels[b] - labels[a]);
  const shown = order.length <= SHOWN_CLASSES ? order : order.slice(0, SHOWN_CLASSES - 1);
  const place = classes.map((_, i) => shown.includes(i) ? shown.indexOf(i) : shown.length);
  const names = shown.map((i) => nameOf(classes[i]));
  const left = order.length - shown.length;
  if (left > 0) names.push(`${left} others`);
  const matrix = names.map(() => names.map(() => 0));
  confusion.forEach((row, i) => row.forEach((n, j) => matrix[place[i]][place[j]] += n));
  return { names, matrix };
}

/** A class is called what it is in the data, or told by its code where nothing would be seen. */
function nameOf(name: string): string {
  if (name.trim() !== "" && !/^\p{Cc}+$/u.test(name)) return name;
  const codes = [...name].map((c) => `U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`);
  return name === " " ? "space" : codes.join(" ");
}

function sum(row: readonly number[]): number {
  return row.reduce((a, b) => a + b, 0);
}

function shifted(points: readonly (readonly [number, number])[], by: number): [number, number][] {
  return points.map(([x, y]) => [x + by, y]);
}
