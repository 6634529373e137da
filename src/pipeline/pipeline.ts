import type { Archive, Persistent } from "../base/archive.ts";
import type { OnAnswered } from "../evaluation/answered_row.ts";
import type { Evaluation } from "../evaluation/evaluation.ts";
import type { Plausibility } from "../input/plausibility.ts";
import type { Row } from "../input/row.ts";
import { hourOfDay } from "../intervals/phase_profile.ts";
import type { Intervals } from "../intervals/intervals.ts";
import type { Ensemble } from "../models/ensemble.ts";
import type { Forecaster } from "../models/forecaster.ts";
import type { ForecastSink } from "../output/forecast_sink.ts";
import { wallClockOf } from "../series/calendar.ts";
import type { SeriesLayout } from "../series/layout.ts";
import type { Lookback } from "../series/lookback.ts";
import type { RunModel } from "./run_model.ts";
import { SeriesRecord } from "./series_record.ts";
import type { ForecastTimes } from "./forecast_times.ts";
import { Engine, MAX_COHORT } from "./engine.ts";
import { type FoundSeasons, foundSeasons } from "./found_seasons.ts";
import { Monitor, type MonitorParts } from "./monitor.ts";

/** What a pipeline connects. */
export interface PipelineParts extends MonitorParts {
  readonly layout: SeriesLayout;
  readonly models: readonly RunModel[];
  readonly evaluation: Evaluation;
  readonly intervals: Intervals;
  readonly writer: ForecastSink;
  /** What readings are possible; undefined: all. */
  readonly plausibility?: Plausibility | undefined;
  /** Whether the run leaves a state from which `generate` may draw errors; by default it does. */
  readonly filesResiduals?: boolean;
  /** Told before the first row of every cohort, when all rows before it have been answered. */
  readonly onCohort?: (() => void) | undefined;
  /** Whether the ensembles keep their weights, whatever comes of the forecasts. @default {false} */
  readonly frozen?: boolean | undefined;
  /** Tells when forecasts are for, where that is written; undefined: nobody asks. */
  readonly times?: ForecastTimes | undefined;
  /** Told of every row, when its forecasts are complete and before they are filed. */
  readonly onAnswered?: OnAnswered | undefined;
}

/**
 * The life of a row, once it has been read:
 *
 * 1. Impossible readings become missing ones.
 * 2. The engine appends it to its series. If that has a row in the open cohort already, or the cohort is
 *    full, the cohort is served and learned from first.
 * 3. The row's values settle what was said of it: the scores.
 * 4. `serve`: the models forecast from it; row by row, the ensembles learn from its values and combine them,
 *    and the intervals learn from its values and surround the forecasts (what the series share of both has
 *    then learned from no later row); the forecasts are filed and written.
 * 5. `learn`: the models learn from the cohort and it is closed; by 1, or sooner where no other row can join
 *    it.
 *
 * `serve` is called when no further row is at hand, or the cohort closes: rows that came together are
 * computed together. Which rows make a cohort depends on the rows alone, never on when they arrived: same
 * input, same bytes.
 */
export class Pipeline implements Persistent {
  /** Rows taken in. */
  rows = 0;
  private readonly engine: Engine;
  private readonly records: SeriesRecord[] = [];
  private readonly waiting = new Int32Array(MAX_COHORT); // series whose newest row has not been served
  private waits = 0; // how many
  private readonly forecasterSlots: number[] = []; // place in the output of each forecaster
  private readonly members: Float64Array; // (forecasters, targets, horizons)
  private readonly spreads: Float64Array; // likewise
  private readonly ensembles: Ensemble[] = [];
  private readonly ensembleSlots: number[] = [];
  private readonly combined: Float64Array;
  private readonly monitor: Monitor;

  constructor(private readonly parts: PipelineParts) {
    const forecasters: Forecaster[] = [];
    parts.models.forEach((model, slot) => {
      if ("forecaster" in model) {
        forecasters.push(model.forecaster);
        this.forecasterSlots.push(slot);
      } else {
        this.ensembles.push(model.ensemble);
        this.ensembleSlots.push(slot);
      }
    });
    const cells = parts.layout.labelCount;
    this.engine = new Engine(parts.layout, forecasters, undefined, {
      onSeries: (key) => this.begin(key),
      onClosing: () => this.serve(),
    }, parts.filesResiduals);
    this.members = new Float64Array(forecasters.length * cells);
    this.spreads = new Float64Array(forecasters.length * cells);
    this.combined = new Float64Array(cells);
    this.monitor = new Monitor(parts, parts.models, this.records);
  }

  /** The series' newest rows and forecasts, by their numbers. */
  get newest(): readonly SeriesRecord[] {
    return this.records;
  }

  /** Keys of the series, by their numbers. */
  get keys(): readonly string[] {
    return this.engine.keys;
  }

  /** Times of the series' newest rows, by their numbers; -Infinity before the first. */
  get times(): number[] {
    return this.engine.keys.map((_, series) => this.engine.timeOf(series));
  }

  /** What seasons its series have. */
  get seasons(): FoundSeasons[] {
    const { engine, parts: { layout: { targets } } } = this;
    return foundSeasons(targets, engine.keys.map((key, i) => ({ key, seasons: engine.seasons(i) })));
  }

  private begin(key: string): void {
    const { evaluation, intervals, writer, models, layout } = this.parts;
    const ledger = evaluation.open();
    const ensembles = this.ensembles.map((ensemble) => ensemble.open());
    const surrounding = intervals.open(ledger.pending);
    const cells = models.length * layout.labelCount;
    const targets = layout.targets.length;
    const levels = intervals.levels.length;
    this.records.push(
      new SeriesRecord(
        this.records.length,
        key,
        writer.prepareKey(key),
        ledger,
        ensembles,
        surrounding,
        this.monitor.open(),
        targets,
        cells,
        levels,
        intervals.quantiles,
        layout.dated,
      ),
    );
  }

  /** Takes in the next row. @param keys, known see `Engine.accept` */
  accept(row: Row, keys: readonly string[], known?: number): void {
    const { series } = row;
    this.parts.plausibility?.apply(row);
    this.engine.accept(row, keys, known);
    if (this.engine.cohortSize === 1) this.parts.onCohort?.();
    const record = this.records[series];
    const { actuals } = record;
    for (let k = 0; k < actuals.length; k++) actuals[k] = row.values[k]; // features are nobody's actuals
    record.ledger.settle(actuals);
    record.keepTime(row.timeBytes, row.timeStart, row.timeEnd);
    record.time = row.time;
    record.offset = row.offset;
    record.aheadTimes = row.aheadTimes;
    if (!row.isLeap) record.step.observe(row.time, wallClockOf(row));
    record.row = ++this.rows;
    record.peers = this.records.length;
    record.hour = this.parts.intervals.hourly ? hourOfDay(wallClockOf(row)) : 0;
    this.waiting[this.waits++] = series;
  }

  /** Forecasts from all rows that wait for it, and puts the lines into the writer. */
  serve(): void {
    if (this.waits === 0) return;
    this.engine.forecast();
    for (let i = 0; i < this.waits; i++) this.issue(this.waiting[i]);
    this.waits = 0;
  }

  private issue(series: number): void {
    const { layout: { labelCount: cells }, writer } = this.parts;
    const record = this.records[series];
    const { forecasts, spreads, lower, upper } = record;
    this.engine.read(series, this.members, this.spreads);
    for (let f = 0; f < this.forecasterSlots.length; f++) {
      const to = this.forecasterSlots[f] * cells;
      for (let i = 0; i < cells; i++) {
        forecasts[to + i] = this.members[f * cells + i];
        spreads[to + i] = this.spreads[f * cells + i];
      }
    }
    const seasons = this.engine.seasons(series);
    if (seasons?.hasNews) this.monitor.tellSeasons(record, seasons);
    this.monitor.settle(record);
    for (let e = 0; e < this.ensembleSlots.length; e++) {
      if (!this.parts.frozen) record.ensembles[e].settle(record.actuals);
      record.ensembles[e].combine(this.members, this.engine.last(series), this.combined);
      forecasts.set(this.combined, this.ensembleSlots[e] * cells);
    }
    record.intervals.settle(record.actuals);
    record.intervals.issue(forecasts, record, record.hour, spreads);
    this.monitor.issue(record, this.engine.last(series));
    this.parts.onAnswered?.(record);
    record.ledger.issue(forecasts, lower, upper);
    record.due = this.parts.times?.of(record);
    writer.row(record);
  }

  /** Closes the cohort: its rows are served, if they have not been, and every model learns from them. */
  learn(): void {
    this.engine.learn();
  }

  /** The open cohort is part of the state. Rows that wait for their forecasts are served first. */
  persist(archive: Archive): void {
    if (!archive.restoring) this.serve();
    this.rows = archive.number("rows", this.rows);
    this.engine.persist(archive.within("engine"));
    this.records.forEach((record, i) => record.persist(archive.within(`desk.${i}`)));
    this.ensembles.forEach((ensemble) => ensemble.persist(archive.within(`ensemble.${ensemble.name}`)));
    this.parts.evaluation.persist(archive.within("evaluation"));
    this.parts.intervals.persist(archive.within("intervals"));
    this.parts.plausibility?.persist(archive.within("plausibility"));
    this.monitor.persist(archive.within("lookout"));
  }

  /** How far back its series remember. */
  get lookback(): Lookback {
    return this.engine.lookback;
  }

  /**
   * What workers need to go on with the models from here (`EngineServer.persist`). Nothing waits for its
   * forecast.
   */
  persistForWorkers(archive: Archive): void {
    this.engine.persist(archive.within("engine"));
    this.records.forEach(({ drift }, i) => drift?.persist(archive.within(`drift.${i}`)));
  }

  /** Takes over from a worker's state what it says of the models of these names. */
  restoreModels(archive: Archive, names: readonly string[]): void {
    this.engine.persistModels(archive.within("engine"), (name) => names.includes(name));
  }
}
