import type { Archive, Persistent } from "../base/archive.ts";
import { Segment } from "./segment.ts";
import { NO_LABEL, Sequence } from "./sequence.ts";

/** Segments that a replay keeps. */
export const CAPACITY = 256;

/**
 * A segment that was learned before, with rows and state of its own: where labels are few, one gradient step
 * for each is too little.
 *
 * Memory: rows of a segment · inputs.
 */
export class PastSegment implements Persistent {
  segment: Segment;
  /** State before its first row; empty for a model without. */
  startState: Float32Array = new Float32Array(0);

  /** @param width inputs of a row */
  constructor(width: number) {
    this.segment = new Segment(new Sequence("", -1, width));
  }

  /** Becomes a copy of a segment. @param oldest the first row that it takes to learn it */
  copy({ sequence, start }: Segment, oldest: number, startState: Float32Array): void {
    this.segment = new Segment(copyOf(sequence, oldest));
    this.segment.start = start - oldest;
    this.startState = startState.slice();
  }

  persist(archive: Archive): void {
    const length = archive.number("stateLength", this.startState.length);
    if (archive.restoring) this.startState = new Float32Array(length);
    this.segment.sequence.persist(archive);
    this.segment.persist(archive);
    archive.array("startState", this.startState);
  }
}

/** Rows `from … lastLabel` as a sequence of their own. */
function copyOf(sequence: Sequence, from: number): Sequence {
  const copy = new Sequence(sequence.key, -1, sequence.width);
  for (let row = from; row <= sequence.lastLabel; row++) {
    sequence.copyInputs(row, copy.append(), 0);
    const label = sequence.labelOf(row);
    if (label !== NO_LABEL) copy.label(label);
  }
  return copy;
}
