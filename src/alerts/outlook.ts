import type { Archive, Persistent } from "../base/archive.ts";
import { History } from "../series/history.ts";
import { RootMeanSquare } from "../series/moments.ts";
import { ErrorDistribution } from "./error_distribution.ts";

/** By how much an error's weight in its series' usual size falls with each later one; and in that of all series. */
const OWN_FACTOR = 0.98;
const SHARED_FACTOR = 0.999;
const REACH = 10;
/** Errors that the other series' size counts for in a series' own. */
const SHARED_WEIGHT = 10;
/** Errors of all series before anything is said. */
const LEAST_ERRORS = 10;

/**
 * What is known of the errors of one model on one target, over all series: for each horizon their distribution, in units of
 * their usual size in the series at the time. So a patient's first minutes are calibrated by all patients.
 *
 * Memory: 70 numbers per horizon.
 */
export class SharedOutlook implements Persistent {
  readonly distributions: readonly ErrorDistribution[];
  readonly sizes: readonly RootMeanSquare[];
  readonly counts: Float64Array;

  constructor(readonly horizons: readonly number[]) {
    this.distributions = horizons.map(() => new ErrorDistribution());
    this.sizes = horizons.map(() => new RootMeanSquare(SHARED_FACTOR, REACH));
    this.counts = new Float64Array(horizons.length);
  }

  persist(archive: Archive): void {
    archive.array("counts", this.counts);
    this.distributions.forEach((it, h) => it.persist(archive.within(`distribution.${h}`)));
    this.sizes.forEach((it, h) => it.persist(archive.within(`size.${h}`)));
  }
}

/**
 * The predictive distribution of one target of one series: forecast plus error, the error's as `SharedOutlook` has it, its
 * size this series' own.
 *
 * Per row: `settle`, then `issue`, then `below` as often as wanted. Memory: 2 numbers for each horizon and row of the
 * farthest one. Cost: O(horizons · 65), no allocation.
 */
export class Outlook implements Persistent {
  /** Of each row: forecasts (horizons), then the usual sizes of their errors (horizons). */
  private readonly issued: History<Float64Array>;
  private readonly sizes: readonly RootMeanSquare[];
  private readonly counts: Float64Array;

  constructor(private readonly shared: SharedOutlook) {
    const { horizons } = shared;
    this.issued = History.float64(2 * horizons.length, horizons[horizons.length - 1]);
    this.sizes = horizons.map(() => new RootMeanSquare(OWN_FACTOR, REACH));
    this.counts = new Float64Array(horizons.length);
  }

  /** The newest row's actual has come, NaN where missing: what was said of it tells how far off that was. */
  settle(actual: number): void {
    const { issued, sizes, counts, shared } = this;
    const { horizons } = shared;
    for (let h = 0; h < horizons.length && horizons[h] <= issued.available; h++) {
      const row = issued.at(horizons[h] - 1);
      const error = actual - issued.data[row + h];
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

  /** The probability that the target lies below the limit at horizon number h; NaN where that cannot be said yet. */
  below(h: number, limit: number): number {
    const { issued, shared } = this;
    const row = issued.at(0);
    const distance = limit - issued.data[row + h];
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
    archive.array("counts", this.counts);
    this.sizes.forEach((it, h) => it.persist(archive.within(`size.${h}`)));
  }
}
