import { placeAhead, placeOf, type RunTime } from "../evaluation/row_place.ts";
import type { AnsweredRow } from "../evaluation/answered_row.ts";
import type { LedgerOptions } from "../evaluation/ledger.ts";
import { Trace } from "./trace.ts";
import { eachScored } from "./each_scored.ts";

/** Rows that are shown of a series. */
const NEWEST = 120;

/** What one model did on one target of a series, at the nearest horizon: sums over the scored rows. */
export interface SeriesScore {
  readonly n: number;
  /** 1 − squared error / naive's. */
  readonly skill: number;
  /** Share of the actuals inside the widest interval. */
  readonly coverage: number;
}

/**
 * One series of a run: the newest rows with what had been said of them, if it is among those that are drawn, and how good
 * the models were on it.
 *
 * Memory: targets · (2 + 3 · models) float64, and 120 times (2 + targets · (1 + 3 · models)) if it is drawn.
 */
export class RecordedSeries {
  /** By row: its place on the axis, its number in the run, and by target the actual, then forecast, lower and upper of each model. */
  readonly trace: Trace | undefined;
  /** The newest row; its forecasts are of what comes next. */
  newest: AnsweredRow;
  private readonly sums: Float64Array; // by target: n, naive's squared error, by model: squared error, intervals, hits

  constructor(
    private readonly options: LedgerOptions,
    private readonly time: RunTime,
    first: AnsweredRow,
    isDrawn: boolean,
  ) {
    const { models, targets } = options;
    this.newest = first;
    this.sums = new Float64Array(targets.length * this.sumsWidth);
    this.trace = isDrawn ? new Trace(2 + targets.length * (1 + 3 * models.length), NEWEST) : undefined;
  }

  private get sumsWidth(): number {
    return 2 + 3 * this.options.models.length;
  }

  /** Its next row has been answered. */
  take(row: AnsweredRow): void {
    this.newest = row;
    this.score(row);
    if (this.trace !== undefined) this.keep(this.trace, row);
  }

  private keep(trace: Trace, answered: AnsweredRow): void {
    const { row, actuals, ledger: { pending, newest } } = answered;
    const { models, levels } = this.options;
    const { values } = pending;
    const widest = 1 + 2 * (levels.length - 1); // the highest level's bounds stand last
    const { buffer } = trace;
    let at = trace.next();
    buffer[at++] = placeOf(this.time, answered);
    buffer[at++] = row;
    for (let k = 0; k < actuals.length; k++) {
      buffer[at++] = actuals[k];
      const slot = pending.slot(newest, k, 0);
      for (let m = 0; m < models.length; m++) {
        const from = pending.at(slot, m);
        buffer[at++] = values[from];
        buffer[at++] = values[from + widest];
        buffer[at++] = values[from + widest + 1];
      }
    }
  }

  private score(row: AnsweredRow): void {
    const { options, options: { models, levels }, sums } = this;
    const { pending, pending: { values } } = row.ledger;
    const widest = 1 + 2 * (levels.length - 1);
    eachScored(row, options, (k, slot, actual) => {
      let at = k * this.sumsWidth;
      sums[at++]++;
      sums[at++] += (actual - values[slot]) ** 2;
      for (let m = 0; m < models.length; m++) {
        const from = pending.at(slot, m);
        const [lower, upper] = [values[from + widest], values[from + widest + 1]];
        sums[at++] += (actual - values[from]) ** 2;
        if (lower <= upper) sums[at]++;
        if (actual >= lower && actual <= upper) sums[at + 1]++;
        at += 2;
      }
    });
  }

  /** How good a model was on a target. */
  scoreOf(target: number, model: number): SeriesScore {
    const from = target * this.sumsWidth;
    const [n, naive] = this.sums.subarray(from, from + 2);
    const [squared, intervals, hits] = this.sums.subarray(from + 2 + 3 * model, from + 5 + 3 * model);
    return { n, skill: 1 - squared / naive, coverage: hits / intervals };
  }

  /** The place on the axis of the row so many after the newest, at the series' usual step; NaN where none is known yet. */
  placeAhead(horizon: number): number {
    return placeAhead(this.time, this.newest, horizon);
  }
}
