import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";
import type { DriftWatch } from "../drift/drift_watch.ts";
import type { Ledger } from "../evaluation/ledger.ts";
import type { SeriesIntervals } from "../intervals/series_intervals.ts";
import type { EnsembleTrack } from "../models/ensemble.ts";
import { UsualStep } from "../series/usual_step.ts";

/** A time's text longer than this is none: a state that says so is not believed. */
const LONGEST_TIME = 1 << 16;

/**
 * What the pipeline keeps of one series beside the engine: its key as the output spells it, the ledger of its
 * pending forecasts, its ensembles' weights, its intervals, the watch over its models' errors, and the newest
 * row's time, actuals and forecasts until they are written.
 */
export class SeriesRecord implements Persistent {
  /** (targets) of the newest row, NaN where missing. */
  readonly actuals: Float64Array;
  /** (models, targets, horizons), in the order of the output. */
  readonly forecasts: Float64Array;
  /** (models, targets, horizons): how far models expect actuals from those; NaN for models that don't say. */
  readonly spreads: Float64Array;
  /** (models, targets, horizons, levels). */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** (models, targets, horizons, quantiles). */
  readonly quantiles: Float64Array;
  timeBytes: Uint8Array<ArrayBuffer> = packed(Uint8Array, 32);
  readonly timeStart = 0;
  timeEnd = 0;
  /** Hour of the day of the newest row, 0 … 23; 0 where rows have none. */
  hour = 0;

  /** Minutes that the newest row's wall clock is ahead of UTC. */
  offset = 0;
  /**
   * (horizons) the times of the rows that are forecast, as they stood, where the input has told them; ""
   * where not.
   */
  aheadTimes: readonly string[] | undefined;
  /** (horizons) when the newest forecasts are for; undefined where nobody asks. */
  due: readonly string[] | undefined;
  /** When later rows are due. */
  readonly step: UsualStep;

  /** Of the newest row: its time as a number, its number in the run, and how many series there were. */
  time = NaN;
  row = 0;
  peers = 1;

  constructor(
    /** The series' number, and its key. */
    readonly series: number,
    readonly name: string,
    readonly key: Uint8Array,
    readonly ledger: Ledger,
    readonly ensembles: readonly EnsembleTrack[],
    readonly intervals: SeriesIntervals,
    readonly drift: DriftWatch | undefined,
    targets: number,
    cells: number,
    levels: number,
    quantiles: number,
    /** Whether times are ms since 1970. */
    isCalendar: boolean,
  ) {
    this.step = new UsualStep(isCalendar);
    this.actuals = packed(Float64Array, targets).fill(NaN);
    this.forecasts = packed(Float64Array, cells).fill(NaN);
    this.spreads = packed(Float64Array, cells).fill(NaN);
    this.lower = packed(Float64Array, cells * levels).fill(NaN);
    this.upper = packed(Float64Array, cells * levels).fill(NaN);
    this.quantiles = packed(Float64Array, cells * quantiles).fill(NaN);
  }

  /** Keeps the time of a row as it stood: the reader's bytes go on to the next row. */
  keepTime(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (this.timeBytes.length < length) this.timeBytes = new Uint8Array(2 * length);
    for (let i = 0; i < length; i++) this.timeBytes[i] = bytes[start + i];
    this.timeEnd = length;
  }

  /** The newest row's time as it stood. */
  get timeText(): string {
    return new TextDecoder().decode(this.timeBytes.subarray(0, this.timeEnd));
  }

  persist(archive: Archive): void {
    this.ledger.persist(archive.within("ledger"));
    this.ensembles.forEach((track, i) => track.persist(archive.within(`ensemble.${i}`)));
    this.intervals.persist(archive.within("intervals"));
    this.drift?.persist(archive.within("drift"));
    this.step.persist(archive.within("step"));
    this.persistNewest(archive.within("newest"));
  }

  /**
   * What was last said, so that it can be said again. States of earlier versions lack it: no time, no
   * forecasts.
   */
  private persistNewest(archive: Archive): void {
    archive.addedArray("forecasts", this.forecasts);
    archive.addedArray("lower", this.lower);
    archive.addedArray("upper", this.upper);
    if (this.quantiles.length > 0) archive.addedArray("quantiles", this.quantiles);
    const facts = Float64Array.of(this.time, this.offset, this.timeEnd);
    archive.addedArray("facts", facts);
    [this.time, this.offset, this.timeEnd] = facts;
    if (!(this.timeEnd >= 0 && this.timeEnd <= LONGEST_TIME)) {
      throw new RangeError(`Cannot restore "timeEnd": expected at most ${LONGEST_TIME}, got ${this.timeEnd}`);
    }
    if (this.timeBytes.length < this.timeEnd) this.timeBytes = new Uint8Array(this.timeEnd);
    archive.addedArray("text", this.timeBytes.subarray(0, this.timeEnd));
  }
}
