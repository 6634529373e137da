import type { ForecastColumns } from "../output/forecast_sink.ts";
import type { ForecastTimes } from "../pipeline/forecast_times.ts";
import type { SeriesRecord } from "../pipeline/series_record.ts";

/** One of the newest forecasts of a series. Null: there is none. */
export interface LatestForecast {
  readonly series: string;
  /** The time of the series' newest row: a number where times are numbers. */
  readonly time: string | number;
  readonly target: string;
  /** Rows ahead. */
  readonly horizon: number;
  readonly model: string;
  readonly forecast: number | null;
  /** The interval of the highest level. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** When it is for, in the form of the input's times. */
  readonly forecastTime: string | number | null;
}

/** The newest forecasts of every series, in the order of the output's lines. */
export function latestForecasts(
  records: readonly SeriesRecord[],
  { targets, horizons, models, levels, emit = models, timeIsNumber }: ForecastColumns,
  times: ForecastTimes,
): LatestForecast[] {
  const timed = (text: string) => timeIsNumber ? Number(text) : text;
  return records.flatMap((record) => {
    const { name: series, timeText, forecasts, lower, upper } = record;
    const due = times.of(record);
    return targets.flatMap((target, t) =>
      horizons.flatMap((horizon, h) =>
        models.flatMap((model, m): LatestForecast[] => {
          if (!emit.includes(model)) return [];
          const slot = (m * targets.length + t) * horizons.length + h;
          const level = slot * levels.length + levels.length - 1;
          return [{
            ...{ series, time: timed(timeText), target, horizon, model },
            ...{ forecast: known(forecasts[slot]), lower: known(lower[level]), upper: known(upper[level]) },
            forecastTime: due[h] === "" ? null : timed(due[h]),
          }];
        })
      )
    );
  });
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
