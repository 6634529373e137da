import type { Archive, Persistent } from "../base/archive.ts";
import type { Random } from "../base/random.ts";
import { type LearningTrack, Segment } from "./segment.ts";
import { NO_LABEL, Sequence } from "./sequence.ts";

/** Segments that are kept; a new one then takes the place of any. */
const CAPACITY = 256;

/** A segment that was learned before, with rows and state of its own. */
export interface PastSegment {
  readonly segment: Segment;
  /** State before its first row; empty for a model without. */
  readonly startState: Float32Array;
}

/**
 * Segments that were learned, to be learned again beside new ones: where labels are few, one gradient step for each is too
 * little. Keeps 256 segments that don't overlap, older ones the less likely the older.
 *
 * Memory: 256 · rows of a segment · inputs.
 */
export class Replay implements Persistent {
  private readonly past: PastSegment[] = [];
  private readonly drawn: PastSegment[] = [];

  constructor(private readonly width: number, private readonly random: Random) {}

  /** So many of the segments kept, by chance, some perhaps twice. */
  draw(count: number): readonly PastSegment[] {
    this.drawn.length = 0;
    if (this.past.length > 0) {
      for (let i = 0; i < count; i++) this.drawn.push(this.past[this.random.below(this.past.length)]);
    }
    return this.drawn;
  }

  /** Keeps a copy of the segment that a track has just learned, unless it holds rows that are kept already. */
  keep({ segment, oldest }: LearningTrack, startState: Float32Array): void {
    const { sequence, start } = segment;
    if (start <= segment.kept) return;
    segment.kept = sequence.lastLabel;
    const copy = new Segment(copyOf(sequence, oldest));
    copy.start = start - oldest;
    const at = this.past.length < CAPACITY ? this.past.length : this.random.below(CAPACITY);
    this.past[at] = { segment: copy, startState: startState.slice() };
  }

  persist(archive: Archive): void {
    this.random.persist(archive.within("random"));
    const count = archive.number("count", this.past.length);
    if (archive.restoring) this.past.length = 0;
    for (let i = 0; i < count; i++) {
      const part = archive.within(`past.${i}`);
      const length = part.number("stateLength", this.past[i]?.startState.length ?? 0);
      this.past[i] ??= {
        segment: new Segment(new Sequence("", -1, this.width)),
        startState: new Float32Array(length),
      };
      this.past[i].segment.sequence.persist(part);
      this.past[i].segment.persist(part);
      part.array("startState", this.past[i].startState);
    }
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
