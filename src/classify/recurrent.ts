import type { Archive } from "../base/archive.ts";
import { Random } from "../base/random.ts";
import type { Cell } from "../nn/cells/cell.ts";
import { crossEntropy } from "../nn/cross_entropy.ts";
import { RecurrentNetwork } from "../nn/recurrent_network.ts";
import { softmaxInto } from "../nn/softmax.ts";
import type { Classifier, ClassifierContext } from "./classifier.ts";
import type { PastSegment } from "./past_segment.ts";
import { type LearningTrack, Segment } from "./segment.ts";
import { NO_LABEL, type Sequence } from "./sequence.ts";
import { Training, type TrainingValues } from "./training.ts";

interface RecurrentValues extends TrainingValues {
  readonly hidden: number;
  readonly layers: number;
}

class RecurrentTrack implements LearningTrack {
  readonly segment: Segment;
  readonly probabilities: Float64Array;
  /** State after the newest row, and before the row `start`. */
  readonly carried: Float32Array;
  readonly startState: Float32Array;

  constructor(sequence: Sequence, classes: number, stateLength: number) {
    this.segment = new Segment(sequence);
    this.probabilities = new Float64Array(classes).fill(1 / classes);
    this.carried = new Float32Array(stateLength);
    this.startState = new Float32Array(stateLength);
  }

  get oldest(): number {
    return this.segment.start;
  }

  persist(archive: Archive): void {
    archive.array("probabilities", this.probabilities);
    this.segment.persist(archive);
    archive.array("carried", this.carried);
    archive.array("startState", this.startState);
  }
}

/**
 * A recurrent classifier that learns online: one network for all sequences, each with a hidden state of its
 * own.
 *
 *   (h_t) = cell(x_t, h_{t−1}),  p(label | x_1 … x_t) = softmax(W h_t + b)
 *
 * `predict`: one step from the carried state. `learn`: softmax cross-entropy at every labelled row of the
 * segments that `Training` found due, backpropagated through all their rows from the state kept for their
 * start. Segments of different lengths make one minibatch without padding or mask (`nn/schedule.ts`).
 *
 * Memory per sequence: two states, and the rows since the last label, at most `longest`.
 */
export class RecurrentClassifier implements Classifier {
  readonly network: RecurrentNetwork;
  private readonly training: Training<RecurrentTrack>;

  constructor(
    readonly name: string,
    cell: Cell,
    private readonly options: RecurrentValues,
    private readonly context: ClassifierContext,
  ) {
    const { inputs, classes, kernels, seed } = context;
    const sizes = { ...options, inputs, outputs: classes, skip: false };
    this.network = new RecurrentNetwork(kernels, cell, sizes, new Random(seed));
    this.training = new Training(this.network, options, inputs, seed);
  }

  open(sequence: Sequence): RecurrentTrack {
    return this.training.open(new RecurrentTrack(sequence, this.context.classes, this.network.stateLength));
  }

  predict(track: RecurrentTrack): void {
    const { network, context: { kernels } } = this;
    const { segment: { sequence, start }, probabilities } = track;
    network.plan(ONE, 1);
    network.moveStates(0, 0, track.carried, true);
    sequence.copyInputs(sequence.rows - 1, kernels.memory, network.inputRow(0, 0));
    network.forward();
    network.moveStates(1, 0, track.carried, false);
    softmaxInto(probabilities, kernels.memory, network.outputRow(0, 0));
    if (sequence.rows - start >= this.options.longest + this.options.tbptt) this.skipAhead(track);
  }

  learn(track: RecurrentTrack): void {
    const due = this.training.gather(track);
    if (due.length > 0) this.gradientStep(due);
  }

  private gradientStep(due: readonly RecurrentTrack[]): void {
    const { network, training } = this;
    const all = [...due, ...training.drawPast()].sort((a, b) => b.segment.length - a.segment.length);
    network.plan(all.map(({ segment }) => segment.length), all.length);
    const { schedule: { steps } } = network;
    let labels = 0;
    all.forEach((past, b) => {
      const { segment } = past;
      this.putSegment(past, b, steps - segment.length, segment.length);
      labels += segment.countLabels();
    });
    network.forward();
    let loss = 0;
    for (let b = 0; b < all.length; b++) loss += this.segmentLoss(all[b].segment, b, 1 / labels);
    training.trainer.step(loss);
    for (const track of due) {
      const { segment, startState } = track;
      const next = segment.nextStart(this.options.tbptt);
      training.keep(track, startState);
      network.moveStates(
        steps - segment.length + next - segment.start,
        all.indexOf(track),
        startState,
        false,
      );
      segment.start = next;
    }
  }

  /**
   * Puts `length` rows from the track's start on, and the state before them, into the network from step
   * `first` on.
   */
  private putSegment(
    { segment: { sequence, start }, startState }: Pick<PastSegment, "segment" | "startState">,
    b: number,
    first: number,
    length: number,
  ): void {
    const { network, context: { kernels } } = this;
    network.moveStates(first, b, startState, true);
    for (let t = 0; t < length; t++) {
      sequence.copyInputs(start + t, kernels.memory, network.inputRow(first + t, b));
    }
  }

  /** Losses of a segment's labelled rows; every row's gradient is written, 0 where there is no label. */
  private segmentLoss({ sequence, start, length }: Segment, b: number, share: number): number {
    const { network, context: { kernels: { memory }, classes } } = this;
    const first = network.schedule.steps - length;
    let loss = 0;
    for (let t = 0; t < length; t++) {
      const dy = network.gradientRow(first + t, b);
      const label = sequence.labelOf(start + t);
      memory.fill(0, dy, dy + network.outputStride);
      if (label === NO_LABEL) continue;
      loss += crossEntropy(memory, network.outputRow(first + t, b), dy, classes, label, share);
    }
    return loss;
  }

  /**
   * No label has come for long: the older half of the rows goes into the state that the next segment begins
   * with.
   */
  private skipAhead(track: RecurrentTrack): void {
    const { network } = this;
    const length = Math.ceil(this.options.longest / 2);
    network.plan([length], 1);
    this.putSegment(track, 0, 0, length);
    network.forward();
    network.moveStates(length, 0, track.startState, false);
    track.segment.start += length;
  }

  report(): Readonly<Record<string, number>> {
    return this.training.trainer.report();
  }

  persist(archive: Archive): void {
    this.training.persist(archive);
  }
}

const ONE = [1];
