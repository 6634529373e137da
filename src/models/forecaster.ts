import type { Persistent } from "../base/archive.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { Parameters } from "../nn/parameters.ts";
import type { SeriesLayout } from "../series/layout.ts";
import type { Lookback } from "../series/lookback.ts";
import type { Series } from "../series/series.ts";

/**
 * A model of the comparison. The pipeline calls, for every cohort (rows of different series that came
 * together): `forecast` with the tracks of the series whose newest row has just been appended, and later,
 * after those forecasts have been written, `learn` with the same tracks. Between the two, nothing of the
 * model changes.
 */
export interface Forecaster extends Persistent {
  /** The name in the output, `as=` included. */
  readonly name: string;
  /** How far back it reads; the series keep the most that any model asks for. */
  readonly lookback: Lookback;
  /** What it trains, if it is a network. */
  readonly network?: { readonly parameters: Parameters } | undefined;
  /**
   * Begins this model's memory of a series that has no rows yet.
   * @param earlier the tracks of that series of the models that stand before this one, and forecast before
   * it, by name
   */
  open(series: Series, earlier?: ReadonlyMap<string, Track>): Track;
  /**
   * Forgets a track that will be used no more, and what waits to be learned: of a history, or only imagined.
   */
  close?(track: Track): void;
  /** Takes in the newest row of each track's series and fills each track's `forecast`. Distinct series. */
  forecast(tracks: readonly Track[]): void;
  /** Learns from the labels that came with those rows. */
  learn(tracks: readonly Track[]): void;
  /**
   * The model's errors have drifted: what it has learned no longer holds, and it is to learn faster for a
   * while. Called between `learn`s; however often, it must not become unstable. A model without it learns at
   * one pace.
   * @param share of all series and targets for which this is so, 0 … 1
   */
  onDrift?(share: number): void;
  /** How it reads the window before the newest row of the run's first series; where a model attends. */
  attention?(): Attention | undefined;
  /** What the summary says of this model: parameters, updates, skipped updates, last loss … */
  report(): Readonly<Record<string, number>>;
}

/** How much each step of a decoder reads of each row of its window. */
export interface Attention {
  /** Rows of the window. */
  readonly rows: number;
  /** (steps, rows) row by row, from one step ahead on and the oldest row first; each step's sum is 1. */
  readonly weights: Float64Array;
}

/** A model's memory of one series. */
export interface Track extends Persistent {
  /**
   * (targets, horizons), in the target's own units, rewritten by every `forecast`. NaN where nothing can be
   * said yet: only while the target has never had a value.
   */
  readonly forecast: Float64Array;
  /**
   * (targets, horizons), in the target's own units, rewritten by every `forecast`: how far the model expects
   * actuals from its forecasts, for models that forecast distributions. 0 where it cannot say.
   */
  readonly spread?: Float64Array | undefined;
}

/** What a model is told of the run it takes part in. */
export interface ModelContext {
  /** What the run's series have in common. */
  readonly layout: SeriesLayout;
  /** Seed of the run's randomness. */
  readonly seed: number;
  /** Names of the models that stand before this one in the run. */
  readonly earlier?: readonly string[];
  /** Whether the model learns nothing any more: its state goes on with the rows, its weights stay. @default {false} */
  readonly frozen?: boolean | undefined;
  /** For the networks; the baselines leave it alone. */
  readonly kernels: Kernels;
}
