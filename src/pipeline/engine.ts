import { type Archive, persistCount, type Persistent } from "../base/archive.ts";
import { Residuals } from "../generate/residuals.ts";
import type { Row } from "../input/row.ts";
import type { Forecaster, Track } from "../models/forecaster.ts";
import { wallClockOf } from "../series/calendar.ts";
import type { SeriesLayout } from "../series/layout.ts";
import { SeasonPool } from "../series/season_pool.ts";
import type { Seasons } from "../series/seasons.ts";
import type { Lookback } from "../series/lookback.ts";
import { Series } from "../series/series.ts";

/** Rows of a cohort at most: it bounds what waits to be learned. */
export const MAX_COHORT = 256;

/** What models learn of a row: its series, its time (see `Row`), its values, (columns). */
export type EngineRow = Pick<Row, "series" | "time" | "offset" | "values">;

/** Who is told what the engine does by itself. */
export interface EngineListener {
  /** A series has begun: before its first row, also on restoring. */
  onSeries?(key: string): void;
  /** The cohort is about to be learned from: its last forecasts can be read now. */
  onClosing?(): void;
}

/**
 * The series and the models of a run: rows in, forecasts out, without words about where rows come from, how
 * forecasts are judged, or where they go.
 *
 * Rows of different series that came one after the other make a *cohort*. `accept` takes them in, `forecast`
 * serves those that wait for it (all at once, or in several calls while rows still arrive: the result is the
 * same to the bit), and `learn` closes the cohort: every network learns from it as one minibatch. Which rows
 * make a cohort depends on the rows alone, never on when they arrived: `accept` closes it before a second row
 * of a series, and when it is full.
 */
export class Engine implements Persistent {
  private readonly series: Series[] = [];
  private readonly seasonPool = new SeasonPool();
  private readonly lastTargets: Float64Array[] = []; // by series: the part of its last values that are targets'
  private readonly tracks: Track[][]; // by model, by series
  /** By model: its newest one-step errors; for `generate`. */
  readonly residuals: readonly Residuals[];
  /** Place of the horizon that is one row ahead; −1 for none. */
  private readonly oneAhead: number;
  /** How far back its series remember. */
  readonly lookback: Lookback;
  private readonly cohort = new Int32Array(MAX_COHORT); // series numbers, in the order of their rows
  private size = 0; // of the cohort
  private readonly isOpen: boolean[] = []; // by series: whether it has a row in the cohort
  private served = 0; // how many of them have their forecasts
  private readonly alone: Track[][][]; // by model, by series: its track as a batch of one
  private readonly batch: Track[] = []; // scratch

  /**
   * Begins without series.
   *
   * @param forecasters the models, in the order in which they forecast
   * @param least how far back series remember even if no model asks for it
   * @param listener is told of series that begin and of cohorts that close
   * @param filesResiduals whether `residuals` are kept: nobody asks for them after a run that leaves no state
   */
  constructor(
    readonly layout: SeriesLayout,
    private readonly forecasters: readonly Forecaster[],
    least: Lookback = { rows: 0, values: 1 },
    private readonly listener: EngineListener = {},
    private readonly filesResiduals = true,
  ) {
    this.tracks = forecasters.map(() => []);
    this.alone = forecasters.map(() => []);
    this.residuals = forecasters.map(() => new Residuals(layout.targets.length));
    this.oneAhead = layout.horizons.indexOf(1);
    const asks = (what: (lookback: Lookback) => boolean | undefined) =>
      [least, ...forecasters.map(({ lookback }) => lookback)].some((lookback) => what(lookback) === true);
    this.lookback = {
      rows: Math.max(least.rows, ...forecasters.map(({ lookback }) => lookback.rows)),
      values: Math.max(least.values, ...forecasters.map(({ lookback }) => lookback.values)),
      seasons: asks(({ seasons }) => seasons),
      smoothing: asks(({ smoothing }) => smoothing),
      labels: asks(({ labels }) => labels),
    };
  }

  /** Keys of the series, by their numbers. */
  get keys(): string[] {
    return this.series.map(({ key }) => key);
  }

  /** Rows of the cohort. */
  get cohortSize(): number {
    return this.size;
  }

  /** Its series will not come again: the models forget them. */
  close(): void {
    this.forecasters.forEach((forecaster, m) => this.tracks[m].forEach((track) => forecaster.close?.(track)));
  }

  /**
   * Adds a series' next row to the cohort. Series that have no rows yet begin; a cohort that the row can't
   * join is closed.
   *
   * @param keys of all series so far, by their numbers; @param known how many of them there were when the row
   * came
   */
  accept(row: EngineRow, keys: readonly string[], known: number = keys.length): void {
    while (this.series.length < known) this.open(keys[this.series.length]);
    const { series, values } = row;
    if (this.isOpen[series] || this.size === MAX_COHORT) this.learn();
    if (this.filesResiduals && this.oneAhead >= 0 && this.series[series].rows > 0) {
      this.fileResiduals(series, values);
    }
    this.series[series].append(values, row.time, wallClockOf(row));
    this.cohort[this.size++] = series;
    this.isOpen[series] = true;
  }

  /** Begins the memory of a series; they are numbered in the order of their first rows. */
  private open(key: string): void {
    const series = new Series(key, this.series.length, this.layout, this.lookback, this.seasonPool);
    this.series.push(series);
    this.isOpen.push(false);
    this.lastTargets.push(series.last.subarray(0, this.layout.targets.length));
    const earlier = new Map<string, Track>();
    this.forecasters.forEach((forecaster, m) => {
      const track = forecaster.open(series, earlier);
      this.tracks[m].push(track);
      this.alone[m].push([track]);
      earlier.set(forecaster.name, track);
    });
    this.listener.onSeries?.(key);
  }

  /** What the forecasts from the series' newest row said of the row that comes now, and what came. */
  private fileResiduals(series: number, values: Float64Array): void {
    for (let m = 0; m < this.residuals.length; m++) {
      this.residuals[m].add(this.series[series], this.oneAhead, this.tracks[m][series].forecast, values);
    }
  }

  /**
   * The seasons of a series; undefined where no model reads them.
   * @ignore
   */
  seasons(series: number): Seasons | undefined {
    return this.series[series].seasons;
  }

  /** Time of a series' newest row; -Infinity before the first. */
  timeOf(series: number): number {
    const { time } = this.series[series];
    return time === time ? time : -Infinity;
  }

  /** Makes the forecasts of the cohort's rows that have none yet. */
  forecast(): void {
    if (this.served === this.size) return;
    for (let m = 0; m < this.forecasters.length; m++) {
      this.forecasters[m].forecast(this.gather(m, this.served));
    }
    this.served = this.size;
  }

  /**
   * Writes a series' newest forecasts, and how far models expect actuals from them, NaN for models that don't
   * say.
   * @param forecasts (forecasters, targets, horizons), written, and `spreads` likewise
   */
  read(series: number, forecasts: Float64Array, spreads?: Float64Array): void {
    let at = 0;
    for (let m = 0; m < this.forecasters.length; m++) {
      const { forecast, spread } = this.tracks[m][series];
      for (let i = 0; i < forecast.length; i++, at++) {
        forecasts[at] = forecast[i];
        if (spreads !== undefined) spreads[at] = spread === undefined ? NaN : spread[i];
      }
    }
  }

  /** The last values (targets) of a series, original units. */
  last(series: number): Float64Array {
    return this.lastTargets[series];
  }

  /** Closes the cohort: every model learns from it, once all of its rows have their forecasts. */
  learn(): void {
    if (this.size === 0) return;
    this.forecast();
    this.listener.onClosing?.();
    for (let m = 0; m < this.forecasters.length; m++) this.forecasters[m].learn(this.gather(m, 0));
    for (let i = 0; i < this.size; i++) this.isOpen[this.cohort[i]] = false;
    this.size = 0;
    this.served = 0;
  }

  /** A model's tracks of the cohort's rows from `from` on; good until the next call. */
  private gather(model: number, from: number): readonly Track[] {
    const { batch, cohort, size } = this;
    if (size - from === 1) return this.alone[model][cohort[from]]; // a single series: nothing is copied
    batch.length = size - from;
    for (let i = from; i < size; i++) batch[i - from] = this.tracks[model][cohort[i]];
    return batch;
  }

  /** Series, models and the open cohort. */
  persist(archive: Archive): void {
    const count = persistCount(archive, "series", this.series.length);
    for (let i = 0; i < count; i++) {
      const key = archive.text(`key.${i}`, this.series[i]?.key ?? "");
      if (archive.restoring) this.open(key);
      this.series[i].persist(archive.within(`series.${i}`));
    }
    this.persistModels(archive, () => true);
    this.persistCohort(archive.within("cohort"));
  }

  /** The part of `persist` that is about some models, by their names. */
  persistModels(archive: Archive, isMeant: (name: string) => boolean): void {
    this.forecasters.forEach((forecaster, m) => {
      if (!isMeant(forecaster.name)) return;
      const part = archive.within(`model.${forecaster.name}`);
      this.tracks[m].forEach((track, i) => {
        track.persist(part.within(`track.${i}`));
        part.within(`track.${i}`).array("said", track.forecast); // not every model's track keeps it, and residuals need it
      });
      forecaster.persist(part);
      this.residuals[m].persist(part.within("residuals"));
    });
  }

  /** The open cohort. */
  private persistCohort(archive: Archive): void {
    const { cohort } = this;
    const size = persistCount(archive, "length", this.size, MAX_COHORT);
    archive.array("series", cohort.subarray(0, size));
    if (archive.restoring) {
      const numbers = cohort.subarray(0, size);
      const stranger = numbers.find((series) => this.series[series] === undefined);
      if (stranger !== undefined) {
        throw new RangeError(`Cannot restore a cohort with series ${stranger}: there is none`);
      }
      this.size = size;
      for (const series of numbers) this.isOpen[series] = true;
    }
    this.served = persistCount(archive, "served", this.served, size);
  }
}
