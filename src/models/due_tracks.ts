import { type Archive, persistCount, type Persistent } from "../base/archive.ts";
import type { Series } from "../series/series.ts";
import type { Track } from "./forecaster.ts";
import type { Learning } from "./learning.ts";

/** A network's tracks by series number, and those whose segments wait to make up a minibatch (`--batch`). */
export class DueTracks<T extends Track & { readonly series: Series }> implements Persistent {
  private readonly bySeries: T[] = [];
  private readonly waiting: T[] = [];
  private readonly waits: boolean[] = []; // by series number
  private rows = 0;

  constructor(private readonly learning: Learning) {}

  open(track: T): T {
    this.bySeries[track.series.index] = track;
    this.waits[track.series.index] = false;
    return track;
  }

  /**
   * Adds the tracks for which a gradient step is due at their newest row. Returns all that wait once their
   * rows are `batch`, each track once, in the order of their rows; until then nothing.
   */
  gather(tracks: readonly Track[]): T[] {
    const { learning: { options } } = this;
    if (tracks.length === 1 && options.batch === 1) { // one series alone: no copy
      return this.learning.isDue((tracks[0] as T).series) ? tracks as T[] : NONE;
    }
    for (const track of tracks as readonly T[]) {
      if (!this.learning.isDue(track.series)) continue;
      this.rows++;
      this.add(track);
    }
    return this.rows >= options.batch ? this.waiting : NONE;
  }

  private add(track: T): void {
    const { index } = track.series;
    if (this.waits[index]) return;
    this.waits[index] = true;
    this.waiting.push(track);
  }

  /** Nothing waits any more: the minibatch has been learned, or its series will not come again. */
  clear(): void {
    for (const { series } of this.waiting) this.waits[series.index] = false;
    this.waiting.length = 0;
    this.rows = 0;
  }

  persist(archive: Archive): void {
    const rows = archive.number("rows", this.rows);
    const numbers = archive.restoring
      ? new Int32Array(persistCount(archive, "waiting", 0, this.bySeries.length))
      : Int32Array.from(this.waiting, (track) => track.series.index);
    if (!archive.restoring) archive.number("waiting", numbers.length);
    archive.array("series", numbers);
    if (!archive.restoring) return;
    this.clear();
    this.rows = rows;
    for (const index of numbers) {
      const track = this.bySeries.at(index);
      if (track === undefined) {
        throw new RangeError(`Cannot restore what waits of series ${index}: there is none`);
      }
      this.add(track);
    }
  }
}

const NONE: never[] = [];
