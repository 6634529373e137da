import type { Archive, Persistent } from "../base/archive.ts";
import { UsualGap } from "../series/usual_gap.ts";
import type { Span } from "./rule.ts";

/** Gaps that must have been seen before a time is told in rows. */
const LEAST_GAPS = 5;
/** Time beyond so many usual gaps is nobody's watch. */
const LONGEST_WATCH = 10;
/** By so much of a row the usual gap may be too large: clocks jitter. */
const TOLERANCE = 0.1;

/**
 * The usual time between a series' rows (geometric mean, the last fifty or so): what turns a time into a number of rows.
 *
 * Memory: four numbers. Cost: O(1).
 */
export class RowClock implements Persistent {
  /** Time that was watched: all gaps, long ones cut. In the unit of the times. */
  watched = 0;
  private last = NaN;
  private readonly gap = new UsualGap(2);

  /** Takes in the time of the next row. */
  update(time: number): void {
    const gap = time - this.last;
    this.last = time;
    if (!(gap > 0)) return;
    this.gap.observe(gap);
    this.watched += Math.min(gap, LONGEST_WATCH * this.gap.usual);
  }

  /** Rows within a span; NaN while that cannot be told. */
  rows({ amount, unit }: Span): number {
    if (unit === "rows") return amount;
    return this.gap.count < LEAST_GAPS ? NaN : Math.floor(amount / this.gap.usual + TOLERANCE);
  }

  persist(archive: Archive): void {
    this.watched = archive.number("watched", this.watched);
    this.last = archive.number("last", this.last);
    this.gap.persist(archive, "usual");
  }
}
