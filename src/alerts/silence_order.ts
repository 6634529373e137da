import type { Archive, Persistent } from "../base/archive.ts";

/** The end of the list, and what is not in it. */
const NONE = -1;
const OUT = -2;

/**
 * Series in the order in which they were last heard, the one that has been silent longest first: a doubly linked list over
 * their numbers. Everything is O(1).
 */
export class SilenceOrder implements Persistent {
  /** The series that has been silent longest, or -1. */
  first: number = NONE;
  private last = NONE;
  private readonly before: number[] = [];
  private readonly after: number[] = [];

  /** Adds the next number; it is not in the list. */
  open(): void {
    this.before.push(OUT);
    this.after.push(OUT);
  }

  /** The series was heard just now. */
  moveLast(series: number): void {
    if (this.last === series) return;
    this.remove(series);
    const { before, after, last } = this;
    before[series] = last;
    after[series] = NONE;
    if (last === NONE) this.first = series;
    else after[last] = series;
    this.last = series;
  }

  /** Takes a series out of the list, if it is in it. */
  remove(series: number): void {
    const { before, after } = this;
    const [previous, next] = [before[series], after[series]];
    if (previous === OUT) return;
    if (previous === NONE) this.first = next;
    else after[previous] = next;
    if (next === NONE) this.last = previous;
    else before[next] = previous;
    before[series] = after[series] = OUT;
  }

  persist(archive: Archive): void {
    this.first = archive.number("first", this.first);
    this.last = archive.number("last", this.last);
    for (const name of ["before", "after"] as const) {
      const links = Int32Array.from(this[name]);
      archive.array(name, links);
      links.forEach((link, series) => this[name][series] = link);
    }
  }
}
