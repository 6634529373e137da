import type { Archive } from "../base/archive.ts";
import type { DriftWatch } from "../drift/drift_watch.ts";
import type { Forecaster } from "../models/forecaster.ts";
import type { SeriesLayout } from "../series/layout.ts";
import type { Lookback } from "../series/lookback.ts";
import { Engine } from "./engine.ts";
import { readNumbers, type RowNumbers } from "./row_batch.ts";

/** What an engine server is told of the run. */
export interface ServerParts {
  readonly layout: SeriesLayout;
  /** Some of the run's models, in the run's order, and the place of each in the output. */
  readonly forecasters: readonly Forecaster[];
  readonly slots: readonly number[];
  /** All models of the run: how many, and how far back the one that reads most does. */
  readonly models: number;
  readonly lookback: Lookback;
  /**
   * Begins the watch of a series' errors, if the run looks out for drift: of all models, at the models'
   * places.
   */
  readonly openWatch?: (() => DriftWatch) | undefined;
}

/**
 * Some of a run's models in a thread of their own, on series of their own: rows in, forecasts out, in the
 * order and to the bit as in the pipeline, of which this is the part that models see. It is ignorant of
 * scores, ensembles and output.
 *
 * A model's drift is answered here as there: it is to learn faster before it learns from the row that raised
 * the alarm.
 */
export class EngineServer {
  private readonly engine: Engine;
  private readonly watches: DriftWatch[] = [];
  private readonly keys: string[] = [];
  /** The row that comes in, and the one that is answered. */
  private readonly row: RowNumbers;
  private readonly answered: RowNumbers;
  private readonly said: Float64Array; // (forecasters, targets, horizons)
  private readonly spreads: Float64Array; // likewise
  private readonly placed: Float64Array | undefined; // (models, targets, horizons), for the watches
  private readonly actuals: Float64Array; // (targets)
  /** The rows at hand, their answers, how many have come in, and how many have their answer. */
  private rows: Float64Array = new Float64Array(0);
  private out: Float64Array<ArrayBuffer> = new Float64Array(0);
  private taken = 0;
  private answers = 0;

  constructor(private readonly parts: ServerParts) {
    const { layout, forecasters, models, lookback, openWatch } = parts;
    this.engine = new Engine(layout, forecasters, lookback, {
      onSeries: () => this.openWatch(),
      onClosing: () => this.answer(),
    }); // its series are those of the run
    const newRow = () => (
      { series: 0, time: 0, offset: 0, known: 0, values: new Float64Array(layout.columns.length) }
    );
    this.row = newRow();
    this.answered = newRow();
    this.said = new Float64Array(forecasters.length * layout.labelCount);
    this.spreads = new Float64Array(this.said.length);
    this.actuals = new Float64Array(layout.targets.length);
    this.placed = openWatch && new Float64Array(models * layout.labelCount).fill(NaN);
  }

  /** Keys of series that later rows may be the first of. */
  expect(keys: readonly string[]): void {
    this.keys.push(...keys);
  }

  /**
   * Takes in rows and forecasts from each. A cohort that one of them closes is learned from on the way.
   *
   * @param rows as `RowBatch` copies them
   * @returns (rows, 2, forecasters, targets, horizons): forecasts and spreads, as `Engine.read` writes them
   */
  forecast(rows: Float64Array, count: number): Float64Array<ArrayBuffer> {
    const { engine, row } = this;
    this.rows = rows;
    this.out = new Float64Array(2 * count * this.said.length);
    this.answers = 0;
    for (this.taken = 0; this.taken < count; this.taken++) {
      readNumbers(rows, this.taken, row);
      engine.accept(row, this.keys, row.known);
    }
    engine.forecast();
    this.answer();
    return this.out;
  }

  /** Answers the rows that have come in and have not been answered: their forecasts are made. */
  private answer(): void {
    for (; this.answers < this.taken; this.answers++) this.issue(this.answers);
  }

  /** Closes the cohort. */
  learn(): void {
    this.engine.learn();
  }

  private openWatch(): void {
    const watch = this.parts.openWatch?.();
    if (watch !== undefined) this.watches.push(watch);
  }

  /**
   * Puts the forecasts from the batch's i-th row where they belong, and lets the watch of its series see
   * them.
   */
  private issue(i: number): void {
    const {
      answered: row,
      rows,
      out,
      said,
      spreads,
      placed,
      engine,
      parts: { slots, layout: { labelCount } },
    } = this;
    readNumbers(rows, i, row);
    engine.read(row.series, said, spreads);
    out.set(said, 2 * i * said.length);
    out.set(spreads, (2 * i + 1) * said.length);
    if (placed === undefined) return;
    this.settle(row);
    for (let m = 0; m < slots.length; m++) {
      for (let c = 0; c < labelCount; c++) placed[slots[m] * labelCount + c] = said[m * labelCount + c];
    }
    this.watches[row.series].issue(placed, engine.last(row.series));
  }

  /** What the pipeline's monitor does about a model's drift. */
  private settle({ series, known, values }: RowNumbers): void {
    const { forecasters, slots, layout: { targets } } = this.parts;
    for (let k = 0; k < targets.length; k++) this.actuals[k] = values[k];
    for (const { model } of this.watches[series].settle(this.actuals)) {
      forecasters[slots.indexOf(model)]?.onDrift?.(1 / (known * targets.length));
    }
  }

  /** The part of the pipeline's state that is needed here; see `Pipeline.persistForWorkers`. */
  persist(archive: Archive): void {
    this.engine.persist(archive.within("engine"));
    if (archive.restoring) this.expect(this.engine.keys);
    this.watches.forEach((watch, i) => watch.persist(archive.within(`drift.${i}`)));
  }
}
