import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";
import type { ForecastQueue } from "../evaluation/forecast_queue.ts";
import { Bounds } from "./bounds.ts";
import { above, below, deviation } from "./deviation.ts";
import { ExpectedError } from "./expected_error.ts";
import type { IntervalShape } from "./interval_shape.ts";
import { IssuedEnds } from "./issued_ends.ts";
import { Mixture } from "./mixture.ts";
import { Rest } from "./rest.ts";
import { laplaceSize, Shape, smallSample } from "./shape.ts";
import { GAIN, type ShapePool } from "./shape_pool.ts";
import { type Surroundings, SurroundingsWriter } from "./surroundings.ts";

/** Settled forecasts that an interval needs behind it. */
const LEAST_ROWS = 12;
/** And from which on their misses mean something. */
const SCALE_ROWS = 20;
/** Until so many misses are expected behind an interval, it learns from where its ends would be now, not from where they were. */
const EXPECTED_MISSES = 4;
/** And never for more settled forecasts than these. */
const MOST_YOUNG = 400;
/** Settled forecasts after which a series goes by its own shape alone. */
const OWN_ROWS = 1000;

/**
 * The intervals of one series, and its quantiles, which are ends of intervals. Per row: `settle`, then `issue`.
 *
 * A forecast has an interval when 12 forecasts of its kind have settled in the series. Until then its ends are NaN. While they
 * are few, the interval is wider by what the quantiles of Student's t exceed the normal ones by (`smallSample`).
 *
 * The shape is the pool's plus the series' own, and so is the step that a miss moves it by: the pool's part falls from all
 * to nothing over the series' first 1,000 settled forecasts, while its own grows. So a patient's first hour is calibrated
 * by all patients, where its own few errors could not; and in the long run each series holds its level by itself. With a
 * single series there is no difference.
 *
 * Memory: 5 + 3 · levels float64 for each model, target and horizon, and what `PhaseProfile`, `Leverage`, `SpreadScale` and, for
 * an ensemble, `Mixture` say; levels that quantiles alone ask for want 2 more per row of the farthest horizon. Nothing grows.
 * Cost of a row: O(models · targets · horizons · levels), no allocation.
 */
export class SeriesIntervals implements Persistent {
  private readonly expected: ExpectedError;
  private readonly own: Shape;
  private readonly rest: Rest;
  private readonly bounds: Bounds;
  /** One for each ensemble. */
  private readonly mixtures: readonly Mixture[];
  /** (cells): forecasts settled. */
  private readonly settled: Float64Array;
  private readonly initialSize: readonly number[];
  private readonly initialWidening: readonly number[];
  private readonly young: number;
  /** Of the levels that quantiles alone ask for, behind those that `pending` holds. */
  private readonly further: IssuedEnds;
  private readonly writer: SurroundingsWriter;
  /** Lower and upper end of each level, of the forecast in hand. */
  private readonly ends: Float64Array;
  private row = -1;

  constructor(
    private readonly run: IntervalShape,
    private readonly pool: ShapePool,
    private readonly pending: ForecastQueue,
  ) {
    const { models, kinds, horizons, levels, asked, bounds, ensembles } = run;
    const labels = kinds.length * horizons.length;
    const cells = models * labels;
    this.expected = new ExpectedError(run);
    this.own = new Shape(cells * levels.length);
    this.settled = packed(Float64Array, cells);
    this.rest = new Rest(kinds.length);
    this.bounds = new Bounds(bounds);
    this.initialSize = levels.map(laplaceSize);
    this.initialWidening = levels.map(smallSample);
    const highest = Math.max(...levels.slice(0, asked));
    this.young = Math.min(MOST_YOUNG, Math.ceil(EXPECTED_MISSES / (1 - highest) - 1e-9));
    const rows = Math.max(...horizons);
    this.further = new IssuedEnds(rows, cells, levels.length - asked);
    this.ends = new Float64Array(2 * levels.length);
    this.writer = new SurroundingsWriter(run, this.bounds, this.further);
    this.mixtures = ensembles.map(() => new Mixture(run.members.length, horizons, kinds.length, levels));
  }

  /** The newest row's actuals have come (targets; NaN = missing): every forecast that spoke of it teaches its interval. */
  settle(actuals: Float64Array): void {
    const { models, kinds, horizons, ensembles } = this.run;
    const row = ++this.row;
    if (row === 0) this.pool.join();
    for (let target = 0; target < kinds.length; target++) {
      const actual = actuals[target];
      this.expected.take(target, row, actual);
      if (actual !== actual) continue;
      this.bounds.take(target, actual);
      const rests = this.rest.take(target, actual);
      for (let k = 0; k < horizons.length; k++) {
        if (row < horizons[k]) continue;
        for (let e = 0; e < ensembles.length; e++) this.settleMixture(e, target, k, actual, rests);
        for (let model = 0; model < models; model++) this.settleForecast(model, target, k, actual, rests);
      }
    }
  }

  /**
   * What surrounds the forecasts made at the row just settled: lower ≤ forecast ≤ upper, a higher level's interval holds a lower
   * level's, and no two quantiles cross.
   *
   * @param forecasts (models, targets, horizons); what cannot be becomes what can
   * @param hour of the day that the row came at, 0 … 23; 0 where rows have none
   * @param spreads (models, targets, horizons): how far models expect actuals from their forecasts; NaN where they don't say
   */
  issue(forecasts: Float64Array, out: Surroundings, hour: number, spreads: Float64Array): void {
    const { models, kinds, horizons, ensembles } = this.run;
    this.expected.file(this.row, hour, spreads);
    for (let target = 0; target < kinds.length; target++) {
      for (let k = 0; k < horizons.length; k++) {
        const label = target * horizons.length + k;
        for (let model = 0; model < models; model++) {
          const cell = this.cell(model, label);
          const forecast = forecasts[cell] = this.bounds.within(target, forecasts[cell]);
          this.surround(cell, target, horizons[k], forecast);
          this.writer.write(cell, target, this.row, forecast, forecast, this.ends, out);
        }
        for (let e = 0; e < ensembles.length; e++) this.mix(e, target, label, forecasts, out);
      }
    }
  }

  private cell(model: number, label: number): number {
    return model * this.run.kinds.length * this.run.horizons.length + label;
  }

  private settleForecast(model: number, target: number, k: number, actual: number, rests: boolean): void {
    const { pending, run: { kinds, horizons, levels, ensembles }, ends, mixtures } = this;
    const label = target * horizons.length + k;
    const cell = this.cell(model, label);
    const at = pending.at(pending.slot(this.row, target, k), model);
    const error = deviation(kinds[target], pending.values[at], actual);
    if (!Number.isFinite(error)) return;
    const origin = this.row - horizons[k];
    const e = ensembles.indexOf(model);
    if (e < 0) this.recall(cell, at, origin, ends, 0);
    else {
      const { own } = mixtures[e];
      const from = own.place(label, origin);
      for (let i = 0; i < 2 * levels.length; i++) ends[i] = own.values[from + i];
    }
    this.settled[cell]++;
    this.pool.settled[cell]++;
    if (!rests) this.learn(cell, target, horizons[k], pending.values[at], actual);
  }

  /** What a forecast that stands in `pending` at `at` had around it when it was made: lower and upper end of each level. */
  private recall(cell: number, at: number, origin: number, to: Float64Array, place: number): void {
    const { pending, further, run: { levels, asked } } = this;
    for (let i = 0; i < 2 * asked; i++) to[place + i] = pending.values[at + 1 + i];
    const from = further.place(cell, origin) - 2 * asked;
    for (let i = 2 * asked; i < 2 * levels.length; i++) to[place + i] = further.values[from + i];
  }

  /** Learns from `ends`, the ones that a forecast had. */
  private learn(cell: number, target: number, horizon: number, forecast: number, actual: number): void {
    const { expected, own, pool, ends, run: { levels, asked, kinds } } = this;
    const kind = kinds[target];
    const error = deviation(kind, forecast, actual);
    const count = this.settled[cell];
    const origin = this.row - horizon;
    expected.at(cell, target, horizon, origin);
    if (count > SCALE_ROWS) {
      const ownShare = count < OWN_ROWS ? count / OWN_ROWS : 1;
      const ownGain = ownShare * GAIN;
      const poolGain = ownShare < 1 ? (1 - ownShare) * pool.gain(cell, horizon) : 0;
      // What was issued h rows ago answers to a step taken h rows ago: too late for the large first ones.
      const isYoung = pool.settledAtIssue(cell, horizon) < this.young;
      let surplus = 0;
      for (let level = 0; level < levels.length; level++) {
        let lower = ends[2 * level];
        let upper = ends[2 * level + 1];
        if (isYoung || lower !== lower) {
          lower = below(kind, forecast, this.reach(cell, level, -1));
          upper = above(kind, forecast, this.reach(cell, level, 1));
        }
        const s = cell * levels.length + level;
        const side = actual > upper ? 1 : actual < lower ? -1 : 0;
        const allowed = 1 - levels[level];
        if (poolGain > 0) pool.shape.move(s, poolGain, allowed, side, error === 0);
        own.move(s, ownGain, allowed, side, error === 0);
        if (level < asked) surplus += (side === 0 ? 0 : 1) - allowed;
      }
      expected.missed(cell, target, horizon, origin, error, surplus / asked);
    }
    expected.update(cell, target, origin, error, count);
  }

  /** Writes the ends around a forecast into `ends`. */
  private surround(cell: number, target: number, horizon: number, forecast: number): void {
    const { ends, expected, run: { kinds, levels } } = this;
    if (this.settled[cell] < LEAST_ROWS) {
      ends.fill(NaN);
      return;
    }
    expected.at(cell, target, horizon, this.row);
    for (let level = 0; level < levels.length; level++) {
      ends[2 * level] = below(kinds[target], forecast, this.reach(cell, level, -1));
      ends[2 * level + 1] = above(kinds[target], forecast, this.reach(cell, level, 1));
    }
  }

  /** Keeps an ensemble's own distribution, and puts the mixture in its place. */
  private mix(e: number, target: number, label: number, forecasts: Float64Array, out: Surroundings): void {
    const { ends, further, run: { levels, asked, members, ensembles } } = this;
    const mixture = this.mixtures[e];
    const { experts, mixed, own } = mixture;
    const width = mixed.length;
    const from = own.place(label, this.row);
    for (let n = 0; n <= members.length; n++) {
      const cell = this.cell(n < members.length ? members[n] : ensembles[e], label);
      experts[n * width] = forecasts[cell];
      const place = further.place(cell, this.row) - 2 * asked;
      for (let level = 0; level < levels.length; level++) {
        const at = n * width + 1 + 2 * level;
        const isAsked = level < asked;
        experts[at] = isAsked ? out.lower[cell * asked + level] : further.values[place + 2 * level];
        experts[at + 1] = isAsked ? out.upper[cell * asked + level] : further.values[place + 2 * level + 1];
      }
    }
    for (let i = 0; i < ends.length; i++) own.values[from + i] = experts[members.length * width + 1 + i];
    if (members.length < 2) return;
    mixture.mix(label);
    for (let i = 0; i < ends.length; i++) ends[i] = mixed[1 + i];
    const cell = this.cell(ensembles[e], label);
    const median = this.bounds.within(target, mixed[0]);
    this.writer.write(cell, target, this.row, forecasts[cell], median, ends, out);
  }

  private settleMixture(e: number, target: number, k: number, actual: number, rests: boolean): void {
    const { pending, run: { horizons, members, ensembles } } = this;
    if (rests || members.length < 2) return;
    const mixture = this.mixtures[e];
    const { experts, own } = mixture;
    const width = mixture.mixed.length;
    const label = target * horizons.length + k;
    const origin = this.row - horizons[k];
    const slot = pending.slot(this.row, target, k);
    for (let n = 0; n < members.length; n++) {
      const at = pending.at(slot, members[n]);
      experts[n * width] = pending.values[at];
      this.recall(this.cell(members[n], label), at, origin, experts, n * width + 1);
    }
    const at = pending.at(slot, ensembles[e]);
    experts[members.length * width] = pending.values[at];
    const from = own.place(label, origin);
    for (let i = 0; i < width - 1; i++) experts[members.length * width + 1 + i] = own.values[from + i];
    if (Number.isFinite(pending.values[at])) mixture.learn(label, actual);
  }

  /** How far an end lies from the forecast in hand; side −1 below, 1 above. */
  private reach(cell: number, level: number, side: number): number {
    const { own, pool, initialSize, initialWidening, expected } = this;
    const s = cell * initialSize.length + level;
    const start = initialSize[level] + initialWidening[level] / this.settled[cell];
    const size = start + pool.shape.size[s] + own.size[s] + expected.size;
    const skew = pool.shape.skew[s] + own.skew[s] + expected.skew;
    return Math.max(0, expected.unit * Math.exp(size + side * skew) + side * expected.shift);
  }

  persist(archive: Archive): void {
    this.row = archive.number("row", this.row);
    archive.array("settled", this.settled);
    this.expected.persist(archive);
    this.rest.persist(archive.within("rest"));
    this.bounds.persist(archive.within("bounds"));
    this.own.persist(archive.within("shape"));
    this.further.persist(archive.within("further"));
    this.mixtures.forEach((mixture, e) => mixture.persist(archive.within(`mixture.${e}`)));
  }
}
