import type { Archive } from "../base/archive.ts";
import type { OptionTable, OptionValues } from "../base/options.ts";
import { packed } from "../base/packed.ts";
import { History } from "../series/history.ts";
import type { Series } from "../series/series.ts";
import { arLags, ArRegressors } from "./ar_regressors.ts";
import type { ModelEntry } from "./entry.ts";
import { ErrorLimit } from "./error_limit.ts";
import { localForecaster, type LocalTrack } from "./local_forecaster.ts";
import { PartialRegression } from "./partial_regression.ts";
import { RecursiveLeastSquares } from "../series/recursive_least_squares.ts";
import { addScaled, dot } from "./vectors.ts";
import { PERIOD_OPTION } from "./period_option.ts";

const OPTIONS = {
  lags: {
    default: 24,
    min: 1,
    max: 1000,
    integer: true,
    help: "lags of every column, targets and features; fewer with more than ten columns",
  },
  columns: {
    default: "all",
    choices: ["all", "own"],
    help: "all columns for each target, or its own alone, a regression for each",
  },
  period: {
    ...PERIOD_OPTION,
    help: "rows in a season, whose usual course is then learned too; auto: as told by --period, else none",
  },
  harmonics: {
    default: 4,
    min: 0,
    max: 12,
    integer: true,
    help:
      "sines and cosines by which weights follow the time of day, else the period; 0: weights are constant",
  },
  forgetting: {
    default: 0.999,
    min: 0.5,
    max: 1,
    help: "factor by which a row's weight falls with each later one",
  },
  ridge: {
    default: 1,
    min: 1e-6,
    max: 1e6,
    help: "how strongly weights are held near 0, the naive forecast",
  },
} satisfies OptionTable;

/** Share of the start's ridge that forgetting never wears away. */
const KEEP = 0.02;
/**
 * Labels of h steps overlap: neighbours say much the same, and each brings less news than its size. So an error at horizon
 * h counts h^−¼; measured at horizons 5 to 48 against 0, −½ and −1.
 */
const OVERLAP = -0.25;

/** What all series of a run learn, for the summary. */
interface Tally {
  /** Labels learned. */
  updates: number;
  /** Rows passed over because their regressors overflowed. */
  skippedUpdates: number;
}

/**
 * A linear autoregression on differences to the last value, learned by recursive least squares, for each series by itself.
 *
 * The regressors (`ArRegressors`) speak of the newest row, the label of a target and horizon of its change from that row
 * on; with all weights 0 the forecast is the naive one. One regression per target and horizon, all on the same regressors, so
 * that they share one covariance and the row's gain; with a period, each horizon adds the usual value of its own row
 * (`PartialRegression`). A missing label teaches nothing.
 *
 * A row's gain is computed when it comes (`learn`, after its forecast is out); its labels are learned `horizon` rows later,
 * as soon as they are there and before that row's forecast.
 *
 * With n regressors: memory per series n² / 2 + 2 n · targets · horizons numbers and 2 n for each row that awaits its label;
 * cost per row O(n² + n · targets · horizons).
 */
export const ar: ModelEntry<typeof OPTIONS> = {
  kind: "local",
  summary: "linear on own and cross lags, learned by recursive least squares",
  reference:
    "Haykin, Adaptive Filter Theory, chapter 10; prior: Litterman 1986; season: Jones & Brelsford 1967",
  options: OPTIONS,
  create(name, options, { layout, frozen = false }) {
    const tally: Tally = { updates: 0, skippedUpdates: 0 };
    const lookback = {
      rows: layout.horizons[layout.horizons.length - 1] + 1,
      values: arLags(layout, options.lags) + 1,
    };
    const forecaster = localForecaster(
      name,
      lookback,
      (series) => new ArTrack(series, options, tally, frozen),
      () => ({ lags: arLags(layout, options.lags), ...tally }),
    );
    return {
      ...forecaster,
      persist(archive) {
        tally.updates = archive.number("updates", tally.updates);
        tally.skippedUpdates = archive.number("skippedUpdates", tally.skippedUpdates);
      },
    };
  },
};

/** `--period`: what is found later comes too late for the regressors. */
function toldPeriod({ layout: { period } }: Series): number {
  return period === "auto" ? 0 : period[0] ?? 0;
}

/** One regression on all columns, or one for each target on its own. */
class ArTrack implements LocalTrack {
  readonly forecast: Float64Array;
  private readonly regressions: readonly ArRegression[];

  constructor(
    series: Series,
    options: OptionValues<typeof OPTIONS>,
    tally: Tally,
    private readonly frozen: boolean,
  ) {
    const { labelCount, targets } = series.layout;
    const forecast = this.forecast = packed(Float64Array, labelCount).fill(NaN);
    const all = targets.map((_, k) => k);
    this.regressions = options.columns === "all"
      ? [new ArRegression(series, options, tally, forecast, all, frozen)]
      : all.map((k) => new ArRegression(series, options, tally, forecast, [k], frozen, k));
  }

  observe(): void {
    for (const regression of this.regressions) regression.observe();
  }

  learn(): void {
    if (this.frozen) return;
    for (const regression of this.regressions) regression.learn();
  }

  persist(archive: Archive): void {
    const { regressions: [first, ...others] } = this;
    first.persist(archive);
    others.forEach((regression, i) => regression.persist(archive.within(`own.${i + 1}`)));
  }
}

/** Regressions of some targets that share their regressors, and so covariance and gain. */
class ArRegression {
  private readonly regressors: ArRegressors;
  private readonly squares: RecursiveLeastSquares;
  private readonly weights: Float64Array; // (its targets, horizons, n)
  private readonly seasons: PartialRegression[]; // by horizon, where there is a period
  private readonly limits: ErrorLimit[]; // (targets, horizons)
  /** Rows whose labels may still come: regressors, their gain, γ, and for each horizon what the season says. */
  private readonly rows: History<Float64Array>;

  constructor(
    private readonly series: Series,
    options: OptionValues<typeof OPTIONS>,
    private readonly tally: Tally,
    /** (targets, horizons), of which it writes those of its targets. */
    private readonly forecast: Float64Array,
    private readonly targets: readonly number[],
    private readonly frozen: boolean,
    /** The only column it reads; undefined: all. */
    only?: number,
  ) {
    const { horizons } = series.layout;
    const cells = targets.length * horizons.length;
    const { lags, harmonics, forgetting, ridge } = options;
    const period = options.period || toldPeriod(series);
    this.regressors = new ArRegressors(series, lags, period, harmonics, only);
    const { size, variance, aheadVariance } = this.regressors;
    const held = (v: Float64Array) => v.map((x) => x / ridge);
    this.squares = new RecursiveLeastSquares(held(variance), forgetting, KEEP);
    this.weights = packed(Float64Array, cells * size);
    this.seasons = period === 0
      ? []
      : horizons.map(() =>
        new PartialRegression(size, held(aheadVariance), targets.length, forgetting, KEEP)
      );
    this.limits = Array.from({ length: cells }, () => new ErrorLimit());
    this.rows = History.float64(
      2 * size + 1 + this.seasons.length * aheadVariance.length,
      horizons[horizons.length - 1] + 1,
    );
  }

  observe(): void {
    const { series, rows, regressors, seasons } = this;
    const { horizons } = series.layout;
    for (let h = 0; h < horizons.length; h++) {
      if (horizons[h] <= rows.available && !this.frozen) this.learnLabels(h, rows.at(horizons[h] - 1));
    }
    regressors.observe();
    const row = rows.push();
    rows.data[row + 2 * regressors.size] = 0; // no gain until it is learned
    regressors.fill(rows.data, row);
    for (let h = 0; h < seasons.length; h++) {
      regressors.ahead(horizons[h], rows.data, this.season(row, h));
    }
    for (let h = 0; h < horizons.length; h++) this.predict(h, row);
  }

  learn(): void {
    const { rows, squares, regressors: { size }, weights, seasons } = this;
    const row = rows.at(0);
    const conversion = squares.absorb(rows.data, row, row + size);
    rows.data[row + 2 * size] = conversion;
    if (conversion === 0) this.tally.skippedUpdates++;
    squares.shrink(weights);
    for (const season of seasons) squares.shrink(season.projection);
  }

  private predict(h: number, row: number): void {
    const { series, rows, weights, forecast, seasons, targets, regressors: { size } } = this;
    const { horizons } = series.layout;
    const season = seasons[h];
    season?.project(rows.data, row, this.season(row, h));
    for (let i = 0; i < targets.length; i++) {
      const common = dot(weights, (i * horizons.length + h) * size, rows.data, row, size);
      const slot = targets[i] * horizons.length + h;
      forecast[slot] = series.toValue(targets[i], h, season ? common + season.predict(i) : common);
    }
  }

  /** Learns what came of the row, `horizons[h]` rows before the newest. */
  private learnLabels(h: number, row: number): void {
    const { series, rows: { data }, weights, seasons, limits, tally, targets, regressors: { size } } = this;
    const { horizons } = series.layout;
    const gain = row + size;
    const conversion = data[row + 2 * size];
    if (conversion === 0) return;
    const season = seasons[h];
    season?.project(data, row, this.season(row, h));
    season?.absorb(data, gain, conversion);
    const labels = series.labels.at(horizons[h]);
    const news = horizons[h] ** OVERLAP;
    for (let i = 0; i < targets.length; i++) {
      const slot = i * horizons.length + h;
      const label = series.labels.data[labels + targets[i] * horizons.length + h];
      if (label !== label) continue;
      const further = season ? season.predict(i) : 0;
      const error = news * limits[slot].apply(label - dot(weights, slot * size, data, row, size) - further);
      addScaled(weights, slot * size, data, gain, error + further, size);
      season?.learn(i, error);
      tally.updates++;
    }
    season?.shrink();
  }

  /** Where the row holds what the season says of horizon h. */
  private season(row: number, h: number): number {
    return row + 2 * this.regressors.size + 1 + h * this.regressors.aheadVariance.length;
  }

  persist(archive: Archive): void {
    this.regressors.persist(archive.within("regressors"));
    this.squares.persist(archive.within("squares"));
    archive.array("weights", this.weights);
    this.seasons.forEach((season, h) => season.persist(archive.within(`season.${h}`)));
    this.limits.forEach((limit, i) => limit.persist(archive.within(`limit.${i}`)));
    this.rows.persist(archive.within("rows"));
  }
}
