import { toValues } from "./network_values.ts";
import type { Archive } from "../base/archive.ts";
import { UsageError } from "../base/errors.ts";
import { Random } from "../base/random.ts";
import type { ScoreName } from "../nn/attention_scores.ts";
import { CELLS } from "../nn/cells/registry.ts";
import type { Feed } from "../nn/decoder.ts";
import { EncoderDecoder } from "../nn/encoder_decoder.ts";
import { rowLoss } from "../nn/losses.ts";
import type { Series } from "../series/series.ts";
import type { EncoderDecoderValues } from "./encoder_decoder_options.ts";
import type { Attention, ModelContext, Track } from "./forecaster.ts";
import { HorizonSteps } from "./horizon_steps.ts";
import { Learning } from "./learning.ts";
import { NetworkForecaster, type NetworkTrack, type OnlineNetwork } from "./network_forecaster.ts";
import { PastSegments } from "./past_segments.ts";
import { TeacherForcing } from "./teacher_forcing.ts";
import { type BatchWindow, WindowBatch } from "./window_batch.ts";

/** `gru` is the lecture's. */
const CELL_OF = { lstm: CELLS.lstm, gru: CELLS["gru-before"], rnn: CELLS.rnn };

/**
 * Windows that are computed at once; more are computed in turn, but those that one series learns stay
 * together.
 */
const MAX_WINDOWS = 64;

class WindowTrack implements NetworkTrack {
  readonly forecast: Float64Array;
  constructor(readonly series: Series, outputs: number) {
    this.forecast = new Float64Array(outputs);
  }

  persist(archive: Archive): void {
    archive.array("forecast", this.forecast);
  }
}

/**
 * A sequence-to-sequence forecaster: an encoder reads the last W rows, a decoder unrolls the steps 1 …
 * farthest horizon. Step s puts out each target's scaled change from the newest row to s rows later; it reads
 * the change that step s − 1 put out (0 at the first: from the newest row to itself) beside the newest row's
 * inputs.
 *
 * Learning, by the same rule as the windowed MLP: a gradient step learns the windows that end at the rows
 * whose labels came with the last k2 rows, every `stride`-th of them. There the decoder is fed the true
 * change of the step before, which gives way to its own outputs as updates go by (`TeacherForcing`). Only the
 * run's horizons have labels: a step between them has neither loss nor truth and is followed by its own
 * output; so is one whose label is missing or yet to come.
 *
 * The first windows of a series are short, and not padded. Every window starts from states of zero, so that
 * nothing but weights is remembered between rows.
 *
 * Cost per row: one window forward, and k2 / (k1 · stride) windows forward and backward, each of W encoder
 * steps and up to farthest-horizon decoder steps.
 */
export class OnlineEncoderDecoder implements OnlineNetwork<WindowTrack> {
  readonly lookback;
  readonly network: EncoderDecoder;
  readonly learning: Learning;
  private readonly steps: HorizonSteps;
  private readonly teacher: TeacherForcing;
  private readonly batch: WindowBatch<WindowTrack>;
  readonly past: PastSegments | undefined;
  private first: WindowTrack | undefined;

  /** @throws {UsageError} if the encoder has two directions and `hidden` is odd */
  constructor(
    name: string,
    attention: ScoreName | "none",
    private readonly options: EncoderDecoderValues,
    private readonly context: ModelContext,
  ) {
    const { layout: { horizons, targets, inputCount, labelCount }, kernels, seed } = context;
    const { hidden, layers, window } = options;
    const bidirectional = options.bidirectional === "yes";
    if (bidirectional && hidden % 2 !== 0) {
      throw new UsageError(
        `Cannot set hidden of ${name} to "${hidden}": expected an even number with bidirectional=yes`,
      );
    }
    const random = new Random(seed);
    this.network = new EncoderDecoder(kernels, CELL_OF[options.cell], {
      inputs: inputCount,
      fed: targets.length + inputCount,
      outputs: targets.length,
      hidden,
      layers,
      bidirectional,
      attention,
    }, random);
    this.learning = new Learning(this.network, options, horizons);
    this.lookback = { rows: horizons[0] + this.learning.segmentRows + window - 1, values: 1 };
    this.steps = new HorizonSteps(kernels, context.layout);
    this.teacher = new TeacherForcing(options.anneal, random);
    this.batch = new WindowBatch(window, inputCount);
    if (options.replay > 0) {
      const past = { rows: 1, inputs: window * inputCount, labels: labelCount, state: 0 };
      this.past = new PastSegments(past, options.replay, options.tbptt, seed);
    }
  }

  open(series: Series): WindowTrack {
    const track = new WindowTrack(series, this.context.layout.labelCount);
    if (series.index === 0) this.first = track;
    return track;
  }

  forecast(tracks: readonly WindowTrack[]): void {
    const { network, batch, steps, context: { kernels } } = this;
    for (let from = 0; from < tracks.length; from += MAX_WINDOWS) {
      this.unroll(tracks, from, Math.min(tracks.length, from + MAX_WINDOWS));
      for (let b = 0; b < batch.count; b++) {
        const { series, forecast } = batch.windows[b].track!;
        steps.gather(network, b, steps.farthest);
        toValues(series, kernels.memory, steps.changes, forecast);
      }
    }
  }

  /** Runs the network over the newest windows of some tracks, feeding it its own outputs. */
  private unroll(tracks: readonly WindowTrack[], from: number, to: number): void {
    this.batch.clear();
    for (let i = from; i < to; i++) this.batch.add(tracks[i], 0);
    this.load(this.steps.farthest);
    this.network.forward(this.feedOwn);
  }

  /** Plans the batch's windows, and copies their inputs. */
  private load(steps: number): void {
    const { batch, network, context: { kernels } } = this;
    network.plan(batch.lengths, batch.count, steps);
    batch.copyInputs(kernels.memory, network.schedule.steps, this.inputRow);
  }

  private readonly inputRow = (t: number, b: number): number => this.network.inputRow(t, b);

  private readonly feedOwn: Feed = (t, b, to, own) => {
    const { network, context: { kernels: { memory }, layout: { targets, inputCount } } } = this;
    const newest = network.inputRow(network.schedule.steps - 1, b);
    for (let k = 0; k < targets.length; k++) memory[to + k] = t === 0 ? 0 : memory[own + k];
    for (let i = 0; i < inputCount; i++) memory[to + targets.length + i] = memory[newest + i];
    return t > 0;
  };

  private readonly feedTraining: Feed = (t, b, to, own) => {
    const isOwn = this.feedOwn(t, b, to, own);
    const { batch, steps, teacher, learning } = this;
    const { labels, label } = batch.windows[b];
    if (
      !isOwn || !steps.knows(t - 1, labels, label) || !teacher.feedsTruth(learning.trainer.optimizer.updates)
    ) {
      return isOwn;
    }
    steps.copyLabels(t - 1, labels, label, to);
    return false;
  };

  update(due: readonly WindowTrack[]): void {
    const { learning, batch, options: { stride }, past } = this;
    batch.clear();
    for (const track of due) {
      const { series } = track;
      const rows = learning.oldestAge(series) - learning.newestAge;
      if (batch.count > 0 && batch.count + rows >= MAX_WINDOWS) this.gradientStep();
      for (let age = learning.oldestWindow(series); age >= learning.newestAge; age -= stride) {
        if (learning.countLabels(series, age) > 0) batch.add(track, age);
      }
    }
    if (batch.count > 0) this.gradientStep();
    if (past === undefined) return;
    for (const { series } of due) if (past.isDue(series)) this.keep(past, series);
  }

  /**
   * One gradient step over the batch's windows and as many more as are replayed; the batch is empty
   * afterwards.
   */
  private gradientStep(): void {
    const { learning, batch, network } = this;
    let known = this.past?.draw() ?? 0;
    for (let b = 0; b < batch.count; b++) {
      const { track, age } = batch.windows[b];
      known += learning.countLabels(track!.series, age);
    }
    const replayed = this.past?.drawn.length ?? 0;
    for (let r = 0; r < replayed; r++) batch.addPast(this.past!.drawn[r]);
    // The decoder goes as far as there are labels; those of a replayed window are all there.
    const steps = replayed > 0 ? this.steps.farthest : Math.min(this.steps.farthest, batch.oldestAge);
    this.load(steps);
    network.forward(this.feedTraining);
    learning.trainer.step(this.losses(steps, 1 / known));
    batch.clear();
  }

  private losses(count: number, share: number): number {
    const { batch, network, steps } = this;
    let loss = 0;
    for (let b = 0; b < batch.count; b++) {
      steps.gather(network, b, count);
      loss += this.windowLoss(batch.windows[b], share);
      steps.scatter(network, b, count);
    }
    return loss;
  }

  /**
   * Loss of the row of changes, and its gradient beside it. Of a window that is replayed all labels are
   * learned.
   */
  private windowLoss({ track, age, labels, label }: BatchWindow<WindowTrack>, share: number): number {
    const { learning, steps: { changes, dChanges, width }, context: { kernels: { memory }, layout } } = this;
    if (track !== undefined) {
      return learning.rowLoss(memory, changes, dChanges, width, track.series, age, share);
    }
    return rowLoss(learning.lossOf, memory, changes, dChanges, labels, label, layout.labelCount, share);
  }

  /**
   * Keeps the oldest window that was learned, all of whose labels have come, for replay, if it is as long as
   * others.
   */
  private keep(past: PastSegments, series: Series): void {
    const { learning, options: { window } } = this;
    const age = learning.completeWindow(series);
    if (age < 0 || series.rows - age < window) return;
    const kept = past.keep(series);
    const { inputs } = series;
    const first = inputs.at(age + window - 1);
    kept.inputs.set(inputs.data.subarray(first, first + kept.inputs.length));
    kept.known = learning.copyLabels(series, age, kept.labels, 0);
  }

  /**
   * How a forecast from the newest row reads the rows of its window, by today's weights: (farthest horizon,
   * rows of the window) row by row, oldest row first, each row's sum 1. Undefined without attention. Cost:
   * one forecast; for heat maps.
   */
  attentionWeights(track: Track): Float64Array | undefined {
    this.unroll([track as WindowTrack], 0, 1);
    return this.network.attentionWeights(0);
  }

  attention(): Attention | undefined {
    const rows = Math.min(this.options.window, this.first?.series.rows ?? 0);
    const weights = rows > 0 ? this.attentionWeights(this.first!) : undefined;
    return weights && { rows, weights };
  }

  persist(archive: Archive): void {
    this.teacher.persist(archive.within("teacher"));
  }
}

export type EncoderDecoderForecaster = NetworkForecaster<WindowTrack, OnlineEncoderDecoder>;

/** A sequence-to-sequence forecaster. */
export function encoderDecoder(
  name: string,
  attention: ScoreName | "none",
  options: EncoderDecoderValues,
  context: ModelContext,
): EncoderDecoderForecaster {
  return new NetworkForecaster(name, new OnlineEncoderDecoder(name, attention, options, context));
}
