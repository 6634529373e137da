import type { Archive, Persistent } from "../base/archive.ts";

/**
 * The usual gap between rows: the geometric mean of the last fifty or so. A gap moves it as if it were at
 * most `reach` times as long, or as short: rows that were lost are no new pace.
 */
export class UsualGap implements Persistent {
  /** 0 before the first. */
  usual = 0;
  /** Gaps that were taken in. */
  count = 0;

  constructor(private readonly reach = 16) {}

  /**
   * log₂ of the gap over the usual one before it, within ± log₂ of `reach`; 0 for the first, and where rows
   * share a time.
   */
  observe(elapsed: number): number {
    const gap = Math.min(elapsed, Number.MAX_VALUE);
    if (!(gap > 0)) return 0;
    this.count++;
    if (this.count === 1) this.usual = gap;
    const ratio = Math.max(1 / this.reach, Math.min(this.reach, gap / this.usual));
    this.usual *= ratio ** Math.max(0.02, 1 / this.count);
    return Math.log2(ratio);
  }

  persist(archive: Archive, name = "usualGap"): void {
    this.usual = archive.number(name, this.usual);
    this.count = archive.number("gaps", this.count);
  }
}
