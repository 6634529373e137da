import { count, label } from "../output/label.ts";
import { CLASS_METRICS, type ClassScore } from "./metrics.ts";

const METRICS = Object.keys(CLASS_METRICS) as (keyof typeof CLASS_METRICS)[];
/** Classes that the table shows in full. */
const SHOWN_CLASSES = 8;

/**
 * The closing table: a line per model, best log loss first, with every metric that has a heading and a value
 * somewhere; then the best model's confusion matrix with each class's F1, and its reliability. "" if nothing
 * was scored. No final newline.
 */
export function classTable(scores: readonly ClassScore[], classes: readonly string[]): string {
  const scored = scores.filter(({ n }) => n > 0).sort((a, b) => a.logLoss - b.logLoss);
  if (scored.length === 0) return "";
  const metrics = METRICS.filter((name) =>
    CLASS_METRICS[name].heading !== "" && scored.some((score) => Number.isFinite(score[name]))
  );
  const rows = scored.map((score) => [
    label(score.model, 20),
    ...metrics.map((name) => number(score[name], CLASS_METRICS[name].unit)),
  ]);
  return [
    `${count(scored[0].n)} labels scored, each before it was learned, ${classes.length} classes`,
    ...grid([["", ...metrics.map((name) => CLASS_METRICS[name].heading)], ...rows]),
    ...confusion(scored[0], classes),
    ...reliability(scored[0]),
  ].join("\n");
}

function confusion({ model, confusion, f1 }: ClassScore, classes: readonly string[]): string[] {
  const shown = classes.slice(0, SHOWN_CLASSES);
  const rows = shown.map((name, i) => [
    label(name, 16),
    ...shown.map((_, j) => count(confusion[i][j])),
    Object.hasOwn(f1, name) ? f1[name].toFixed(3) : "–",
  ]);
  const left = classes.length - shown.length;
  return [
    `${label(model, 20)}: rows are labels, columns what was predicted`,
    ...grid([["", ...shown.map((name) => label(name, 16)), "F1"], ...rows]),
    ...(left > 0 ? [`… ${left} more classes in --summary`] : []),
  ];
}

function reliability({ model, reliability }: ClassScore): string[] {
  return [
    `${label(model, 20)}: how often predictions of such confidence were right`,
    ...grid([
      ["confidence", ...reliability.map(({ confidence }) => confidence.toFixed(2))],
      ["right", ...reliability.map(({ accuracy }) => accuracy.toFixed(2))],
      ["labels", ...reliability.map(({ n }) => count(n))],
    ]),
  ];
}

function number(value: number, unit: string): string {
  if (!Number.isFinite(value)) return "–";
  return unit === "share" ? `${(100 * value).toFixed(1)} %` : value.toFixed(3);
}

/** Cells under each other: the first column left, the others right. */
function grid(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows.map((row) =>
    "  " + row.map((cell, i) => i === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[i])).join("  ")
  );
}
