import type { Archive, Persistent } from "../../src/base/archive.ts";
import { readOptions } from "../../src/base/options.ts";
import { Random } from "../../src/base/random.ts";
import { Evaluation } from "../../src/evaluation/evaluation.ts";
import { newRow, type Row } from "../../src/input/row.ts";
import { Intervals } from "../../src/intervals/intervals.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createReference } from "../../src/kernels/reference.ts";
import type { AnyEntry } from "../../src/models/entry.ts";
import { parseModelList } from "../../src/models/model_list.ts";
import { MODELS } from "../../src/models/registry.ts";
import { ForecastWriter } from "../../src/output/forecast_writer.ts";
import type { RunModel } from "../../src/pipeline/run_model.ts";
import { Pipeline } from "../../src/pipeline/pipeline.ts";
import { seriesLayout } from "../../src/series/layout.ts";

export const TARGETS = ["a", "b"];
export const HORIZONS = [1, 3];

/** One of each kind: local and shared models, one that reads another, one that waits, two ensembles. */
export const MODEL_LIST = [
  "naive",
  "ar(lags=3)",
  "lstm(hidden=4,tbptt=4,rate=0.02)",
  "gru(hidden=4,tbptt=4,every=2,rate=0.02,reads=ar)",
  "mlp(hidden=4,window=4,tbptt=4,batch=3,combine=mean)",
  "ensemble",
  "ewma",
  "ensemble(as=second,rate=1)",
].join();

export interface PlainRow {
  readonly series: number;
  readonly values: readonly number[];
}

export interface StageSetting {
  readonly list?: string;
  readonly targets?: readonly string[];
  readonly features?: readonly string[];
  readonly horizons?: readonly number[];
  readonly kernels?: Kernels;
}

/** A pipeline and what it writes, without a reader before it. */
export class Stage implements Persistent {
  readonly pipeline: Pipeline;
  readonly evaluation: Evaluation;
  /** Names of the models, and the models. */
  readonly models: readonly string[];
  readonly runModels: readonly RunModel[];
  private readonly writer: ForecastWriter;
  private readonly chunks: Uint8Array[] = [];
  private readonly keys: string[] = [];
  private rows = 0;

  constructor(setting: StageSetting = {}) {
    const { list = MODEL_LIST, targets = TARGETS, features = ["x"], horizons = HORIZONS } = setting;
    const layout = seriesLayout({
      targets,
      features,
      horizons,
      timeKind: "number",
      calendar: [],
      transform: "diff",
    });
    const specs = parseModelList(list, Object.keys(MODELS));
    const entryOf = (kind: string) => MODELS[kind as keyof typeof MODELS] as AnyEntry;
    const members = specs.filter(({ kind }) => entryOf(kind).kind !== "combination").map(({ name }) => name);
    const { kernels = createReference() } = setting;
    this.runModels = specs.map(({ kind, name, options }, i): RunModel => {
      const entry = entryOf(kind);
      const values = readOptions(kind, entry.options, options);
      if (entry.kind === "combination") return { ensemble: entry.create(name, values, { layout, members }) };
      const earlier = specs.slice(0, i).map(({ name }) => name);
      return { forecaster: entry.create(name, values, { layout, seed: 1, kernels, earlier }) };
    });
    this.models = specs.map(({ name }) => name);
    const levels = [0.9];
    this.evaluation = new Evaluation({ models: this.models, targets, horizons, warmup: 5, levels });
    const write = (bytes: Uint8Array): Promise<number> => {
      this.chunks.push(bytes.slice());
      return Promise.resolve(bytes.length);
    };
    const timeIsNumber = true;
    this.writer = new ForecastWriter({
      ...{ sink: { write }, format: "csv", targets, horizons, models: this.models, levels, timeIsNumber },
    });
    this.pipeline = new Pipeline({
      layout,
      models: this.runModels,
      evaluation: this.evaluation,
      intervals: new Intervals({ models: this.models.length, layout, levels }),
      writer: this.writer,
    });
  }

  /** Takes in a row; series are opened in the order of their first rows, as a reader numbers them. */
  accept({ series, values }: PlainRow): void {
    while (this.keys.length <= series) this.keys.push(`s${this.keys.length}`);
    const time = this.rows++;
    const timeBytes = new TextEncoder().encode(`  ${time} `);
    const row: Row = {
      ...newRow(0),
      line: time + 2,
      series,
      time,
      values: Float64Array.from(values),
      timeBytes,
      timeStart: 2,
      timeEnd: timeBytes.length - 1,
    };
    this.pipeline.accept(row, this.keys);
    timeBytes.fill(63); // a reader's bytes go on to the next row
    row.values.fill(1e9);
  }

  /** Lines written so far, without the header. */
  async lines(): Promise<string[]> {
    this.pipeline.serve();
    await this.writer.flush();
    const text = this.chunks.map((chunk) => new TextDecoder().decode(chunk)).join("");
    return text.trimEnd().split("\n").slice(1);
  }

  persist(archive: Archive): void {
    this.pipeline.persist(archive.within("pipeline"));
    if (archive.restoring) this.keys.push(...this.pipeline.keys);
    this.rows = archive.number("rows", this.rows);
  }
}

/** Rows of up to so many series in no order, the first rows in the order of their numbers; some cells are missing. */
export function mixedRows(count: number, series: number, seed: number): PlainRow[] {
  const random = new Random(seed);
  const values = Array.from({ length: series }, () => [10, 20, 0]);
  let seen = 0;
  return Array.from({ length: count }, () => {
    const s = Math.min(seen, random.below(series));
    if (s === seen) seen++;
    values[s] = values[s].map((value) => value + random.normal());
    return { series: s, values: values[s].map((value) => random.uniform() < 0.08 ? NaN : value) };
  });
}
