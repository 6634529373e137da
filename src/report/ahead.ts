import type { Points } from "./figure.ts";
import type { RecordOptions } from "./forecast_record.ts";
import type { RecordedSeries } from "./recorded_series.ts";

/** A forecast of what comes next. */
export interface Next {
  readonly horizon: number;
  /** Where that row will stand on the axis of time, at the series' usual step. */
  readonly place: number;
  readonly forecast: number;
  /** Of the widest interval; NaN where there is none yet. */
  readonly lower: number;
  readonly upper: number;
}

/** What a model says of the rows to come: a line that begins at the newest value, and a band for each level, widest first. */
export interface Ahead {
  readonly points: Points;
  readonly bands: readonly (readonly (readonly [place: number, low: number, high: number])[])[];
}

/** A model's forecasts from the newest row of a series, horizon by horizon. */
export function nextOf(
  options: RecordOptions,
  series: RecordedSeries,
  target: number,
  model: number,
): Next[] {
  const { targets, horizons, levels } = options;
  const { forecasts, lower, upper } = series.newest;
  return horizons.map((horizon, h) => {
    const cell = (model * targets.length + target) * horizons.length + h;
    const widest = cell * levels.length + levels.length - 1;
    const place = series.placeAhead(horizon);
    return { horizon, place, forecast: forecasts[cell], lower: lower[widest], upper: upper[widest] };
  });
}

/** The same as a fan. */
export function aheadOf(
  options: RecordOptions,
  series: RecordedSeries,
  target: number,
  model: number,
): Ahead {
  const { targets, horizons, levels } = options;
  const { newest } = series;
  const next = nextOf(options, series, target, model).filter(({ forecast }) => Number.isFinite(forecast));
  if (next.length === 0 || !Number.isFinite(next[0].place)) return { points: [], bands: [] };
  const from = series.placeAhead(0);
  const last = newest.actuals[target];
  const bands = levels.map((_, l) => [
    [from, last, last] as const,
    ...next.map(({ horizon, place }) => {
      const cell = (model * targets.length + target) * horizons.length + horizons.indexOf(horizon);
      const at = cell * levels.length + l;
      return [place, newest.lower[at], newest.upper[at]] as const;
    }),
  ]).reverse();
  return { points: [[from, last], ...next.map(({ place, forecast }) => [place, forecast] as const)], bands };
}
