import type { Archive, Persistent } from "../base/archive.ts";
import { Random } from "../base/random.ts";
import { NETWORK_OPTIONS } from "../nn/network_options.ts";
import { Replay } from "../nn/replay.ts";
import { type Trainable, Trainer } from "../nn/trainer.ts";
import { CAPACITY, PastSegment } from "./past_segment.ts";
import type { LearningTrack } from "./segment.ts";

/** Options of every network here. */
export const TRAINING_OPTIONS = {
  ...NETWORK_OPTIONS,
  rate: { ...NETWORK_OPTIONS.rate, default: 0.003 },
  tbptt: { ...NETWORK_OPTIONS.tbptt, help: "rows that a gradient step goes back, at least" },
  longest: {
    default: 1000,
    min: 1,
    max: 100_000,
    integer: true,
    help: "rows that one label can teach, at most",
  },
  batch: {
    ...NETWORK_OPTIONS.batch,
    help: "labels, of whatever sequences, that a gradient step waits for",
  },
} as const;

/** Their values that training itself reads. */
export interface TrainingValues {
  readonly rate: number;
  readonly fall: number;
  readonly tbptt: number;
  readonly longest: number;
  readonly batch: number;
  readonly replay: number;
  readonly clip: number;
  readonly decay: number;
}

/**
 * When a classifier's network learns, from which rows, and what of it is kept: the same for recurrent and
 * windowed ones.
 *
 * A label makes its sequence due; when `batch` labels have come there is one gradient step over the segments
 * of all due sequences. A segment ends at the newest label and begins behind the label before it, or `tbptt`
 * rows before its end if that is farther back. So a sequence whose one label comes at its end is learned as a
 * whole (many-to-one), and where every row has a label each is learned from `tbptt` of them (in step); no
 * option says which it is.
 */
export class Training<T extends LearningTrack> implements Persistent {
  readonly trainer: Trainer;
  private waiting = 0;
  private readonly tracks: T[] = []; // by their sequences' numbers
  private readonly due: T[] = [];
  private readonly replay: Replay<PastSegment> | undefined;
  private readonly drawn: PastSegment[] = [];

  /** @param inputs of a row */
  constructor(
    private readonly network: Trainable,
    readonly options: TrainingValues,
    inputs: number,
    seed: number,
  ) {
    this.trainer = new Trainer(network, options);
    if (options.replay > 0) {
      this.replay = new Replay(CAPACITY, () => new PastSegment(inputs), "any", new Random(seed + 1));
    }
  }

  /** Takes in the track of the next sequence. */
  open(track: T): T {
    this.tracks.push(track);
    return track;
  }

  /** Past segments that join the next minibatch. */
  drawPast(): readonly PastSegment[] {
    this.replay?.draw(this.options.replay, this.drawn);
    return this.drawn;
  }

  /**
   * A segment has been learned, and is kept for replay unless it holds rows that are kept already; before its
   * track moves on.
   * @param startState before its first row, of a model with states
   */
  keep({ segment, oldest }: T, startState: Float32Array = NO_STATE): void {
    if (this.replay === undefined || segment.start <= segment.kept) return;
    segment.kept = segment.sequence.lastLabel;
    this.replay.keep().copy(segment, oldest, startState);
  }

  /**
   * The track's sequence has one more label. Returns the tracks that are to be learned now, longest segment
   * first.
   */
  gather(track: T): readonly T[] {
    if (this.trainer.frozen) return [];
    if (!this.due.includes(track)) this.due.push(track);
    if (++this.waiting < this.options.batch) return [];
    const gathered = this.due.splice(0);
    this.waiting = 0;
    return gathered.sort((a, b) => b.segment.length - a.segment.length);
  }

  persist(archive: Archive): void {
    this.network.parameters.persist(archive.within("parameters"));
    this.persistTraining(archive.within("training"));
  }

  private persistTraining(archive: Archive): void {
    this.trainer.persist(archive);
    this.replay?.persist(archive.within("replay"));
    this.waiting = archive.number("waiting", this.waiting);
    const due = new Int32Array(archive.number("due", this.due.length));
    if (!archive.restoring) due.set(this.due.map(({ segment }) => segment.sequence.index));
    archive.array("dueSequences", due);
    if (archive.restoring) this.due.splice(0, this.due.length, ...Array.from(due, (i) => this.tracks[i]));
  }
}

const NO_STATE = new Float32Array(0);
