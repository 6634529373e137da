import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";
import type { DriftWatch } from "../drift/drift_watch.ts";
import type { Ledger } from "../evaluation/ledger.ts";
import type { SeriesIntervals } from "../intervals/series_intervals.ts";
import type { EnsembleTrack } from "../models/ensemble.ts";

/**
 * What the pipeline keeps of one series beside the engine: its key as the output spells it, the ledger of its pending
 * forecasts, its ensembles' weights, its intervals, the watch over its models' errors, and the newest row's time, actuals and
 * forecasts until they are written.
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
  timeBytes = packed(Uint8Array, 32);
  readonly timeStart = 0;
  timeEnd = 0;
  /** Hour of the day of the newest row, 0 … 23; 0 where rows have none. */
  hour = 0;

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
  ) {
    this.actuals = packed(Float64Array, targets).fill(NaN);
    this.forecasts = packed(Float64Array, cells).fill(NaN);
    this.spreads = packed(Float64Array, cells).fill(NaN);
    this.lower = packed(Float64Array, cells * levels).fill(NaN);
    this.upper = packed(Float64Array, cells * levels).fill(NaN);
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
  }
}
