import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";
import type { ForecastQueue } from "../evaluation/forecast_queue.ts";
import { above, below, deviation } from "./deviation.ts";
import { ErrorScale, FAST, FAST_RATIOS } from "./error_scale.ts";
import type { IntervalShape } from "./interval_shape.ts";
import { Leverage } from "./leverage.ts";
import { PhaseProfile } from "./phase_profile.ts";
import { Rest } from "./rest.ts";
import { decimalsOf, roundedDown, roundedUp } from "./rounding.ts";
import { laplaceSize, Shape } from "./shape.ts";
import { GAIN, type ShapePool } from "./shape_pool.ts";
import { SpreadScale } from "./spread_scale.ts";

/** Settled forecasts from which a series' scale means something. */
const SCALE_ROWS = 20;
/** Settled forecasts after which a series goes by its own shape alone. */
const OWN_ROWS = 1000;
/** An interval needs so many expected misses behind it, and never more settled forecasts than these. */
const [EXPECTED_MISSES, MOST_ROWS] = [4, 400];

/**
 * The intervals of one series. Per row: `settle`, then `issue`.
 *
 * A forecast has an interval when 20 forecasts of its kind have settled in the series, and as many in all series as let
 * four misses be expected: 40 at level 0.9, 80 at 0.95, at most 400. Until then its ends are NaN.
 *
 * The shape is the pool's plus the series' own, and so is the step that a miss moves it by: the pool's part falls from all
 * to nothing over the series' first 1,000 settled forecasts, while its own grows. So a patient's first hour is calibrated
 * by all patients, where its own few errors could not; and in the long run each series holds its level by itself. With a
 * single series there is no difference.
 *
 * Memory: 4 + 3 · levels float64 for each model, target and horizon; 12 more where rows have an hour of the day; where a
 * model forecasts distributions, what `SpreadScale` says; nothing grows. Cost of a row: O(models · targets · horizons · levels), no allocation.
 */
export class SeriesIntervals implements Persistent {
  private readonly scale: ErrorScale;
  private readonly profile: PhaseProfile | undefined;
  private readonly spreads: SpreadScale;
  private readonly own: Shape;
  /** Where a target moves by ratios, as prices do. */
  private readonly leverage?: Leverage;
  private readonly rest: Rest;
  /** (cells): forecasts settled. */
  private readonly settled: Float64Array;
  /** Hours of the day of the newest rows, as many as the farthest horizon; a row's place is its number modulo that. */
  private readonly hours: Uint8Array;
  private readonly initialSize: readonly number[];
  private readonly needed: number;
  /** (cells, levels): of the newest ends. No state: a guess for the next ones. */
  private readonly decimals: Int16Array;
  private row = -1;
  /** Of the forecast that `expect` was called for: its phase, how much larger than usual its error will be, that error, … */
  private phase = 0;
  private factor = 1;
  private unit = 0;
  /** … and how far it will lie to one side, and the logarithms of how much larger and more skewed its intervals are to be. */
  private shift = 0;
  private size = 0;
  private skew = 0;

  constructor(
    private readonly run: IntervalShape,
    private readonly pool: ShapePool,
    private readonly pending: ForecastQueue,
  ) {
    const { models, kinds, horizons, levels, hourly } = run;
    const cells = models * kinds.length * horizons.length;
    this.scale = new ErrorScale(cells);
    this.profile = hourly ? new PhaseProfile(cells) : undefined;
    this.own = new Shape(cells * levels.length);
    this.settled = packed(Float64Array, cells);
    this.decimals = new Int16Array(cells * levels.length);
    this.hours = packed(Uint8Array, Math.max(...horizons));
    this.spreads = new SpreadScale(this.hours.length, cells);
    if (kinds.includes("ratio")) this.leverage = new Leverage(this.hours.length + 1, kinds.length, cells);
    this.rest = new Rest(kinds.length);
    this.initialSize = levels.map(laplaceSize);
    this.needed = Math.min(MOST_ROWS, Math.ceil(EXPECTED_MISSES / (1 - Math.max(...levels)) - 1e-9));
  }

  /** The newest row's actuals have come (targets; NaN = missing): every forecast that spoke of it teaches its interval. */
  settle(actuals: Float64Array): void {
    const { pending } = this;
    const { models, kinds, horizons } = this.run;
    const row = ++this.row;
    if (row === 0) this.pool.join();
    for (let target = 0; target < kinds.length; target++) {
      const actual = actuals[target];
      if (kinds[target] === "ratio") this.leverage?.take(target, row, actual);
      if (actual !== actual) continue;
      const rests = this.rest.take(target, actual);
      for (let k = 0; k < horizons.length; k++) {
        if (row < horizons[k]) continue;
        const slot = pending.slot(row, target, k);
        for (let model = 0; model < models; model++) {
          const cell = (model * kinds.length + target) * horizons.length + k;
          const at = pending.at(slot, model);
          if (!this.count(cell, deviation(kinds[target], pending.values[at], actual)) || rests) continue;
          this.learn(cell, target, horizons[k], at, actual);
        }
      }
    }
  }

  /**
   * The intervals around the forecasts made at the row just settled.
   *
   * @param forecasts (models, targets, horizons)
   * @param lower (models, targets, horizons, levels), written, and `upper` likewise; lower ≤ forecast ≤ upper, and a
   *   higher level's interval holds a lower level's; NaN where there is none
   * @param hour of the day that the row came at, 0 … 23; 0 where rows have none
   * @param spreads (models, targets, horizons): how far models expect actuals from their forecasts; NaN where they don't say
   */
  issue(
    forecasts: Float64Array,
    lower: Float64Array,
    upper: Float64Array,
    hour: number,
    spreads: Float64Array,
  ): void {
    const { hours } = this;
    const { models, kinds, horizons } = this.run;
    hours[this.row % hours.length] = hour;
    this.spreads.file(this.row, spreads);
    let cell = 0;
    for (let model = 0; model < models; model++) {
      for (let target = 0; target < kinds.length; target++) {
        for (let k = 0; k < horizons.length; k++, cell++) {
          this.surround(cell, target, horizons[k], forecasts[cell], lower, upper);
        }
      }
    }
  }

  /** One more forecast of a cell has settled, if it was one. */
  private count(cell: number, error: number): boolean {
    if (!Number.isFinite(error)) return false;
    this.settled[cell]++;
    this.pool.settled[cell]++;
    return true;
  }

  private learn(cell: number, target: number, horizon: number, at: number, actual: number): void {
    const { scale, profile, spreads, own, pool } = this;
    const { levels, kinds } = this.run;
    const { values } = this.pending;
    const error = deviation(kinds[target], values[at], actual);
    const count = this.settled[cell];
    const origin = this.row - horizon;
    this.expect(cell, target, horizon, origin);
    const { unit, shift, phase, factor } = this;
    const size = Math.abs(error - shift);
    if (count > SCALE_ROWS) {
      const ownShare = count < OWN_ROWS ? count / OWN_ROWS : 1;
      const ownGain = ownShare * GAIN;
      const poolGain = ownShare < 1 ? (1 - ownShare) * pool.gain(cell, horizon) : 0;
      let surplus = 0;
      for (let level = 0; level < levels.length; level++) {
        const s = cell * levels.length + level;
        let lower = values[at + 1 + 2 * level];
        let upper = values[at + 2 + 2 * level];
        if (lower !== lower) { // not issued: as it would be now
          lower = below(kinds[target], values[at], this.reach(s, level, -1));
          upper = above(kinds[target], values[at], this.reach(s, level, 1));
        }
        const side = actual > upper ? 1 : actual < lower ? -1 : 0;
        const allowed = 1 - levels[level];
        if (poolGain > 0) pool.shape.move(s, poolGain, allowed, side, error === 0);
        own.move(s, ownGain, allowed, side, error === 0);
        surplus += (side === 0 ? 0 : 1) - allowed;
      }
      if (unit > 0) {
        spreads.update(cell, origin, size / unit);
        this.lever(target)?.update(cell, target, origin, size / unit, Math.sign(error));
        profile?.learn(cell, phase, horizon, error / unit, surplus / levels.length);
      }
    }
    const usual = scale.usual(cell) * spreads.factor(cell, origin);
    if (profile !== undefined && usual > 0) profile.update(cell, phase, size / usual);
    scale.update(cell, size / factor, count, kinds[target] === "ratio" ? FAST_RATIOS : FAST);
  }

  private surround(
    cell: number,
    target: number,
    horizon: number,
    forecast: number,
    lower: Float64Array,
    upper: Float64Array,
  ): void {
    const { pool } = this;
    const kind = this.run.kinds[target];
    const levels = this.initialSize.length;
    const first = cell * levels;
    if (this.settled[cell] < SCALE_ROWS || pool.settled[cell] < this.needed) {
      for (let s = first; s < first + levels; s++) lower[s] = upper[s] = NaN;
      return;
    }
    this.expect(cell, target, horizon, this.row);
    for (let level = 0; level < levels; level++) {
      const s = first + level;
      let low = below(kind, forecast, this.reach(s, level, -1));
      let high = above(kind, forecast, this.reach(s, level, 1));
      if (high > low) {
        const decimals = this.decimals[s] = decimalsOf(high - low, this.decimals[s]);
        low = roundedDown(low, decimals);
        high = roundedUp(high, decimals);
      }
      if (level > 0) {
        low = Math.min(low, lower[s - 1]);
        high = Math.max(high, upper[s - 1]);
      }
      const known = Number.isFinite(high - low);
      lower[s] = known ? low : NaN;
      upper[s] = known ? high : NaN;
    }
  }

  /** What is to be expected of the error of a cell's forecast made at a row, of the newest as many as the farthest horizon. */
  private expect(cell: number, target: number, horizon: number, row: number): void {
    const { hours, profile, scale, spreads } = this;
    const lever = this.lever(target);
    const phase = this.phase = hours[row % hours.length];
    this.factor = spreads.factor(cell, row) * (profile?.factor(cell, phase) ?? 1);
    this.unit = scale.value(cell) * this.factor *
      (lever === undefined ? 1 : Math.exp(lever.size(cell, target, row)));
    this.shift = profile === undefined ? 0 : this.unit * profile.shift(cell, phase, horizon);
    this.size = profile?.size(cell, phase) ?? 0;
    this.skew = lever?.skew(cell, target, row) ?? 0;
  }

  private lever(target: number): Leverage | undefined {
    return this.run.kinds[target] === "ratio" ? this.leverage : undefined;
  }

  /** How far an end lies from the forecast, as was expected last; side −1 below, 1 above. */
  private reach(s: number, level: number, side: number): number {
    const { own, pool, initialSize } = this;
    const size = initialSize[level] + pool.shape.size[s] + own.size[s] + this.size;
    const skew = pool.shape.skew[s] + own.skew[s] + this.skew;
    return Math.max(0, this.unit * Math.exp(size + side * skew) + side * this.shift);
  }

  persist(archive: Archive): void {
    this.row = archive.number("row", this.row);
    archive.array("settled", this.settled);
    archive.array("hours", this.hours);
    this.scale.persist(archive.within("scale"));
    this.profile?.persist(archive.within("profile"));
    this.spreads.persist(archive.within("spreads"));
    this.rest.persist(archive.within("rest"));
    this.own.persist(archive.within("shape"));
    this.leverage?.persist(archive.within("leverage"));
  }
}
