import type { HeatFigure } from "./figure.ts";
import type { PageTable } from "./page_parts.ts";

/** How much a model's decoder reads, at each step ahead, of each row of its newest window. */
export interface AttentionMap {
  readonly model: string;
  /** Rows of the window. */
  readonly rows: number;
  /** (steps, rows), the oldest row first; each step's sum is 1. */
  readonly weights: Float64Array;
}

/** Rows and steps that are shown, at most. */
const ROWS = 96;
const STEPS = 48;

/** The map as shades: a line for each step ahead, a column for each of the window's newest rows. */
export function attentionFigure(map: AttentionMap): HeatFigure {
  const values = shown(map);
  const left = map.rows - values[0].length;
  return {
    kind: "heat",
    title: `What ${map.model} reads`,
    note:
      "Each step of the newest forecast of the first series: how its attention is spread over the window" +
      (left > 0 ? `, of which ${left} older rows are not shown.` : "."),
    x: "row of the window (0: the newest)",
    y: "step (rows ahead)",
    columns: 1 - values[0].length,
    value: "weight (share of the step's)",
    most: Math.max(...values.flat()),
    reference: { name: "uniform", value: 1 / map.rows },
    values,
  };
}

/** The same as numbers, to be copied. */
export function attentionTable(map: AttentionMap): PageTable {
  const values = shown(map);
  return {
    caption:
      `Attention weights of ${map.model}: a line for each row ahead, a column for each row of the window`,
    columns: ["ahead", ...values[0].map((_, j) => String(j + 1 - values[0].length).replace("-", "−"))],
    isFolded: true,
    rows: values.map((row, step) => [String(step + 1), ...row.map((weight) => weight.toFixed(4))]),
  };
}

function shown({ rows, weights }: AttentionMap): number[][] {
  const steps = Math.min(STEPS, weights.length / rows);
  const first = Math.max(0, rows - ROWS);
  return Array.from(
    { length: steps },
    (_, step) => [...weights.subarray(step * rows + first, (step + 1) * rows)],
  );
}
