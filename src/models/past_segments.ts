import { type Archive, persistCount, type Persistent } from "../base/archive.ts";
import { Random } from "../base/random.ts";
import { Replay } from "../nn/replay.ts";
import type { Series } from "../series/series.ts";

/** Floats that a replay holds at most: 4 MB. */
const FLOATS = 1 << 20;
/** Segments that it holds at most. */
const SEGMENTS = 512;

/** Sizes of the segments that a network replays; a window is one of a single row, as wide as the window. */
export interface PastSizes {
  readonly rows: number;
  /** Of a row. */
  readonly inputs: number;
  readonly labels: number;
  /** Floats of the state before the first row; 0 for windows. */
  readonly state: number;
}

/** A segment (or a window) that was learned, with all that it takes to learn it again. */
export class PastSegment implements Persistent {
  /** (rows, inputs). */
  readonly inputs: Float32Array;
  /** (rows, labels), NaN where there is none to learn. */
  readonly labels: Float32Array;
  /** The state before the first row. */
  readonly state: Float32Array;
  /** How many labels are known. */
  known = 0;
  /** The number of its series. */
  series = 0;

  constructor({ rows, inputs, labels, state }: PastSizes) {
    this.inputs = new Float32Array(rows * inputs);
    this.labels = new Float32Array(rows * labels);
    this.state = new Float32Array(state);
  }

  persist(archive: Archive): void {
    archive.array("inputs", this.inputs);
    archive.array("labels", this.labels);
    archive.array("state", this.state);
    this.known = archive.number("known", this.known);
    this.series = persistCount(archive, "series", this.series);
  }
}

/**
 * The newest segments of all series, of which `count` join each minibatch. Of every `stretch` rows of a
 * series one segment is kept, at the first gradient step in them, however many rows lie between its steps:
 * each row about once.
 *
 * Source: with stored states as in Kapturowski et al. 2019 (R2D2). Memory: 4 MB, 512 segments at most.
 */
export class PastSegments implements Persistent {
  /** Those that join the minibatch at hand. */
  readonly drawn: PastSegment[] = [];
  private readonly replay: Replay<PastSegment>;
  private readonly stretches: number[] = []; // by series: that of its newest step
  private readonly bases: number[] = []; // by series: what its labels were counted from

  constructor(
    readonly sizes: PastSizes,
    private readonly count: number,
    private readonly stretch: number,
    seed: number,
  ) {
    const floats = sizes.rows * (sizes.inputs + sizes.labels) + sizes.state;
    const capacity = Math.max(1, Math.min(SEGMENTS, Math.floor(FLOATS / floats)));
    this.replay = new Replay(capacity, () => new PastSegment(sizes), "oldest", new Random(seed + 1));
  }

  /** Begins with a series that has no rows yet. */
  open({ index }: Series): void {
    this.stretches[index] = 0;
    this.bases[index] = 0;
  }

  /**
   * Labels that were counted from what is the series' base no more say nothing: they are forgotten. Before
   * the next `draw`.
   */
  forgetOldBase({ index, bases }: Series): void {
    if (this.bases[index] === bases) return;
    this.bases[index] = bases;
    this.replay.each((past) => {
      if (past.series !== index) return;
      past.labels.fill(NaN);
      past.known = 0;
    });
  }

  /** Chooses those that join the next minibatch; returns how many labels they bring. */
  draw(): number {
    this.replay.draw(this.count, this.drawn);
    let known = 0;
    for (let i = 0; i < this.drawn.length; i++) known += this.drawn[i].known;
    return known;
  }

  /** None joins the next minibatch: no labels. */
  drawNone(): number {
    return this.drawn.length = 0;
  }

  /** Whether a gradient step at the series' newest row is to be kept from; asked once for each step. */
  isDue({ index, rows }: Series): boolean {
    const stretch = Math.floor(rows / this.stretch);
    if (stretch === this.stretches[index]) return false;
    this.stretches[index] = stretch;
    return true;
  }

  /** The place for a segment of the series that is kept; the caller overwrites it. */
  keep({ index }: Series): PastSegment {
    const kept = this.replay.keep();
    kept.series = index;
    return kept;
  }

  persist(archive: Archive): void {
    this.replay.persist(archive);
    this.stretches.length = persistCount(archive, "series", this.stretches.length);
    const stretches = Float64Array.from(this.stretches);
    archive.array("stretches", stretches);
    stretches.forEach((stretch, index) => this.stretches[index] = stretch);
    const bases = Float64Array.from(
      stretches,
      (_, index) => this.bases[index] ?? 0,
    );
    archive.array("bases", bases);
    bases.forEach((count, index) => this.bases[index] = count);
  }
}
