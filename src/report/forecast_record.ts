import { placeOf, type RunTime } from "../evaluation/row_place.ts";
import type { AnsweredRow } from "../evaluation/answered_row.ts";
import type { LedgerOptions } from "../evaluation/ledger.ts";
import type { AlertRecord } from "./alert_record.ts";
import type { DriftRecord } from "./drift_record.ts";
import { HalvingMeans } from "./halving_means.ts";
import { RecordedSeries } from "./recorded_series.ts";
import { eachScored } from "./each_scored.ts";

/** A model that combines others, and by how much it does, target by target and horizon by horizon. */
export interface RecordedEnsemble {
  readonly name: string;
  weights(): readonly { readonly target: string; readonly weights: Readonly<Record<string, number>> }[];
}

/** What a record needs to know of the run. */
export interface RecordOptions extends LedgerOptions {
  /** The kind of each model. */
  readonly kinds: readonly string[];
  readonly time: RunTime;
}

/** Targets of which there are large pictures, at most. */
const TARGETS = 4;
/** Points of a line over time, at most. */
const POINTS = 96;
/** Pairs of a series and a target that are drawn small, at most. */
export const PANELS = 24;

/**
 * What a report remembers of a run, in memory that does not grow with its rows: squared errors, coverage and expert weights
 * over time, at the nearest horizon; and of each series what `RecordedSeries` does.
 *
 * Cost of a row: O(models · targets), without allocation but for a series' first.
 */
export class ForecastRecord {
  /** Rows of the run before the record began: those before a resume. */
  start = 0;
  /** Rows of all series since then. */
  rows = 0;
  /** The first and the last place on the axis of the run's time. */
  from = Infinity;
  to = -Infinity;
  drift: DriftRecord | undefined;
  alerts: AlertRecord | undefined;
  /** Those with large pictures. */
  readonly targets: readonly string[];
  /** The series met, by their numbers; one that has had no row since a resume is missing. */
  readonly series: (RecordedSeries | undefined)[] = [];
  readonly means: HalvingMeans;
  private readonly drawn: number;
  private nextWeights = 0;

  constructor(readonly options: RecordOptions, readonly ensembles: readonly RecordedEnsemble[]) {
    const { models, targets } = options;
    this.targets = targets.slice(0, TARGETS);
    const cells = models.length * this.targets.length;
    this.means = new HalvingMeans(1 + (2 + ensembles.length) * cells, POINTS);
    this.drawn = Math.max(1, Math.floor(PANELS / targets.length));
  }

  /** Lines of `means`: the rows' places on the axis of time. */
  readonly clock = 0;

  /** How much a model's squared error was below that of repeating the last value. */
  gain(model: number, target: number): number {
    return 1 + model * this.targets.length + target;
  }

  /** Whether actuals were inside a model's widest interval. */
  inside(model: number, target: number): number {
    return this.gain(this.options.models.length + model, target);
  }

  /** What a model counts for in an ensemble. */
  weight(ensemble: number, model: number, target: number): number {
    return this.gain((2 + ensemble) * this.options.models.length + model, target);
  }

  /** Takes in the next row of any series. */
  readonly take = (row: AnsweredRow): void => {
    const { series, options: { time }, means, rows } = this;
    let record = series[row.series];
    if (record === undefined) {
      record = new RecordedSeries(this.options, time, row, row.series < this.drawn);
      while (series.length < row.series) series.push(undefined);
      series[row.series] = record;
    }
    record.take(row);
    const place = time.kind === "row" ? row.row : placeOf(time, row);
    if (place < this.from) this.from = place;
    if (place > this.to) this.to = place;
    means.add(rows, this.clock, place);
    this.settle(row);
    this.rows++;
  };

  private settle(row: AnsweredRow): void {
    const { options, options: { models, levels }, means, rows } = this;
    const { pending, pending: { values } } = row.ledger;
    const widest = 1 + 2 * (levels.length - 1);
    eachScored(row, options, (k, slot, actual) => {
      const naive = (actual - values[slot]) ** 2;
      for (let m = 0; m < models.length; m++) {
        const from = pending.at(slot, m);
        means.add(rows, this.gain(m, k), naive - (actual - values[from]) ** 2);
        const [lower, upper] = [values[from + widest], values[from + widest + 1]];
        if (lower <= upper) means.add(rows, this.inside(m, k), actual >= lower && actual <= upper ? 1 : 0);
      }
    });
  }

  /**
   * Takes in the ensembles' weights, once in a stretch of their means: asking for them is not for every row. To be called
   * when all rows before have been answered: how many of those that came together have been depends on when they came.
   */
  sampleWeights(): void {
    const { targets, options: { models }, ensembles, rows, means } = this;
    if (rows < this.nextWeights) return;
    ensembles.forEach((ensemble, e) => {
      const all = ensemble.weights();
      targets.forEach((target, k) => {
        const found = all.find((weights) => weights.target === target); // the nearest horizon comes first
        models.forEach((model, m) => {
          means.add(rows, this.weight(e, m, k), found?.weights[model] ?? NaN);
        });
      });
    });
    this.nextWeights = rows + means.width;
  }
}
