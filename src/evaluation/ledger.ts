import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";
import { LastMisses } from "./last_misses.ts";
import type { LossWindow } from "./diebold_mariano.ts";
import { ForecastQueue } from "./forecast_queue.ts";
import type { Tallies } from "./tallies.ts";
import { WarmupVariance } from "./warmup_variance.ts";

/** What a ledger needs to know of the run. */
export interface LedgerOptions {
  readonly models: readonly string[];
  readonly targets: readonly string[];
  /** Steps ahead, ascending. */
  readonly horizons: readonly number[];
  /** First rows of each series that are not scored. */
  readonly warmup: number;
  /** Levels of the prediction intervals, ascending: 0.9 for the quantiles 0.05 and 0.95. */
  readonly levels: readonly number[];
}

/**
 * The bookkeeping of one series: which forecasts are open, and what each row that arrives says about them.
 * Rows count from 0. A forecast of row r issued at row r − h is scored when row r has come, if r ≥ warmup.
 *
 * Per row: `settle`, then `issue`. Any other order would score a forecast against a row it does not speak of,
 * and is refused. Memory: that of `ForecastQueue` and `LossWindow`, independent of the number of rows.
 */
export class Ledger implements Persistent {
  /** What waits for its row. From `settle` to `issue` it still holds what the newest row has settled. */
  readonly pending: ForecastQueue;
  private readonly variance: WarmupVariance;
  private readonly lastSeen: Float64Array;
  private readonly misses: LastMisses;
  /** The newest row settled, and the newest row whose forecasts were issued. */
  private settled = -1;
  private issued = -1;

  constructor(
    private readonly options: LedgerOptions,
    private readonly tallies: Tallies,
    /** For `Evaluation`, which ends the windows of all series when it is asked for scores. */
    readonly losses: LossWindow,
  ) {
    const { models, targets, horizons, levels } = options;
    this.pending = new ForecastQueue(models.length, targets.length, horizons, levels.length);
    this.misses = new LastMisses(models.length, targets.length * horizons.length, levels.length);
    this.variance = new WarmupVariance(targets.length);
    this.lastSeen = packed(Float64Array, targets.length).fill(NaN);
  }

  /** The newest row settled, from 0; −1 before the first. */
  get newest(): number {
    return this.settled;
  }

  /**
   * The newest row's actuals have come (targets; NaN = missing): scores every forecast that spoke of this
   * row.
   *
   * @throws {Error} if the row before has not issued its forecasts
   */
  settle(actuals: Float64Array): void {
    if (this.issued !== this.settled) {
      throw new Error(`Cannot settle row ${this.settled + 1}: row ${this.settled} has issued no forecasts`);
    }
    this.settled++;
    const scored = this.settled >= this.options.warmup;
    if (scored) this.score(actuals);
    for (let target = 0; target < actuals.length; target++) {
      const actual = actuals[target];
      if (Number.isNaN(actual)) continue;
      this.lastSeen[target] = actual;
      if (!scored) this.variance.add(target, actual);
    }
  }

  /**
   * Files the forecasts made at the row just settled: shape (models, targets, horizons), in the targets' own
   * units. `lower` and `upper` (models, targets, horizons, levels): NaN where there is no interval yet. The
   * arrays are copied.
   *
   * @throws {Error} if the row has already issued its forecasts
   */
  issue(forecasts: Float64Array, lower: Float64Array, upper: Float64Array): void {
    if (this.issued === this.settled) {
      throw new Error(`Cannot issue the forecasts of row ${this.settled + 1}: it has not been settled`);
    }
    this.issued = this.settled;
    this.pending.file(this.issued, this.lastSeen, forecasts, lower, upper);
  }

  private score(actuals: Float64Array): void {
    const { pending, tallies, losses, misses, settled: row } = this;
    const { horizons } = this.options;
    losses.advance();
    for (let target = 0; target < actuals.length; target++) {
      const unit = this.variance.inverse(target);
      for (let k = 0; k < horizons.length; k++) {
        const cell = target * horizons.length + k;
        // Before row h the ring still holds its initial NaN, which scores nothing.
        const before = misses.isDue(cell, row) ? misses.values : undefined;
        tallies.add(cell, actuals[target], pending, pending.slot(row, target, k), unit, before);
        if (before !== undefined && tallies.losses[0] === 1) misses.advance(cell, row, horizons[k]);
        losses.slide(cell, tallies.losses);
      }
    }
  }

  persist(archive: Archive): void {
    this.settled = archive.number("settled", this.settled);
    this.issued = archive.number("issued", this.issued);
    archive.array("lastSeen", this.lastSeen);
    this.variance.persist(archive.within("variance"));
    this.pending.persist(archive.within("queue"));
    this.losses.persist(archive.within("losses"));
    this.misses.persist(archive.within("misses"));
  }
}
