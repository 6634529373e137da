import type { Archive, Persistent } from "../../src/base/archive.ts";
import { type OptionTable, readOptions } from "../../src/base/options.ts";
import { Random } from "../../src/base/random.ts";
import { createReference } from "../../src/kernels/reference.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import type { ModelEntry } from "../../src/models/entry.ts";
import type { Forecaster, Track } from "../../src/models/forecaster.ts";
import { type SeriesLayout, seriesLayout } from "../../src/series/layout.ts";
import { Series } from "../../src/series/series.ts";

export type Options = Readonly<Record<string, number | string>>;

export interface Setting {
  readonly targets?: readonly string[];
  readonly features?: readonly string[];
  readonly horizons?: readonly number[];
  readonly transform?: string;
  readonly kernels?: Kernels;
  readonly seed?: number;
}

/** Small networks, so that tests are quick. */
const SMALL: Options = { hidden: 4, layers: 1 };

/** One model on several series, driven as the pipeline drives it: a cohort of rows is appended, forecast, learned. */
export class Troupe<F extends Forecaster = Forecaster> implements Persistent {
  readonly layout: SeriesLayout;
  readonly forecaster: F;
  readonly series: Series[] = [];
  readonly tracks: Track[] = [];

  constructor(entry: ModelEntry, options: Options = {}, count = 1, setting: Setting = {}) {
    const { targets = ["y"], features = [], horizons = [1], transform = "diff", seed = 1 } = setting;
    this.layout = seriesLayout({ targets, features, horizons, timeKind: "row", calendar: [], transform });
    const known = Object.entries({ ...SMALL, ...options }).filter(([name]) => name in entry.options);
    const given = new Map(known.map(([name, value]) => [name, String(value)]));
    const values = readOptions("model", entry.options as OptionTable, given);
    const kernels = setting.kernels ?? createReference();
    this.forecaster = entry.create("model", values, { layout: this.layout, seed, kernels }) as F;
    for (let index = 0; index < count; index++) {
      const series = new Series(`${index}`, index, this.layout, this.forecaster.lookback);
      this.series.push(series);
      this.tracks.push(this.forecaster.open(series));
    }
  }

  /** The next row of each series, undefined for those that have none; forecasts (targets, horizons) of those that have. */
  forecast(rows: readonly (readonly number[] | undefined)[]): number[][] {
    const tracks = rows.flatMap((row, index) => {
      if (row === undefined) return [];
      const series = this.series[index];
      series.append(Float64Array.from(row), series.rows, series.rows);
      return [this.tracks[index]];
    });
    this.forecaster.forecast(tracks);
    return tracks.map(({ forecast }) => [...forecast]);
  }

  learn(rows: readonly (readonly number[] | undefined)[]): void {
    this.forecaster.learn(this.tracks.filter((_, index) => rows[index] !== undefined));
  }

  cohort(rows: readonly (readonly number[] | undefined)[]): number[][] {
    const forecasts = this.forecast(rows);
    this.learn(rows);
    return forecasts;
  }

  /** Rows of a single series, one after the other. */
  steps(rows: readonly (readonly number[])[]): number[][] {
    return rows.map((row) => this.cohort([row])[0]);
  }

  persist(archive: Archive): void {
    this.series.forEach((series, i) => series.persist(archive.within(`series.${i}`)));
    this.tracks.forEach((track, i) => track.persist(archive.within(`track.${i}`)));
    this.forecaster.persist(archive.within("forecaster"));
  }
}

/** A random walk around nothing in particular: rows of `columns` values, some of them missing. */
export function walk(rows: number, seed: number, columns = 1, missing = 0): number[][] {
  const random = new Random(seed);
  const values = new Array(columns).fill(10);
  return Array.from({ length: rows }, () =>
    values.map((_, c) => {
      values[c] += random.normal();
      return random.uniform() < missing ? NaN : values[c];
    }));
}

/** y_t = 0.9 y_{t−1} − 0.5 y_{t−2} + noise: a naive forecast has much to lose. */
export function autoregression(rows: number, seed: number): number[][] {
  const random = new Random(seed);
  let [before, last] = [0, 0];
  return Array.from({ length: rows }, () => {
    [before, last] = [last, 0.9 * last - 0.5 * before + random.normal()];
    return [last];
  });
}
