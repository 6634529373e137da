import type { ForecastRecord } from "./forecast_record.ts";

/** What a model says of the rows to come, from a series' newest row. */
export interface Ahead {
  readonly points: readonly (readonly [row: number, value: number])[];
  readonly band: readonly (readonly [row: number, low: number, high: number])[];
}

/**
 * A model's forecasts from the first series' newest row, horizon by horizon, and the widest of their intervals. Both begin
 * at the newest value.
 */
export function aheadOf(record: ForecastRecord, k: number, model: number): Ahead {
  const { pending, newestRow: row, options: { horizons, levels } } = record;
  if (pending === undefined) return { points: [], band: [] };
  const { values } = pending;
  const last = values[pending.slot(row, k, 0)];
  const widest = 1 + 2 * (levels.length - 1);
  const said = horizons.map((horizon, h) => {
    const at = pending.at(pending.slot(row, k, h), model);
    return [row + 1 + horizon, values[at], values[at + widest], values[at + widest + 1]] as const;
  });
  return {
    points: [[row + 1, last], ...said.map(([row, value]) => [row, value] as const)],
    band: [[row + 1, last, last], ...said.map(([row, , low, high]) => [row, low, high] as const)],
  };
}
