import type { Archive } from "../base/archive.ts";
import { UsageError } from "../base/errors.ts";
import { Random } from "../base/random.ts";
import type { Cell } from "../nn/cells/cell.ts";
import { crossEntropy } from "../nn/cross_entropy.ts";
import { softmaxInto } from "../nn/softmax.ts";
import { WindowNetwork } from "../nn/window_network.ts";
import type { Classifier, ClassifierContext } from "./classifier.ts";
import { type LearningTrack, Segment } from "./segment.ts";
import { NO_LABEL, type Sequence } from "./sequence.ts";
import { Training, type TrainingValues } from "./training.ts";

interface BidirectionalValues extends TrainingValues {
  readonly hidden: number;
  readonly layers: number;
  readonly window: number;
}

class BidirectionalTrack implements LearningTrack {
  readonly segment: Segment;
  readonly probabilities: Float64Array;

  constructor(sequence: Sequence, classes: number, private readonly window: number) {
    this.segment = new Segment(sequence);
    this.probabilities = new Float64Array(classes).fill(1 / classes);
  }

  get oldest(): number {
    return Math.max(0, this.segment.start + 1 - this.window);
  }

  persist(archive: Archive): void {
    archive.array("probabilities", this.probabilities);
    this.segment.persist(archive);
  }
}

/** A labelled row, and how many rows up to it are read. */
interface LabelledWindow {
  readonly sequence: Sequence;
  readonly row: number;
  readonly length: number;
}

/**
 * A bidirectional recurrent classifier, many-to-one: at every row it reads the sequence so far, its last W
 * rows at most, from left to right and from right to left, and answers from the two states in which the
 * passes end.
 *
 *   h→_t = cell→(x_t, h→_{t−1}),  h←_t = cell←(x_t, h←_{t+1}),
 *   p(label | x_1 … x_t) = softmax(V [h→_t, h←_s] + b),
 *
 * s = max(1, t + 1 − W) being the window's first row. The second pass begins at the newest row, never behind
 * it: no future is seen. But it begins anew with every row, so that nothing can be carried from one to the
 * next, as one direction does.
 *
 * `learn`: softmax cross-entropy at every labelled row of the segments that `Training` found due, each
 * backpropagated through a window of its own. Windows of different lengths make one minibatch without padding
 * or mask (`nn/schedule.ts`).
 *
 * Cost: W steps of either pass for a row, as many forward and backward for each label learned. Memory per
 * sequence: the rows since the last label, at most `longest`, and W more.
 *
 * Source: Schuster & Paliwal 1997. Golden, of the two passes: fixtures/golden/bidirectional_*.json.
 */
export class BidirectionalClassifier implements Classifier {
  readonly network: WindowNetwork;
  private readonly training: Training<BidirectionalTrack>;

  /** @throws {UsageError} if `hidden`, the units of both directions together, is odd */
  constructor(
    readonly name: string,
    cell: Cell,
    private readonly options: BidirectionalValues,
    private readonly context: ClassifierContext,
  ) {
    const { inputs, classes, kernels, seed } = context;
    const { hidden, layers } = options;
    if (hidden % 2 !== 0) {
      throw new UsageError(
        `Cannot set hidden of ${name} to "${hidden}": expected an even number with bidirectional=yes`,
      );
    }
    this.network = new WindowNetwork(kernels, cell, {
      ...{ inputs, hidden: hidden / 2, layers, bidirectional: true },
      ...{ outputs: classes, read: "end" },
    }, new Random(seed));
    this.training = new Training(this.network, options, inputs, seed);
  }

  open(sequence: Sequence): BidirectionalTrack {
    return this.training.open(new BidirectionalTrack(sequence, this.context.classes, this.options.window));
  }

  predict({ segment, probabilities }: BidirectionalTrack): void {
    const { network, options: { longest, tbptt }, context: { kernels } } = this;
    const { sequence } = segment;
    this.read([this.windowAt(sequence, sequence.rows - 1)]);
    softmaxInto(probabilities, kernels.memory, network.outputRow(0, 0));
    segment.start = Math.max(segment.start, sequence.rows + 1 - longest - tbptt);
  }

  learn(track: BidirectionalTrack): void {
    const { network, training, context: { kernels, classes } } = this;
    const due = training.gather(track);
    if (due.length === 0) return;
    const windows = [...due, ...training.drawPast()].flatMap(({ segment }) => this.labelledWindows(segment))
      .sort((a, b) => b.length - a.length);
    this.read(windows);
    const { memory } = kernels; // as it is now: a plan may have made it grow
    let loss = 0;
    windows.forEach(({ sequence, row }, b) => {
      const dy = network.gradientRow(0, b);
      memory.fill(0, dy, dy + network.outputStride);
      const label = sequence.labelOf(row);
      loss += crossEntropy(memory, network.outputRow(0, b), dy, classes, label, 1 / windows.length);
    });
    training.trainer.step(loss);
    for (const track of due) {
      training.keep(track);
      track.segment.start = track.segment.nextStart(this.options.tbptt);
    }
  }

  private windowAt(sequence: Sequence, row: number): LabelledWindow {
    return { sequence, row, length: Math.min(row + 1, this.options.window) };
  }

  private labelledWindows({ sequence, start }: Segment): LabelledWindow[] {
    const windows: LabelledWindow[] = [];
    for (let row = start; row <= sequence.lastLabel; row++) {
      if (sequence.labelOf(row) !== NO_LABEL) windows.push(this.windowAt(sequence, row));
    }
    return windows;
  }

  /** Both passes over all windows, the longest first. */
  private read(windows: readonly LabelledWindow[]): void {
    const { network, context: { kernels } } = this;
    network.plan(windows.map(({ length }) => length), windows.length);
    const { steps } = network.schedule;
    windows.forEach(({ sequence, row, length }, b) => {
      for (let back = 0; back < length; back++) {
        sequence.copyInputs(row - back, kernels.memory, network.inputRow(steps - 1 - back, b));
      }
    });
    network.forward();
  }

  report(): Readonly<Record<string, number>> {
    return this.training.trainer.report();
  }

  persist(archive: Archive): void {
    this.training.persist(archive);
  }
}
