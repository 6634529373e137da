import type { Archive, Persistent } from "../base/archive.ts";
import type { ForecastQueue } from "../evaluation/forecast_queue.ts";
import type { SeriesLayout } from "../series/layout.ts";
import type { Bound } from "./bounds.ts";
import type { DeviationKind } from "./deviation.ts";
import type { IntervalShape } from "./interval_shape.ts";
import { quantilePlaces } from "./quantiles.ts";
import { SeriesIntervals } from "./series_intervals.ts";
import { ShapePool } from "./shape_pool.ts";

/** What intervals are to be around which forecasts. */
export interface IntervalOptions {
  readonly models: number;
  readonly layout: SeriesLayout;
  /** Shares of actuals that the intervals are to hold, ascending. */
  readonly levels: readonly number[];
  /** Probabilities of the quantiles that are asked for beside. @default none */
  readonly quantiles?: readonly number[];
  /** The ensembles among the models, by their places: all others are their members. @default none */
  readonly ensembles?: readonly number[];
  /** What a target's values can be, by target. @default all numbers */
  readonly bounds?: readonly Bound[];
}

/**
 * Prediction intervals around any model's forecasts, calibrated online by what came of the earlier ones, for every
 * series, target, horizon and model: `scale · shape`, how large the errors of this series are just now
 * (`error_scale.ts`, `phase_profile.ts`, `spread_scale.ts`), times how many of those an interval needs on either side to hold its level
 * (`shape.ts`, tracked by the misses).
 *
 * Nothing is assumed of the errors. Coverage holds over every long stretch, whatever the data do, because the shape is
 * moved by nothing but its own misses; a good scale only makes the intervals narrow. Forecasts h steps ahead teach when
 * their row has come, h rows later; a missing label teaches nothing.
 *
 * Why this kind of adaptive conformal inference. Measured at level 0.9 on the forecasts of seven models (lstm, gru, mlp, ar,
 * naive, ewma, ensemble): the geometric mean of the interval scores (smaller is better), split conformal's being 1; the
 * coverage of the worst model; and µs for a row of one model:
 *
 *     method                          VIX        S&P 500    ETTh1      vitals     BIDMC          µs
 *     split conformal, last 500       1.00 88.8  1.00 88.7  1.00 88.8  1.00 96.0  1.00   81.1    17-62
 *     ACI, γ 0.005, last 250          1.05 90.0  0.94 89.8  1.00 90.1  1.06 95.1  1.37   84.4    10-31
 *     the same on scaled errors       0.98 90.0  0.84 90.0  1.01 90.0  1.07 89.6  87     81.5    9-33
 *     DtACI, eight γ, last 250        1.00 89.1  0.92 90.9  1.00 90.8  1.08 96.3  1.40   79.5    11-51
 *     PID, P and I part               0.98 90.4  0.88 89.5  1.01 89.8  1.16 87.1  1.71   85.4    1-2
 *     quantile tracking, scaled       0.91 89.8  0.84 89.8  0.99 89.9  1.00 89.7  1.10   83.9    0.1-0.4
 *     this                            0.82 90.0  0.85 89.8  0.86 90.1  0.95 90.3  0.99   89.0    0.06
 *
 * VIX close 1 and 5 rows ahead, S&P 500 close, ETTh1 all columns, fixtures/vitals.csv hr and spo2 1 and 5 ahead, ten BIDMC
 * patients' HR, RESP and SpO2 10 and 30 seconds ahead (480 rows each). ACI and its aggregates move the quantile's rank within a
 * window of residuals: they must sort it, go infinite when the window has nothing far enough out, and take long to leave an
 * old variance. Tracking the quantile itself needs no window; in logarithms and units of a fast and a slow scale it follows
 * volatility; ratios instead of differences for prices, and the profile of the day, give the rest on VIX and ETTh1; what
 * the series share makes short records hold.
 *
 * What calibration cannot do: hold every stretch of 1,000 rows of those ten records, 100 seconds of all patients, when a miss
 * is heard of 30 seconds late and the rates of seven change within a minute. Of 42 models, targets and horizons 30 leave
 * 85 to 95 % somewhere (79 to 99 %); so would 40 (75 to 100 %) of intervals that knew each patient's own quantile of the whole
 * record. Faster loops, with a proportional part, or driven by what the newest interval would have missed: four fewer at best, for an
 * interval score 10 % worse; three for 1 %. On all other data above, every stretch is within 86.5 to 93.7 %.
 *
 * Memory: see `SeriesIntervals`; the shapes that the series share beside it.
 */
export class Intervals implements Persistent {
  /** Levels that are asked for, and how many quantiles are. */
  readonly levels: readonly number[];
  readonly quantiles: number;
  /** Whether rows have an hour of the day, that `issue` wants to know. */
  readonly hourly: boolean;
  private readonly run: IntervalShape;
  private readonly pool: ShapePool;

  constructor({ models, layout, levels: asked, quantiles = [], ensembles = [], bounds }: IntervalOptions) {
    const { targets, horizons, transforms, cycles } = layout;
    const kinds = targets.map((_, k): DeviationKind =>
      transforms[k] === "log-return" ? "ratio" : "difference"
    );
    this.levels = asked;
    this.quantiles = quantiles.length;
    this.hourly = cycles.some(({ name }) => name === "hour");
    const { levels, places } = quantilePlaces(asked, quantiles);
    this.run = {
      ...{ models, kinds, horizons, levels, hourly: this.hourly, ensembles },
      asked: asked.length,
      order: levels.map((_, l) => l).sort((a, b) => levels[a] - levels[b]),
      quantiles: places,
      members: Array.from({ length: models }, (_, m) => m).filter((m) => !ensembles.includes(m)),
      bounds: bounds ?? targets.map(() => ({ low: -Infinity, high: Infinity })),
    };
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
