import type { Archive, Persistent } from "../base/archive.ts";

/** The usual gap between rows, as the networks' inputs count it: the geometric mean of the last fifty or so. */
export class UsualGap implements Persistent {
  /** 0 before the first. */
  usual = 0;
  private count = 0;

  /** log₂ of the gap over the usual one before it, within ±4; 0 for the first, and where rows share a time. */
  observe(elapsed: number): number {
    const gap = Math.min(elapsed, Number.MAX_VALUE);
    if (!(gap > 0)) return 0;
    this.count++;
    if (this.count === 1) this.usual = gap;
    const ratio = Math.max(1 / 16, Math.min(16, gap / this.usual));
    this.usual *= ratio ** Math.max(0.02, 1 / this.count);
    return Math.log2(ratio);
  }

  persist(archive: Archive): void {
    this.usual = archive.number("usualGap", this.usual);
    this.count = archive.number("gaps", this.count);
  }
}
