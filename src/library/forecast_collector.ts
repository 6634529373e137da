import type { ColumnRoles } from "../input/row.ts";
import type { ForecastColumns, ForecastSink, RowForecasts } from "../output/forecast_sink.ts";

/** What one model says of one target, so many rows ahead: a line of the command's output. */
export interface Forecast {
  /** The series' key; "" where there is one series. */
  readonly series: string;
  /**
   * Time of the row from which the forecast was made, as it stood there; a number where times are numbers, or
   * row numbers.
   */
  readonly time: string | number;
  /** The column that is forecast. */
  readonly target: string;
  /** Rows ahead. */
  readonly horizon: number;
  /** The model that says so. */
  readonly model: string;
  /** In the target's own units; NaN while the target has never had a value. */
  readonly value: number;
  /** Ends of the interval with the highest target coverage; undefined until it is calibrated. */
  readonly lower: number | undefined;
  /** Its upper end. */
  readonly upper: number | undefined;
  /** The intervals of all levels, ascending, where there are several. */
  readonly intervals?: readonly Interval[];
  /** The quantiles asked for, in the order of their probabilities; undefined until they are calibrated. */
  readonly quantiles?: readonly (number | undefined)[];
}

/** Where the value will lie with a probability of `level`. */
export interface Interval {
  /** Target coverage, 0 … 1. */
  readonly level: number;
  /** In the target's own units; undefined until it is calibrated. */
  readonly lower: number | undefined;
  /** Its upper end. */
  readonly upper: number | undefined;
}

/** Where a forecast stands among a row's. */
interface Place {
  readonly target: string;
  readonly horizon: number;
  readonly model: string;
  /** Index into (models, targets, horizons). */
  readonly slot: number;
}

const NONE = new Float64Array(0);
const [encoder, decoder] = [new TextEncoder(), new TextDecoder()];

/** Makes objects of the forecasts of row after row, in the order of the command's lines. */
export class ForecastCollector implements ForecastSink {
  readonly pendingBytes = 0;
  private readonly places: readonly Place[];
  private readonly levels: readonly number[];
  private readonly quantiles: number;
  private readonly timeIsNumber: boolean;
  private gathered: Forecast[] = [];

  constructor(
    columns: Pick<ForecastColumns, "targets" | "horizons" | "models" | "levels" | "quantiles" | "emit">,
    roles: ColumnRoles,
  ) {
    const { targets, horizons, models, levels, quantiles = [], emit = models } = columns;
    this.levels = levels;
    this.quantiles = quantiles.length;
    this.timeIsNumber = roles.timeKind === "number" || roles.timeKind === "row";
    this.places = targets.flatMap((target, t) =>
      horizons.flatMap((horizon, h) =>
        models.flatMap((model, m) =>
          emit.includes(model)
            ? [{ target, horizon, model, slot: (m * targets.length + t) * horizons.length + h }]
            : []
        )
      )
    );
  }

  prepareKey(key: string): Uint8Array {
    return encoder.encode(key);
  }

  row(row: RowForecasts): void {
    const series = decoder.decode(row.key);
    const text = decoder.decode(row.timeBytes.subarray(row.timeStart, row.timeEnd));
    const time = this.timeIsNumber ? Number(text) : text;
    for (const { slot, ...place } of this.places) {
      const intervals = this.levels.map((level, l): Interval => ({
        level,
        lower: finite(row.lower[slot * this.levels.length + l]),
        upper: finite(row.upper[slot * this.levels.length + l]),
      }));
      const { lower, upper } = intervals[intervals.length - 1];
      this.gathered.push({
        ...{ series, time, ...place, value: row.forecasts[slot], lower, upper },
        ...(intervals.length > 1 && { intervals }),
        ...(this.quantiles > 0 && { quantiles: this.quantilesOf(row, slot) }),
      });
    }
  }

  private quantilesOf({ quantiles = NONE }: RowForecasts, slot: number): (number | undefined)[] {
    const from = slot * this.quantiles;
    return Array.from(quantiles.subarray(from, from + this.quantiles), finite);
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  /** What has been gathered since it was asked for last. */
  take(): Forecast[] {
    const { gathered } = this;
    this.gathered = [];
    return gathered;
  }
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
