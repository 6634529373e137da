import type { Archive } from "../base/archive.ts";
import { UsageError } from "../base/errors.ts";
import { Random } from "../base/random.ts";
import type { ScoreName } from "../nn/attention_scores.ts";
import { CELLS } from "../nn/cells/registry.ts";
import type { Feed } from "../nn/decoder.ts";
import { EncoderDecoder } from "../nn/encoder_decoder.ts";
import { rowLoss } from "../nn/losses.ts";
import type { Series } from "../series/series.ts";
import { DueTracks } from "./due_tracks.ts";
import type { EncoderDecoderValues } from "./encoder_decoder_options.ts";
import type { Attention, Forecaster, ModelContext, Track } from "./forecaster.ts";
import { HorizonSteps } from "./horizon_steps.ts";
import { Learning } from "./learning.ts";
import { type Memory, Replay } from "./replay.ts";
import { TeacherForcing } from "./teacher_forcing.ts";
import { type BatchWindow, WindowBatch } from "./window_batch.ts";

/** `gru` is the lecture's. */
const CELL_OF = { lstm: CELLS.lstm, gru: CELLS["gru-before"], rnn: CELLS.rnn };

/** Windows that are computed at once; more are computed in turn, but those that one series learns stay together. */
const MAX_WINDOWS = 64;

class WindowTrack implements Track {
  readonly forecast: Float64Array;
  constructor(readonly series: Series, outputs: number) {
    this.forecast = new Float64Array(outputs);
  }

  persist(archive: Archive): void {
    archive.array("forecast", this.forecast);
  }
}

/**
 * A sequence-to-sequence forecaster: an encoder reads the last W rows, a decoder unrolls the steps 1 … farthest horizon.
 * Step s puts out each target's scaled change from the newest row to s rows later; it reads the change that step s − 1 put
 * out (0 at the first: from the newest row to itself) beside the newest row's inputs.
 *
 * Learning, by the same rule as the windowed MLP: a gradient step learns the windows that end at the rows whose labels came
 * with the last k2 rows, every `stride`-th of them. There the decoder is fed the true change of the step before, which
 * gives way to its own outputs as updates go by (`TeacherForcing`). Only the run's horizons have labels: a step between
 * them has neither loss nor truth and is followed by its own output; so is one whose label is missing or yet to come.
 *
 * The first windows of a series are short, and not padded. Every window starts from states of zero, so that nothing but
 * weights is remembered between rows.
 *
 * Cost per row: one window forward, and k2 / (k1 · stride) windows forward and backward, each of W encoder steps and up
 * to farthest-horizon decoder steps.
 */
export class EncoderDecoderForecaster implements Forecaster {
  readonly lookback;
  readonly network: EncoderDecoder;
  readonly learning: Learning;
  private readonly steps: HorizonSteps;
  private readonly teacher: TeacherForcing;
  private readonly due: DueTracks<WindowTrack>;
  private readonly batch: WindowBatch<WindowTrack>;
  private readonly replay: Replay | undefined;
  private first: WindowTrack | undefined;
  private readonly drawn: Memory[] = []; // scratch

  /** @throws {UsageError} if the encoder has two directions and `hidden` is odd */
  constructor(
    readonly name: string,
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
    this.learning = new Learning(this.network.parameters, options, horizons);
    this.lookback = { rows: horizons[0] + this.learning.segmentRows + window - 1, values: 1 };
    this.steps = new HorizonSteps(kernels, context.layout);
    this.teacher = new TeacherForcing(options.anneal, random);
    this.due = new DueTracks(this.learning);
    this.batch = new WindowBatch(window, inputCount);
    if (options.replay > 0) {
      this.replay = new Replay(1, window * inputCount, labelCount, 0, new Random(seed + 1));
    }
  }

  open(series: Series): Track {
    const track = this.due.open(new WindowTrack(series, this.context.layout.labelCount));
    if (series.index === 0) this.first = track;
    return track;
  }

  close(): void {
    this.due.clear();
  }

  forecast(tracks: readonly Track[]): void {
    const { network, batch, steps, context: { kernels } } = this;
    for (let from = 0; from < tracks.length; from += MAX_WINDOWS) {
      this.unroll(tracks as readonly WindowTrack[], from, Math.min(tracks.length, from + MAX_WINDOWS));
      for (let b = 0; b < batch.count; b++) {
        const { series, forecast } = batch.windows[b].track!;
        steps.gather(network, b, steps.farthest);
        series.toValues(kernels.memory, steps.changes, forecast);
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
    if (!isOwn || !steps.knows(t - 1, labels, label) || !teacher.feedsTruth(learning.optimizer.updates)) {
      return isOwn;
    }
    steps.copyLabels(t - 1, labels, label, to);
    return false;
  };

  learn(tracks: readonly Track[]): void {
    const { learning, batch } = this;
    const due = this.due.gather(tracks);
    if (due.length === 0) return;
    batch.clear();
    for (const track of due) {
      const { series } = track;
      const oldest = learning.oldestAge(series);
      if (batch.count > 0 && batch.count + oldest - learning.newestAge >= MAX_WINDOWS) this.gradientStep();
      for (let age = oldest; age >= learning.newestAge; age--) {
        const learned = (series.rows - age) % this.options.stride === 0;
        if (learned && learning.countLabels(series, age) > 0) batch.add(track, age);
      }
    }
    if (batch.count > 0) this.gradientStep();
    for (const { series } of due) this.remember(series);
    this.due.clear();
  }

  /** One gradient step over the batch's windows and as many more as are replayed; the batch is empty afterwards. */
  private gradientStep(): void {
    const { learning, batch, network, drawn } = this;
    let known = 0;
    for (let b = 0; b < batch.count; b++) {
      const { track, age } = batch.windows[b];
      known += learning.countLabels(track!.series, age);
    }
    const replayed = this.replay?.draw(this.options.replay, drawn) ?? 0;
    for (let r = 0; r < replayed; r++) {
      batch.recall(drawn[r]);
      known += drawn[r].known;
    }
    // The decoder goes as far as there are labels; those of a replayed window are all there.
    const steps = replayed > 0 ? this.steps.farthest : Math.min(this.steps.farthest, batch.oldestAge);
    this.load(steps);
    network.forward(this.feedTraining);
    learning.step(this.losses(steps, 1 / known), network);
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

  /** Loss of the row of changes, and its gradient beside it. Of a window that is replayed all labels are learned. */
  private windowLoss({ track, age, labels, label }: BatchWindow<WindowTrack>, share: number): number {
    const { learning, steps: { changes, dChanges, width }, context: { kernels: { memory }, layout } } = this;
    if (track !== undefined) {
      return learning.rowLoss(memory, changes, dChanges, width, track.series, age, share);
    }
    return rowLoss(learning.lossOf, memory, changes, dChanges, labels, label, layout.labelCount, share);
  }

  /** Keeps the oldest window that was learned, all of whose labels have come, for replay: one in every k2 rows of a series. */
  private remember(series: Series): void {
    const { replay, learning, options } = this;
    const age = learning.oldestAge(series);
    if (replay === undefined || series.rows % options.tbptt !== 0 || series.rows - age < options.window) {
      return;
    }
    const kept = replay.keep();
    const { inputs } = series;
    const first = inputs.at(age + options.window - 1);
    kept.inputs.set(inputs.data.subarray(first, first + kept.inputs.length));
    kept.known = learning.copyLabels(series, age, kept.labels, 0);
  }

  /**
   * How a forecast from the newest row reads the rows of its window, by today's weights: (farthest horizon, rows of the
   * window) row by row, oldest row first, each row's sum 1. Undefined without attention. Cost: one forecast; for heat maps.
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

  hasten(share: number): void {
    this.learning.optimizer.hasten(share);
  }

  report(): Readonly<Record<string, number>> {
    return this.learning.report();
  }

  persist(archive: Archive): void {
    this.network.parameters.persist(archive.within("parameters"));
    this.learning.persist(archive.within("learning"));
    this.teacher.persist(archive.within("teacher"));
    this.due.persist(archive.within("due"));
    this.replay?.persist(archive.within("replay"));
  }
}
