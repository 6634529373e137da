import type { Archive, Persistent } from "../base/archive.ts";
import { History } from "../series/history.ts";
import { RootMeanSquare } from "../series/moments.ts";
import { ErrorDistribution } from "./error_distribution.ts";
import type { CrossingRule } from "./rule.ts";

/** By how much an error's weight in its series' usual size falls with each later one; and in that of all series. */
const FACTORS = { own: 0.98, shared: 0.999 } as const;
const REACH = 10;
/** Errors that the other series' size counts for in a series' own. */
const SHARED_WEIGHT = 10;
/** Errors of all series before anything is said. */
const LEAST_ERRORS = 10;

/**
 * What is known of one model on one target, over all series: for each horizon, how far the *farthest* value up to that
 * row, to the side that a rule looks at, lay from the forecast for it. In units of what is usual in the series at the time:
 * so a patient's first minutes are calibrated by all patients.
 *
 * Memory: 70 numbers per horizon.
 */
export class SharedOutlook implements Persistent {
  readonly distributions: readonly ErrorDistribution[];
  readonly sizes: readonly RootMeanSquare[];
  readonly counts: Float64Array;
  /** Values are multiplied by it, so that the side looked at is always below. */
  readonly sign: 1 | -1;

  /** @param horizons steps ahead, ascending */
  constructor(readonly horizons: readonly number[], side: CrossingRule["side"]) {
    this.sign = side === "<" ? 1 : -1;
    this.distributions = horizons.map(() => new ErrorDistribution());
    this.sizes = horizons.map(() => new RootMeanSquare(FACTORS.shared, REACH));
    this.counts = new Float64Array(horizons.length);
  }

  persist(archive: Archive): void {
    archive.array("counts", this.counts);
    this.distributions.forEach((it, h) => it.persist(archive.within(`distribution.${h}`)));
    this.sizes.forEach((it, h) => it.persist(archive.within(`size.${h}`)));
  }
}

/**
 * Where the farthest value of the next rows of one series will lie: the forecast plus an error, the error's distribution as
 * `SharedOutlook` has it, its size this series' own. Of the values at all of these rows, and not only at the last of them,
 * since who crosses a limit within ten minutes may be back by then; missing ones are left out.
 *
 * Per row: `settle`, then `issue`, then `beyond` as often as wanted. Memory: 1 + 2 · horizons numbers for each row of the
 * farthest horizon. Cost: O(horizons · 65 + farthest horizon), no allocation.
 */
export class Outlook implements Persistent {
  /** Of each row: forecasts (horizons), then the usual sizes of their errors (horizons). */
  private readonly issued: History<Float64Array>;
  /** The newest rows' values, sign applied, NaN where missing. */
  private readonly values: History<Float64Array>;
  private readonly sizes: readonly RootMeanSquare[];
  private readonly counts: Float64Array;

  constructor(private readonly shared: SharedOutlook) {
    const { horizons } = shared;
    this.issued = History.float64(2 * horizons.length, horizons[horizons.length - 1]);
    this.values = History.float64(1, horizons[horizons.length - 1]);
    this.sizes = horizons.map(() => new RootMeanSquare(FACTORS.own, REACH));
    this.counts = new Float64Array(horizons.length);
  }

  /** The newest row's actual has come, NaN where missing: what was said of the rows up to it tells how far off that was. */
  settle(actual: number): void {
    const { issued, values, sizes, counts, shared } = this;
    const { horizons, sign } = shared;
    values.data[values.push()] = sign * actual;
    let farthest = NaN;
    let age = 0;
    for (let h = 0; h < horizons.length && horizons[h] <= issued.available; h++) {
      for (; age < horizons[h]; age++) {
        const value = values.data[values.at(age)];
        if (!(farthest <= value) && value === value) farthest = value;
      }
      const row = issued.at(horizons[h] - 1);
      const error = farthest - sign * issued.data[row + h];
      if (!Number.isFinite(error)) continue;
      const size = issued.data[row + horizons.length + h];
      if (size > 0) shared.distributions[h].update(error / size);
      sizes[h].update(error);
      shared.sizes[h].update(error);
      counts[h]++;
      shared.counts[h]++;
    }
  }

  /** Keeps the forecasts made at the newest row: `forecasts[from …]`, one for each horizon. */
  issue(forecasts: Float64Array, from: number): void {
    const { issued, shared: { horizons } } = this;
    const row = issued.push();
    for (let h = 0; h < horizons.length; h++) {
      issued.data[row + h] = forecasts[from + h];
      issued.data[row + horizons.length + h] = this.size(h);
    }
  }

  /** The probability that a value up to horizon number h lies beyond the limit; NaN where that cannot be said yet. */
  beyond(h: number, limit: number): number {
    const { issued, shared } = this;
    const row = issued.at(0);
    const distance = shared.sign * (limit - issued.data[row + h]);
    const size = issued.data[row + shared.horizons.length + h];
    if (shared.counts[h] < LEAST_ERRORS) return NaN;
    if (size > 0) return shared.distributions[h].below(distance / size);
    return distance === distance ? (distance > 0 ? 1 : 0) : NaN; // no forecast has ever been off
  }

  /** The forecast at horizon number h. */
  forecast(h: number): number {
    return this.issued.data[this.issued.at(0) + h];
  }

  private size(h: number): number {
    const own = this.sizes[h].value;
    const others = this.shared.sizes[h].value;
    const share = SHARED_WEIGHT / (SHARED_WEIGHT + this.counts[h]);
    return Math.sqrt((1 - share) * own * own + share * others * others);
  }

  persist(archive: Archive): void {
    this.issued.persist(archive.within("issued"));
    this.values.persist(archive.within("values"));
    archive.array("counts", this.counts);
    this.sizes.forEach((it, h) => it.persist(archive.within(`size.${h}`)));
  }
}
