import type { Archive, Persistent } from "../base/archive.ts";
import type { Track } from "./classifier.ts";
import { NO_LABEL, type Sequence } from "./sequence.ts";

/** The rows of a sequence that the next gradient step is about: `start … sequence.lastLabel`. */
export class Segment implements Persistent {
  start = 0;
  /** The newest row that a replay has a copy of; −1 before the first. */
  kept = -1;

  constructor(readonly sequence: Sequence) {}

  /** Rows of the segment. */
  get length(): number {
    return this.sequence.lastLabel + 1 - this.start;
  }

  /** Where the segment after this one begins, if the very next row has a label. */
  nextStart(tbptt: number): number {
    return Math.max(this.start, this.sequence.lastLabel + 2 - tbptt);
  }

  /** Labels in the segment. */
  countLabels(): number {
    const { sequence } = this;
    let count = 0;
    for (let row = this.start; row <= sequence.lastLabel; row++) {
      if (sequence.labelOf(row) !== NO_LABEL) count++;
    }
    return count;
  }

  persist(archive: Archive): void {
    this.start = archive.number("start", this.start);
    this.kept = archive.number("kept", this.kept);
  }
}

/** The track of a model that learns segments. */
export interface LearningTrack extends Track {
  readonly segment: Segment;
}
