import type { Archive, Persistent } from "../base/archive.ts";

/** Why records are no rows, in the words that people are told. */
export const REASONS = {
  fields: "wrong number of fields",
  record: "no readable record",
  time: "unreadable time",
  key: "unreadable series key",
  backwards: "time goes backwards",
  series: "too many series",
} as const;

export type Reason = keyof typeof REASONS;

const KEYS = Object.keys(REASONS) as Reason[];

/** What is wrong with a record. */
export interface Flaw {
  readonly reason: Reason;
  /** `column "close": expected a number, got "n/a"` */
  readonly text: string;
}

/** How many records were refused, by reason. */
export class Refusals implements Persistent {
  /** All of them. */
  total = 0;
  private readonly counts = new Float64Array(KEYS.length);

  /** One more. */
  add(reason: Reason): void {
    this.counts[KEYS.indexOf(reason)]++;
    this.total++;
  }

  /** The reasons that there were, the commonest first; of equally common ones in the order of `REASONS`. */
  report(): { reason: Reason; words: string; count: number }[] {
    return KEYS
      .map((reason, i) => ({ reason, words: REASONS[reason], count: this.counts[i] }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count);
  }

  persist(archive: Archive): void {
    archive.array("counts", this.counts);
    this.total = this.counts.reduce((sum, count) => sum + count, 0);
  }
}
