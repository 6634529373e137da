import type { Archive } from "../base/archive.ts";
import type { OptionValues } from "../base/options.ts";
import { Random } from "../base/random.ts";
import { crossEntropy } from "../nn/cross_entropy.ts";
import { MlpNetwork } from "../nn/mlp_network.ts";
import { SPECIAL_OPTIONS } from "../nn/network_options.ts";
import { softmaxInto } from "../nn/softmax.ts";
import type { Classifier, ClassifierContext } from "./classifier.ts";
import { type LearningTrack, Segment } from "./segment.ts";
import { NO_LABEL, type Sequence } from "./sequence.ts";
import { Training, TRAINING_OPTIONS } from "./training.ts";

/** Options of the windowed perceptron. */
export const WINDOW_OPTIONS = {
  ...TRAINING_OPTIONS,
  window: SPECIAL_OPTIONS.window,
  combine: {
    default: "mean",
    choices: ["mean", "last"],
    help: "mean: of the predictions of all windows since the last label; last: the newest window's",
  },
  per: {
    ...SPECIAL_OPTIONS.per,
    help: "loss of each window, or one of the mean of all windows that share a label",
  },
} as const;

type WindowValues = OptionValues<typeof WINDOW_OPTIONS>;

class WindowTrack implements LearningTrack {
  readonly segment: Segment;
  readonly probabilities: Float64Array;
  /** Sum of the windows' probabilities since the last label, and how many windows that are. */
  readonly sum: Float64Array;
  windows = 0;

  constructor(sequence: Sequence, classes: number, private readonly window: number) {
    this.segment = new Segment(sequence);
    this.probabilities = new Float64Array(classes).fill(1 / classes);
    this.sum = new Float64Array(classes);
  }

  get oldest(): number {
    return Math.max(0, this.segment.start + 1 - this.window);
  }

  persist(archive: Archive): void {
    archive.array("probabilities", this.probabilities);
    this.segment.persist(archive);
    archive.array("sum", this.sum);
    this.windows = archive.number("windows", this.windows);
  }
}

/**
 * Windowing, the baseline for sequences: a multilayer perceptron on the last W rows, padded on the left with
 * zeros, that predicts at every row and learns by the same rule as the recurrent classifiers.
 *
 * All windows from behind one label up to the next share that next label. Their loss is Σ_j ℓ(ŷ_j, y) / n
 * (`per=window`) or ℓ(Σ_j ŷ_j / n, y) (`per=aggregate`, of the logits); their prediction is the mean of their
 * probabilities, or the newest's. Where every row has a label, each window has one of its own, and the
 * variants are one.
 */
export class WindowedClassifier implements Classifier {
  readonly network: MlpNetwork;
  private readonly training: Training<WindowTrack>;

  constructor(
    readonly name: string,
    private readonly options: WindowValues,
    private readonly context: ClassifierContext,
  ) {
    this.network = new MlpNetwork(context.kernels, {
      inputs: options.window * context.inputs,
      hidden: new Array(options.layers).fill(options.hidden),
      outputs: context.classes,
    }, new Random(context.seed));
    this.training = new Training(this.network, options, context.inputs, context.seed);
  }

  open(sequence: Sequence): WindowTrack {
    return this.training.open(new WindowTrack(sequence, this.context.classes, this.options.window));
  }

  predict(track: WindowTrack): void {
    const { network, options: { combine, longest, tbptt }, context: { kernels, classes } } = this;
    const { segment, probabilities, sum } = track;
    const { sequence } = segment;
    network.plan(1);
    this.putWindow(sequence, sequence.rows - 1, 0);
    network.forward();
    softmaxInto(probabilities, kernels.memory, network.outputRow(0));
    if (combine === "mean") {
      if (sequence.lastLabel === sequence.rows - 2) { // the row before closed what the windows share
        sum.fill(0);
        track.windows = 0;
      }
      track.windows++;
      for (let i = 0; i < classes; i++) probabilities[i] = (sum[i] += probabilities[i]) / track.windows;
    }
    segment.start = Math.max(segment.start, sequence.rows + 1 - longest - tbptt);
  }

  learn(track: WindowTrack): void {
    const due = this.training.gather(track);
    if (due.length === 0) return;
    const { network } = this;
    const all = [...due, ...this.training.drawPast()];
    network.plan(all.reduce((sum, { segment }) => sum + segment.length, 0));
    let window = 0;
    let labels = 0;
    for (const { segment: { sequence, start, length } } of all) {
      for (let row = start; row < start + length; row++) this.putWindow(sequence, row, window++);
    }
    for (const { segment } of all) labels += segment.countLabels();
    network.forward();
    window = 0;
    let loss = 0;
    for (const { segment } of all) {
      loss += this.segmentLoss(segment, window, 1 / labels);
      window += segment.length;
    }
    this.training.trainer.step(loss);
    for (const track of due) {
      this.training.keep(track);
      track.segment.start = track.segment.nextStart(this.options.tbptt);
    }
  }

  /**
   * Losses of the windows of one segment, which stand from network row `window` on, group by group of a
   * shared label.
   */
  private segmentLoss({ sequence, start, length }: Segment, window: number, share: number): number {
    let loss = 0;
    let begin = 0;
    for (let i = 0; i < length; i++) {
      const label = sequence.labelOf(start + i);
      if (label === NO_LABEL) continue;
      const count = i + 1 - begin;
      loss += this.options.per === "aggregate"
        ? this.aggregateLoss(window + begin, count, label, share)
        : this.windowLoss(window + begin, count, label, share / count);
      begin = i + 1;
    }
    return loss;
  }

  private windowLoss(window: number, count: number, label: number, share: number): number {
    const { network, context: { kernels: { memory }, classes } } = this;
    let loss = 0;
    for (let j = window; j < window + count; j++) {
      const dy = network.gradientRow(j);
      memory.fill(0, dy, dy + network.outputStride);
      loss += crossEntropy(memory, network.outputRow(j), dy, classes, label, share);
    }
    return loss;
  }

  /**
   * ℓ(mean of the logits): the mean is formed in the first window's outputs, and each window gets 1/n of its
   * gradient.
   */
  private aggregateLoss(window: number, count: number, label: number, share: number): number {
    const { network, context: { kernels: { memory }, classes } } = this;
    const y = network.outputRow(window);
    for (let j = window + 1; j < window + count; j++) {
      for (let i = 0; i < classes; i++) memory[y + i] += memory[network.outputRow(j) + i];
    }
    for (let i = 0; i < classes; i++) memory[y + i] /= count;
    const first = network.gradientRow(window);
    memory.fill(0, first, first + network.outputStride);
    const loss = crossEntropy(memory, y, first, classes, label, share);
    for (let i = 0; i < classes; i++) memory[first + i] /= count;
    for (let j = window + 1; j < window + count; j++) {
      memory.copyWithin(network.gradientRow(j), first, first + network.outputStride);
    }
    return loss;
  }

  /** The window that ends at a row, oldest row first, zeros before the sequence's beginning. */
  private putWindow(sequence: Sequence, row: number, window: number): void {
    const { network, options: { window: rows }, context: { kernels: { memory }, inputs } } = this;
    let at = network.inputRow(window);
    for (let r = row + 1 - rows; r <= row; r++, at += inputs) {
      if (r < 0) memory.fill(0, at, at + inputs);
      else sequence.copyInputs(r, memory, at);
    }
  }

  report(): Readonly<Record<string, number>> {
    return this.training.trainer.report();
  }

  persist(archive: Archive): void {
    this.training.persist(archive);
  }
}
