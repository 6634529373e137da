import type { Archive, Persistent } from "../../src/base/archive.ts";
import { type OptionTable, readOptions } from "../../src/base/options.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createReference } from "../../src/kernels/reference.ts";
import type { ModelEntry } from "../../src/models/entry.ts";
import type { Forecaster, Track } from "../../src/models/forecaster.ts";
import { type SeriesLayout, seriesLayout } from "../../src/series/layout.ts";
import { Series } from "../../src/series/series.ts";

// deno-lint-ignore no-explicit-any -- entries differ in their options
export type Entry = ModelEntry<any>;
export type Options = Readonly<Record<string, number | string>>;

/** What may be said of a run; one target `y`, horizon 1, differences and no times unless said otherwise. */
export interface Setting {
  readonly targets?: readonly string[];
  readonly features?: readonly string[];
  readonly horizons?: readonly number[];
  readonly transform?: string;
  /** Of the seasons; they are found unless they are told. */
  readonly period?: readonly number[];
  /** Rows come hourly from Monday 2024-01-01 on, so that there is a calendar. */
  readonly hourly?: boolean;
  readonly kernels?: Kernels;
  readonly seed?: number;
}

type Cohort = readonly (readonly number[] | undefined)[];

/** Networks are small, so that tests are quick. */
const SMALL: Options = { hidden: 4, layers: 1 };

/**
 * One model on some series, driven as the pipeline drives it: a cohort of rows is appended, forecast,
 * learned.
 */
export class ModelDriver<F extends Forecaster = Forecaster> implements Persistent {
  readonly layout: SeriesLayout;
  readonly forecaster: F;
  readonly series: Series[] = [];
  readonly tracks: Track[] = [];

  /** @param options those that the model does not have are left out; @param count of the series */
  constructor(entry: Entry, options: Options = {}, setting: Setting = {}, count = 1) {
    const { targets = ["y"], features = [], horizons = [1], transform = "diff", seed = 1 } = setting;
    const { kernels = createReference(), period = "auto", hourly = false } = setting;
    const times = hourly
      ? { timeKind: "date-time", calendar: "auto" } as const
      : { timeKind: "row", calendar: [] } as const;
    this.layout = seriesLayout({ targets, features, horizons, transform, period, ...times });
    const { options: table, create } = entry;
    const known = Object.entries({ ...SMALL, ...options }).filter(([name]) => name in table);
    const given = new Map(known.map(([name, value]) => [name, String(value)]));
    const values = readOptions("model", table as OptionTable, given);
    this.forecaster = create("model", values, { layout: this.layout, seed, kernels }) as F;
    for (let index = 0; index < count; index++) {
      const series = new Series(`${index}`, index, this.layout, this.forecaster.lookback);
      this.series.push(series);
      this.tracks.push(this.forecaster.open(series));
    }
  }

  /**
   * The next row of each series, undefined for those that have none; forecasts (targets, horizons) of those
   * that have.
   */
  forecast(rows: Cohort): number[][] {
    const tracks = rows.flatMap((row, index) => {
      if (row === undefined) return [];
      const series = this.series[index];
      const time = Date.UTC(2024, 0, 1) + 3_600_000 * series.rows;
      series.append(Float64Array.from(row), time, time);
      return [this.tracks[index]];
    });
    this.forecaster.forecast(tracks);
    return tracks.map(({ forecast }) => [...forecast]);
  }

  learn(rows: Cohort): void {
    this.forecaster.learn(this.tracks.filter((_, index) => rows[index] !== undefined));
  }

  cohort(rows: Cohort): number[][] {
    const forecasts = this.forecast(rows);
    this.learn(rows);
    return forecasts;
  }

  /** The next row of a single series. */
  step(row: readonly number[]): number[] {
    return this.cohort([row])[0];
  }

  steps(rows: readonly (readonly number[])[]): number[][] {
    return rows.map((row) => this.step(row));
  }

  persist(archive: Archive): void {
    this.series.forEach((series, i) => series.persist(archive.within(`series.${i}`)));
    this.tracks.forEach((track, i) => track.persist(archive.within(`track.${i}`)));
    this.forecaster.persist(archive.within("forecaster"));
  }
}
