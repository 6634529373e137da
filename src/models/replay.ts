import type { Archive, Persistent } from "../base/archive.ts";
import type { Random } from "../base/random.ts";

/** The option of networks that replay. */
export const REPLAY_OPTION = {
  replay: {
    default: 0,
    min: 0,
    max: 1000,
    integer: true,
    help: "past segments or windows that join each minibatch",
  },
} as const;

/** What a network needs to learn a segment (or a window) again. */
export interface Memory {
  /** (rows, inputs). */
  readonly inputs: Float32Array;
  /** (rows, labels), NaN where there is none to learn. */
  readonly labels: Float32Array;
  /** The state before the first row; of length 0 for windows. */
  readonly state: Float32Array;
  /** How many labels are known. */
  known: number;
}

/** Floats that a replay holds at most: 4 MB. */
const FLOATS = 1 << 20;
/** Segments that it holds at most. */
const SEGMENTS = 512;

/**
 * Experience replay: the newest segments of all series in a bounded memory, from which some are drawn, uniformly, to
 * join each minibatch. The oldest gives way to the newest.
 *
 * Source: Lin 1992; with stored states as in Kapturowski et al. 2019 (R2D2). Memory: 4 MB, 512 segments at most.
 */
export class Replay implements Persistent {
  private readonly memories: Memory[];
  private kept = 0;

  constructor(
    readonly rows: number,
    inputs: number,
    labels: number,
    state: number,
    private readonly random: Random,
  ) {
    const floats = rows * (inputs + labels) + state;
    const length = Math.max(1, Math.min(SEGMENTS, Math.floor(FLOATS / floats)));
    this.memories = Array.from({ length }, () => ({
      inputs: new Float32Array(rows * inputs),
      labels: new Float32Array(rows * labels),
      state: new Float32Array(state),
      known: 0,
    }));
  }

  /** The place of the next segment to be kept; the caller fills it. */
  keep(): Memory {
    return this.memories[this.kept++ % this.memories.length];
  }

  /** Fills `out` with `count` segments, drawn with replacement; returns how many: none while nothing has been kept. */
  draw(count: number, out: Memory[]): number {
    const held = Math.min(this.kept, this.memories.length);
    if (held === 0) return 0;
    for (let i = 0; i < count; i++) out[i] = this.memories[this.random.below(held)];
    return count;
  }

  persist(archive: Archive): void {
    this.random.persist(archive.within("random"));
    this.kept = archive.number("kept", this.kept);
    const held = Math.min(this.kept, this.memories.length);
    for (let i = 0; i < held; i++) {
      const memory = this.memories[i];
      archive.array(`inputs.${i}`, memory.inputs);
      archive.array(`labels.${i}`, memory.labels);
      archive.array(`state.${i}`, memory.state);
      memory.known = archive.number(`known.${i}`, memory.known);
    }
  }
}
