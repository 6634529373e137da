import type { TimeKind } from "../../src/input/row.ts";
import { INPUTS_PER_COLUMN, seriesLayout } from "../../src/series/layout.ts";
import type { Lookback } from "../../src/series/lookback.ts";
import { Series } from "../../src/series/series.ts";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** What a test wants of a run; the rest as it mostly is: one target y, one step ahead, no times. */
export interface Run {
  readonly targets?: readonly string[];
  readonly features?: readonly string[];
  readonly horizons?: readonly number[];
  readonly timeKind?: TimeKind;
  readonly calendar?: "auto" | readonly string[];
  readonly transform?: string;
  readonly lookback?: Lookback;
}

export function newSeries(run: Run = {}): Series {
  const layout = seriesLayout({
    targets: run.targets ?? ["y"],
    features: run.features ?? [],
    horizons: run.horizons ?? [1],
    timeKind: run.timeKind ?? "row",
    calendar: run.calendar ?? [],
    transform: run.transform ?? "diff",
  });
  return new Series("s", 0, layout, run.lookback ?? { rows: 1000, values: 1000 });
}

/** A row: its values by column, or the only one; its time is its number unless one is given. */
export type TestRow = number | readonly number[];

/** Appends the rows; `times` in ms, `offset` how far the wall clock is ahead. */
export function append(
  series: Series,
  rows: readonly TestRow[],
  times?: readonly number[],
  offset = 0,
): Series {
  rows.forEach((row, i) => {
    const time = times?.[i] ?? series.rows;
    series.append(Float64Array.from(typeof row === "number" ? [row] : row), time, time + offset);
  });
  return series;
}

/** The label of the row this many rows before the newest. */
export function labelAt(series: Series, age: number, slot = 0): number {
  return series.labels.data[series.labels.at(age) + slot];
}

/** The encoded row this many rows before the newest. */
export function inputsAt(series: Series, age: number): number[] {
  const at = series.inputs.at(age);
  return [...series.inputs.data.subarray(at, at + series.inputs.width)];
}

/** Level, change and mask of a column in the newest row. */
export function columnOf(series: Series, column = 0): { level: number; change: number; mask: number } {
  const [level, change, mask] = inputsAt(series, 0).slice(column * INPUTS_PER_COLUMN);
  return { level, change, mask };
}
