import { assertEquals } from "@std/assert";
import { MemoryArchive } from "../../src/base/archive.ts";
import type { Archive, Persistent } from "../../src/base/archive.ts";
import { type OptionTable, readOptions } from "../../src/base/options.ts";
import { createReference } from "../../src/kernels/reference.ts";
import type { ModelEntry } from "../../src/models/entry.ts";
import type { Forecaster, Track } from "../../src/models/forecaster.ts";
import { type SeriesLayout, seriesLayout } from "../../src/series/layout.ts";
import { Series } from "../../src/series/series.ts";

/** What a rehearsal may say of its run; one target `y`, horizon 1, differences and no times unless said otherwise. */
export interface Setting {
  readonly targets?: readonly string[];
  readonly features?: readonly string[];
  readonly horizons?: readonly number[];
  readonly transform?: string;
  /** Of the seasons; they are found unless they are told. */
  readonly period?: readonly number[];
  /** Rows come hourly from Monday 2024-01-01 on, so that there is a calendar. */
  readonly hourly?: boolean;
}

/** One model on one series, driven as the pipeline drives it: append, forecast, learn. */
export class Rehearsal implements Persistent {
  readonly layout: SeriesLayout;
  readonly forecaster: Forecaster;
  readonly series: Series;
  readonly track: Track;

  constructor(entry: ModelEntry, options: Readonly<Record<string, number>> = {}, setting: Setting = {}) {
    const {
      targets = ["y"],
      features = [],
      horizons = [1],
      transform = "diff",
      hourly = false,
      period = "auto",
    } = setting;
    const timeKind = hourly ? "date-time" : "row";
    this.layout = seriesLayout({
      targets,
      features,
      horizons,
      timeKind,
      calendar: hourly ? "auto" : [],
      transform,
      period,
    });
    const given = new Map(Object.entries(options).map(([name, value]) => [name, String(value)]));
    const values = readOptions("model", entry.options as OptionTable, given);
    const kernels = createReference();
    this.forecaster = entry.create("model", values, { layout: this.layout, seed: 1, kernels });
    this.series = new Series("", 0, this.layout, this.forecaster.lookback);
    this.track = this.forecaster.open(this.series);
  }

  /** The forecast, (targets, horizons), from the next row. */
  step(row: readonly number[]): number[] {
    const time = Date.UTC(2024, 0, 1) + 3_600_000 * this.series.rows;
    this.series.append(Float64Array.from(row), time, time);
    this.forecaster.forecast([this.track]);
    const forecast = Array.from(this.track.forecast);
    this.forecaster.learn([this.track]);
    return forecast;
  }

  steps(rows: readonly (readonly number[])[]): number[][] {
    return rows.map((row) => this.step(row));
  }

  persist(archive: Archive): void {
    this.series.persist(archive.within("series"));
    this.forecaster.persist(archive.within("forecaster"));
    this.track.persist(archive.within("track"));
  }
}

/** Asserts that what `make` gives can continue bit for bit: run, save, run on; restore into a fresh one, run on. */
export function assertContinues<T extends Persistent, R>(
  make: () => T,
  before: (it: T) => void,
  after: (it: T) => R,
): void {
  const whole = make();
  before(whole);
  const saved = new MemoryArchive();
  whole.persist(saved);
  const restored = make();
  restored.persist(saved.reopened());
  assertEquals(after(restored), after(whole));
  const end = new MemoryArchive();
  whole.persist(end);
  const restoredEnd = new MemoryArchive();
  restored.persist(restoredEnd);
  assertEquals(restoredEnd.entries, end.entries);
}

/** Mean squared error of the one-step forecasts of a single target, forecasts[t] speaking of rows[t + 1], from a row on. */
export function meanSquare(
  forecasts: readonly number[][],
  rows: readonly (readonly number[])[],
  from: number,
): number {
  let sum = 0;
  for (let t = from; t + 1 < rows.length; t++) sum += (rows[t + 1][0] - forecasts[t][0]) ** 2;
  return sum / (rows.length - 1 - from);
}
