import { type Archive, persistCount, type Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";
import { calendarPeriods } from "./calendar_periods.ts";
import type { SeriesLayout } from "./layout.ts";
import { SeasonFinder } from "./season_finder.ts";
import type { SeasonPool } from "./season_pool.ts";

/** Gaps between the first rows, by which the calendar suggests seasons. */
const GAPS = 15;

/**
 * The seasons of a series' targets: a finder for each, and what the calendar suggests to all, by the first
 * gaps between rows.
 */
export class Seasons implements Persistent {
  /** By target. */
  readonly finders: readonly SeasonFinder[];
  /** Whether the newest row has changed any target's seasons. */
  hasNews = false;
  private readonly gaps = packed(Float64Array, GAPS);
  private gapCount = 0;
  private suggested: readonly number[] | undefined;
  private before = NaN;

  constructor(private readonly layout: SeriesLayout, pool: SeasonPool) {
    const { targets, horizons, period } = layout;
    const farthest = horizons[horizons.length - 1];
    this.finders = targets.map(() => new SeasonFinder(period, pool, farthest));
    this.hasNews = this.finders.some(({ any }) => any);
  }

  /** Takes in the newest row: its working values (targets) stand in `working` at `at`. */
  take(working: Float64Array, at: number, present: Uint8Array, wallClock: number): void {
    this.keepGap(wallClock);
    const { finders } = this;
    this.hasNews = false;
    for (let k = 0; k < finders.length; k++) {
      const value = present[k] === 1 ? working[at + k] : NaN;
      if (finders[k].take(value, this.suggested ?? NONE)) this.hasNews = true;
    }
  }

  private keepGap(wallClock: number): void {
    if (!this.layout.dated || this.suggested !== undefined) return;
    const gap = wallClock - this.before;
    this.before = wallClock;
    if (gap > 0) this.gaps[this.gapCount++] = gap;
    if (this.gapCount === GAPS) this.suggested = calendarPeriods([...this.gaps]);
  }

  /** The series is no more. */
  close(): void {
    for (const finder of this.finders) finder.close();
  }

  persist(archive: Archive): void {
    archive.array("gaps", this.gaps);
    this.gapCount = persistCount(archive, "gapCount", this.gapCount, GAPS);
    this.before = archive.number("before", this.before);
    if (archive.restoring && this.gapCount === GAPS) this.suggested = calendarPeriods([...this.gaps]);
    this.finders.forEach((finder, k) => finder.persist(archive.within(`target.${k}`)));
  }
}

const NONE: readonly number[] = [];

/** `12 rows`, `48 and 336 rows`. */
export function periodWords(periods: ArrayLike<number>): string {
  return `${Array.from(periods).filter((period) => period > 0).join(" and ")} rows`;
}
