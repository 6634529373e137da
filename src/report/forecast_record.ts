import type { Evaluation } from "../evaluation/evaluation.ts";
import type { ForecastQueue } from "../evaluation/forecast_queue.ts";
import type { LedgerOptions } from "../evaluation/ledger.ts";
import type { DriftRecord } from "./drift_record.ts";
import { HalvingMeans } from "./halving_means.ts";
import { Trace } from "./trace.ts";

/** A model that combines others, and by how much it does, target by target and horizon by horizon. */
export interface RecordedEnsemble {
  readonly name: string;
  weights(): readonly { readonly target: string; readonly weights: Readonly<Record<string, number>> }[];
}

/** Targets that a report shows, at most. */
const TARGETS = 4;
/** Points of a line over time, at most, and rows of the newest forecasts that are shown. */
const POINTS = 96;
const NEWEST = 120;

/**
 * What a report remembers of a run, in memory that does not grow with it: errors, coverage and expert weights over time,
 * and the newest rows of the first series beside what was said of them. All at the nearest horizon.
 *
 * Cost of a row: O(models · targets), without allocation.
 */
export class ForecastRecord {
  /** Rows of the run before the record began: those before a resume. */
  start = 0;
  /** Rows of all series since then. */
  rows = 0;
  drift: DriftRecord | undefined;
  readonly targets: readonly string[];
  /** Absolute errors (models and, last, repeating the last value; targets). */
  readonly errors: HalvingMeans;
  readonly coverage: HalvingMeans;
  readonly weights: HalvingMeans; // (ensembles, targets, members)
  /** By row of the first series and target: the actual, then forecast, lower and upper of each model. */
  readonly newest: Trace;
  /** The newest row of the first series, from 0, and what has been said from it. */
  newestRow = -1;
  pending: ForecastQueue | undefined;
  private nextWeights = 0;

  constructor(readonly options: LedgerOptions, readonly ensembles: readonly RecordedEnsemble[]) {
    const { models, targets } = options;
    this.targets = targets.slice(0, TARGETS);
    const lines = models.length * this.targets.length;
    this.errors = new HalvingMeans(lines + this.targets.length, POINTS);
    this.coverage = new HalvingMeans(lines, POINTS);
    this.weights = new HalvingMeans(ensembles.length * this.targets.length * models.length, POINTS);
    this.newest = new Trace(this.targets.length * this.rowWidth, NEWEST);
  }

  /** Numbers that `newest` keeps of a target. */
  get rowWidth(): number {
    return 1 + 3 * this.options.models.length;
  }

  /** Listens to every ledger that is opened from now on. */
  listenTo(evaluation: Evaluation): void {
    evaluation.listener = (series) => (row, actuals, pending) =>
      this.settle(row, actuals, pending, series === 0);
  }

  /** A line of means over time, by the rows of the run. */
  over(means: HalvingMeans, line: number): [row: number, mean: number][] {
    return means.points(line).map(([row, mean]) => [row + this.start, mean]);
  }

  private settle(row: number, actuals: Float64Array, pending: ForecastQueue, isFirst: boolean): void {
    const { targets, options: { models, levels }, newest, rows } = this;
    const { values } = pending;
    const widest = 2 * (levels.length - 1); // the highest level's bounds stand last
    const start = isFirst ? newest.next() : 0;
    if (isFirst) {
      this.newestRow = row;
      this.pending = pending;
    }
    for (let k = 0; k < targets.length; k++) {
      const slot = pending.slot(row, k, 0);
      const actual = actuals[k];
      const at = start + k * this.rowWidth;
      this.errors.add(rows, models.length * targets.length + k, Math.abs(values[slot] - actual));
      if (isFirst) newest.buffer[at] = actual;
      for (let m = 0; m < models.length; m++) {
        const from = pending.at(slot, m);
        const [forecast, lower, upper] = [
          values[from],
          values[from + 1 + widest],
          values[from + 2 + widest],
        ];
        const line = m * targets.length + k;
        this.errors.add(rows, line, Math.abs(forecast - actual));
        const isInside = actual >= lower && actual <= upper ? 1 : 0;
        this.coverage.add(rows, line, Number.isNaN(actual - lower) ? NaN : isInside);
        if (!isFirst) continue;
        newest.buffer[at + 1 + 3 * m] = forecast;
        newest.buffer[at + 2 + 3 * m] = lower;
        newest.buffer[at + 3 + 3 * m] = upper;
      }
    }
    this.rows++;
  }

  /**
   * Takes in the ensembles' weights, once in a stretch of their means: asking for them is not for every row. To be called
   * when all rows before have been answered: how many of those that came together have been depends on when they came.
   */
  sampleWeights(): void {
    const { targets, options: { models }, ensembles, rows } = this;
    if (rows < this.nextWeights) return;
    ensembles.forEach((ensemble, e) => {
      const all = ensemble.weights();
      targets.forEach((target, k) => {
        const found = all.find((weights) => weights.target === target); // the nearest horizon comes first
        models.forEach((model, m) => {
          const weight = found?.weights[model];
          this.weights.add(rows, (e * targets.length + k) * models.length + m, weight ?? NaN);
        });
      });
    });
    this.nextWeights = rows + this.weights.width;
  }
}
