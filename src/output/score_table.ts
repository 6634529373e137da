import { compare, type Comparison } from "../evaluation/comparison.ts";
import { type MetricName, METRICS, type Score } from "../evaluation/metrics.ts";
import { ahead, count, label } from "./label.ts";

/** Widest line, in characters, where a terminal is not narrower. */
const WIDTH = 110;
/** Score lines shown; what goes beyond is counted. At least one comparison is shown whole. */
const LINES = 48;
/** Columns given up, in this order, where names and numbers are too wide for a line. */
const EXPENDABLE: readonly MetricName[] = ["width", "scaledMse", "direction", "mase", "coverage", "crps"];

interface Column {
  readonly name: MetricName;
  readonly heading: string;
  /** By comparison, then by score. */
  readonly cells: readonly (readonly string[])[];
  readonly width: number;
}

/**
 * The closing table: a block per target and horizon, in it a line per model, best first; the columns are the metrics
 * that have a heading and a value somewhere. At most `width` characters wide, as far as names allow, and short for many
 * targets. No final newline.
 */
export function scoreTable(scores: readonly Score[], width: number = WIDTH): string {
  const all = compare(scores).filter((comparison) => comparison.n > 0);
  if (all.length === 0) return "";
  const shown = all.slice(0, Math.max(1, Math.floor(LINES / (1 + all[0].scores.length))));
  const names = shown.map(({ scores }) => scores.map(({ model }) => `  ${label(model, 20)}`));
  const nameWidth = Math.max(...names.flat().map((name) => name.length));
  const columns = fitting(nameWidth, shown, Math.min(width, WIDTH));

  const line = (name: string, cell: (column: Column) => string) =>
    name.padEnd(nameWidth) + columns.map((column) => "  " + cell(column).padStart(column.width)).join("");
  const lines = [line("", (column) => column.heading)];
  shown.forEach((comparison, i) => {
    lines.push(title(comparison));
    names[i].forEach((name, j) => lines.push(line(name, (column) => column.cells[i][j])));
  });
  const left = all.length - shown.length;
  if (left > 0) lines.push(`… ${count(left)} more ${left === 1 ? "block" : "blocks"} in --summary`);
  return lines.join("\n");
}

/** `close, 1 row ahead: 4,931 forecasts scored, 53.4 % of moves up` */
function title({ target, horizon, n, scores }: Comparison): string {
  const up = scores[0].baseUp;
  const base = Number.isNaN(up) ? "" : `, ${percent(up)} of moves up`;
  return `${label(target)}, ${ahead(horizon)}: ${count(n)} forecasts scored${base}`;
}

/** The columns that hold a value, as many as fit to the right of the names. */
function fitting(nameWidth: number, comparisons: readonly Comparison[], widest: number): Column[] {
  let columns = Object.keys(METRICS)
    .map((name) => column(name as MetricName, comparisons))
    .filter(({ heading, cells }) => heading !== "" && cells.flat().some((cell) => cell !== "–"));
  for (const expendable of EXPENDABLE) {
    const width = columns.reduce((sum, { width }) => sum + 2 + width, nameWidth);
    if (width > widest) columns = columns.filter(({ name }) => name !== expendable);
  }
  return columns;
}

function column(name: MetricName, comparisons: readonly Comparison[]): Column {
  const { heading, unit } = METRICS[name];
  const cells = comparisons.map(({ scores }) => {
    const values = scores.map((score) => score[name]);
    if (name === "skill") return values.map(signedPercent);
    if (name === "dmPValue") return values.map(probability);
    if (unit === "share") return values.map(percent);
    return aligned(values);
  });
  return {
    name,
    heading,
    cells,
    width: Math.max(heading.length, ...cells.flat().map((cell) => cell.length)),
  };
}

/**
 * Numbers of one block under each other, with the same number of decimals: four significant digits of the smallest,
 * as long as the largest then has no more than seven.
 */
function aligned(values: readonly number[]): string[] {
  const sizes = values.filter((x) => Number.isFinite(x) && x !== 0).map((x) => Math.log10(Math.abs(x)));
  const smallest = Math.floor(Math.min(...sizes));
  const largest = Math.floor(Math.max(...sizes));
  const plain = sizes.length === 0 || (largest < 7 && largest > -5);
  const decimals = Math.max(0, Math.min(3 - smallest, 6 - largest, 9));
  return values.map((x) => {
    if (!Number.isFinite(x)) return "–";
    if (!plain) return x === 0 ? "0" : x.toExponential(3);
    return x.toFixed(decimals);
  });
}

function percent(share: number): string {
  return Number.isNaN(share) ? "–" : `${(100 * share).toFixed(1)} %`;
}

function signedPercent(share: number): string {
  if (Number.isNaN(share)) return "–";
  if (share < -9.995) return "< -999 %";
  return `${share > 0 ? "+" : ""}${(100 * share).toFixed(2)} %`;
}

function probability(p: number): string {
  if (Number.isNaN(p)) return "–";
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}
