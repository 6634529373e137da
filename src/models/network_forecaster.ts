import type { Archive } from "../base/archive.ts";
import type { Parameters } from "../nn/parameters.ts";
import type { Lookback } from "../series/lookback.ts";
import type { Series } from "../series/series.ts";
import { DueTracks } from "./due_tracks.ts";
import type { Attention, Forecaster, Track } from "./forecaster.ts";
import type { Learning } from "./learning.ts";
import type { PastSegments } from "./past_segments.ts";
import { Shrinkage } from "./shrinkage.ts";

/** A network's memory of one series. */
export interface NetworkTrack extends Track {
  readonly series: Series;
}

/** What networks that learn online differ in: how they read rows, and what they run for a gradient step. */
export interface OnlineNetwork<T extends NetworkTrack = NetworkTrack> {
  readonly lookback: Lookback;
  readonly network: { readonly parameters: Parameters };
  readonly learning: Learning;
  /** What it replays; undefined without `replay`. */
  readonly past: PastSegments | undefined;
  /** See `Forecaster.open`. */
  open(series: Series, earlier: ReadonlyMap<string, Track>): T;
  /** The track is used no more. */
  close?(track: T): void;
  /** See `Forecaster.forecast`. */
  forecast(tracks: readonly T[]): void;
  /** Gradient steps over the newest rows of these tracks, each there once. */
  update(due: T[]): void;
  attention?(): Attention | undefined;
  /** What it remembers beside weights, learning, what waits and the past. */
  persist?(archive: Archive): void;
}

/**
 * The part of a forecaster that all networks share: whose rows wait to be learned, pace, report and state.
 */
export class NetworkForecaster<T extends NetworkTrack, O extends OnlineNetwork<T>> implements Forecaster {
  readonly lookback: Lookback;
  readonly network: O["network"];
  private readonly due: DueTracks<T>;
  private readonly shrinkages = new Map<Track, Shrinkage>();

  constructor(readonly name: string, readonly online: O) {
    this.lookback = { ...online.lookback, seasons: true, labels: true };
    this.network = online.network;
    this.due = new DueTracks(online.learning);
  }

  open(series: Series, earlier: ReadonlyMap<string, Track> = new Map()): Track {
    this.online.past?.open(series);
    const track = this.online.open(series, earlier);
    this.shrinkages.set(track, new Shrinkage(series));
    return this.due.open(track);
  }

  close(track: Track): void {
    this.online.close?.(track as T);
    this.shrinkages.delete(track);
    this.due.clear();
  }

  forecast(tracks: readonly Track[]): void {
    this.online.forecast(tracks as readonly T[]);
    for (let i = 0; i < tracks.length; i++) this.shrinkages.get(tracks[i])!.apply(tracks[i].forecast);
  }

  learn(tracks: readonly Track[]): void {
    const due = this.due.gather(tracks);
    if (due.length === 0) return;
    const { past } = this.online;
    if (past !== undefined) {
      for (const { series } of due) past.forgetOldBase(series);
    }
    this.online.update(due);
    this.due.clear();
  }

  onDrift(share: number): void {
    this.online.learning.trainer.optimizer.raiseRate(share);
  }

  attention(): Attention | undefined {
    return this.online.attention?.();
  }

  report(): Readonly<Record<string, number>> {
    return this.online.learning.trainer.report();
  }

  persist(archive: Archive): void {
    const { online } = this;
    online.network.parameters.persist(archive.within("parameters"));
    online.learning.trainer.persist(archive.within("learning"));
    online.persist?.(archive);
    this.due.persist(archive.within("due"));
    [...this.shrinkages.values()].forEach((one, i) => one.persist(archive.within(`shrinkage.${i}`)));
    online.past?.persist(archive.within("replay"));
  }
}
