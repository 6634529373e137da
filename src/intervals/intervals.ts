import type { Archive, Persistent } from "../base/archive.ts";
import type { ForecastQueue } from "../evaluation/forecast_queue.ts";
import type { SeriesLayout } from "../series/layout.ts";
import type { DeviationKind } from "./deviation.ts";
import { SeriesIntervals } from "./series_intervals.ts";
import { ShapePool } from "./shape_pool.ts";

/** What intervals are to be around which forecasts. */
export interface IntervalOptions {
  readonly models: number;
  readonly layout: SeriesLayout;
  /** Shares of actuals that the intervals are to hold, ascending. */
  readonly levels: readonly number[];
}

/** The same, as the intervals of a series read it. */
export interface IntervalShape {
  readonly models: number;
  /** By target: in which sense actuals lie away from forecasts. */
  readonly kinds: readonly DeviationKind[];
  /** Steps ahead, ascending. */
  readonly horizons: readonly number[];
  readonly levels: readonly number[];
  /** Whether rows have an hour of the day. */
  readonly hourly: boolean;
}

/**
 * Prediction intervals around any model's forecasts, calibrated online by what came of the earlier ones, for every
 * series, target, horizon and model: `scale · shape`, how large the errors of this series are just now
 * (`error_scale.ts`, `day_profile.ts`), times how many of those an interval needs on either side to hold its level
 * (`shape.ts`, tracked by the misses).
 *
 * Nothing is assumed of the errors. Coverage holds over every long stretch, whatever the data do, because the shape is
 * moved by nothing but its own misses; a good scale only makes the intervals narrow. Forecasts h steps ahead teach when
 * their row has come, h rows later; a missing label teaches nothing.
 *
 * Why this kind of adaptive conformal inference:
 * TABLE
 *
 * Memory: see `SeriesIntervals`; the shapes that the series share beside it.
 */
export class Intervals implements Persistent {
  readonly levels: readonly number[];
  /** Whether rows have an hour of the day, that `issue` wants to know. */
  readonly hourly: boolean;
  private readonly run: IntervalShape;
  private readonly pool: ShapePool;

  constructor({ models, layout, levels }: IntervalOptions) {
    const { targets, horizons, transforms, cycles } = layout;
    const kinds = targets.map((_, k): DeviationKind =>
      transforms[k] === "log-return" ? "ratio" : "difference"
    );
    this.levels = levels;
    this.hourly = cycles.some(({ name }) => name === "hour");
    this.run = { models, kinds, horizons, levels, hourly: this.hourly };
    this.pool = new ShapePool(models * layout.labelCount, levels.length);
  }

  /**
   * Begins a series.
   *
   * @param pending its forecasts that wait for their rows, intervals included: it is read, never written
   */
  open(pending: ForecastQueue): SeriesIntervals {
    return new SeriesIntervals(this.run, this.pool, pending);
  }

  /** What the series share. Each series' own part is persisted by who opened it. */
  persist(archive: Archive): void {
    this.pool.persist(archive.within("pool"));
  }
}
