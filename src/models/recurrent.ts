import type { Archive } from "../base/archive.ts";
import { toValues } from "./network_values.ts";
import { Random } from "../base/random.ts";
import { copyFloats } from "../nn/copy_floats.ts";
import type { Series } from "../series/series.ts";
import type { ModelContext, Track } from "./forecaster.ts";
import { checkReads, ForecastInputs } from "./forecast_inputs.ts";
import { headOf, type HeadValues, Learning, type LearningValues } from "./learning.ts";
import type { OnlineNetwork } from "./network_forecaster.ts";
import { OpenSegment } from "./open_segment.ts";
import { type PastSegment, PastSegments } from "./past_segments.ts";
import {
  copyInputs,
  type RecurrentKind,
  RecurrentTrack,
  StatePool,
  type UnrolledNetwork,
} from "./recurrent_track.ts";

/** Segments that are computed as one minibatch; more make several. */
const MAX_BATCH = 32;

/** The options of a recurrent forecaster. */
export interface RecurrentValues extends LearningValues, HeadValues {
  readonly hidden: number;
  readonly layers: number;
  readonly skip: string;
  readonly reads: string;
}

/**
 * A recurrent network that learns online. One network serves all series; each has a hidden state of its own,
 * carried from row to row for as long as the stream lasts.
 *
 * `forecast`: one step of the network for each series' newest row, from the carried state; the outputs are
 * the scaled changes to each target and horizon. `update`: truncated BPTT(k1, k2) (Williams & Peng 1990): the
 * segment of the last rows is run again, with today's weights, from the state that was kept for its start;
 * then one gradient step; and the state for the start of the next segment is kept. Loss, clipping and
 * optimizer: see `Learning`.
 *
 * Memory per series: two states and the series' own rows. Cost per row: one step, and 1/k1 of three times k2
 * of them.
 */
export class OnlineRecurrent implements OnlineNetwork<RecurrentTrack> {
  readonly lookback;
  readonly network: UnrolledNetwork;
  readonly learning: Learning;
  private readonly lengths: Int32Array;
  private readonly states: StatePool;
  readonly past: PastSegments | undefined;
  /** What forecasts leave of the segment to come, where the network can go on with it. */
  private readonly segment: OpenSegment | undefined;
  /** Newest rows that a segment leaves out: none of their labels is known. */
  private readonly tail: number;

  constructor(
    name: string,
    private readonly kind: RecurrentKind,
    private readonly options: RecurrentValues,
    private readonly context: ModelContext,
  ) {
    const { layout, kernels } = context;
    checkReads(name, options.reads, context.earlier ?? []);
    const head = headOf(options);
    const extra = kind.extra?.width(layout) ?? (options.reads === "" ? 0 : layout.labelCount);
    this.network = kind.network(
      kernels,
      {
        inputs: layout.inputCount + extra,
        hidden: options.hidden,
        layers: options.layers,
        outputs: layout.labelCount * head.outputs,
        skip: options.skip === "yes",
      },
      layout,
      new Random(context.seed),
    );
    this.learning = new Learning(this.network, options, layout.horizons, head);
    // A step that waits for rows of other series comes at the latest when one series alone has brought them.
    const rows = layout.horizons[0] + this.learning.segmentRows + (options.batch - 1) * options.every;
    this.lookback = { rows, values: 1 };
    this.states = new StatePool(kernels, this.network.stateLength);
    if (kind.goesOn && !this.learning.trainer.frozen) {
      this.segment = new OpenSegment(kernels, this.network, rows);
    }
    this.lengths = new Int32Array(MAX_BATCH + options.replay);
    const { sizes, stateLength } = this.network;
    if (options.replay > 0) {
      const { segmentRows } = this.learning;
      const past = { inputs: sizes.inputs, labels: layout.labelCount, state: stateLength };
      this.past = new PastSegments({ rows: segmentRows, ...past }, options.replay, segmentRows, context.seed);
    }
    // Where segments lie so far apart that the next one's start lies among those rows, they are run for its
    // sake.
    this.tail = options.every <= this.learning.segmentRows ? layout.horizons[0] : 0;
  }

  open(series: Series, earlier: ReadonlyMap<string, Track>): RecurrentTrack {
    const { kind, lookback } = this;
    const read = earlier.get(this.options.reads);
    const extra = read
      ? new ForecastInputs(series, read.forecast, lookback.rows)
      : kind.extra?.open(series, lookback.rows);
    const { learning, context: { layout: { labelCount } } } = this;
    const track = new RecurrentTrack(series, learning.nextStart(0), labelCount, this.states, extra);
    if (learning.head.outputs > 1) track.spread = new Float64Array(labelCount);
    return track;
  }

  close(track: RecurrentTrack): void {
    track.close();
  }

  forecast(tracks: readonly RecurrentTrack[]): void {
    const [track] = tracks;
    if (tracks.length === 1 && this.segment?.goOn(track)) return this.readOutput(track, 0);
    this.segment?.close();
    for (let from = 0; from < tracks.length; from += MAX_BATCH) {
      this.step(tracks, from, Math.min(MAX_BATCH, tracks.length - from));
    }
  }

  /** One step of the network for `count` series. */
  private step(tracks: readonly RecurrentTrack[], from: number, count: number): void {
    const { network, context: { kernels } } = this;
    network.plan(this.lengths.fill(1, 0, count), count);
    for (let b = 0; b < count; b++) {
      const track = tracks[from + b];
      // A frozen network keeps its start at hand, for the rate may be another when the run goes on.
      if (this.learning.trainer.frozen) track.startRow = track.series.rows - 1;
      if (track.series.rows - 1 === track.startRow) {
        kernels.copy(track.carried, track.start, network.stateLength);
      }
      track.extra?.take();
      copyInputs(kernels, network.inputRow(0, b), track, 0);
      network.carryStates(0, b, track.carried, true);
    }
    network.forward();
    for (let b = 0; b < count; b++) this.readOutput(tracks[from + b], b);
  }

  /** Reads what the network's last step left for series b: its state, and its forecast. */
  private readOutput({ series, carried, forecast, spread }: RecurrentTrack, b: number): void {
    const { network, learning, context: { kernels: { memory } } } = this;
    const { steps } = network.schedule;
    network.carryStates(steps, b, carried, false);
    toValues(series, memory, network.outputRow(steps - 1, b), forecast);
    if (spread !== undefined) learning.readSpread(memory, network.outputRow(steps - 1, b), series, spread);
  }

  update(due: RecurrentTrack[]): void {
    // Longest first, as `Schedule` wants it; the sort is stable, so that equal lengths keep the order of
    // their rows.
    if (due.length > 1) due.sort((a, b) => b.segmentRows - a.segmentRows);
    for (let from = 0; from < due.length; from += MAX_BATCH) {
      this.gradientStep(due, from, Math.min(MAX_BATCH, due.length - from));
    }
  }

  /**
   * One gradient step over the segments of `count` series, which reach from their `startRow` to the newest
   * row.
   */
  private gradientStep(due: readonly RecurrentTrack[], from: number, count: number): void {
    const { network, learning, tail } = this;
    let known = 0;
    for (let b = 0; b < count; b++) {
      const { series, segmentRows } = due[from + b];
      this.lengths[b] = segmentRows - tail;
      for (let age = segmentRows - 1; age >= tail; age--) known += learning.countLabels(series, age);
    }
    known += this.drawPast(count);
    const past = this.past?.drawn ?? NONE;
    const replayed = past.length;
    network.plan(this.lengths, count + replayed);
    if (count + replayed > 1 || !this.segment?.holds(due[from], this.lengths[0])) {
      this.segment?.close();
      for (let b = 0; b < count; b++) this.putSegment(b, due[from + b]);
      for (let r = 0; r < replayed; r++) this.putPast(count + r, past[r]);
      network.forward();
    }
    if (known > 0) {
      const loss = this.losses(due, from, count, 1 / known) + this.pastLosses(count, past, 1 / known);
      learning.trainer.step(loss);
      this.segment?.close();
    }
    for (let b = 0; b < count; b++) {
      if (this.past?.isDue(due[from + b].series)) this.keep(this.past, due[from + b], b);
      this.moveStart(due[from + b], b);
    }
  }

  /** Puts a series' segment into the network as number b. */
  private putSegment(b: number, track: RecurrentTrack): void {
    const { network, tail, context: { kernels } } = this;
    const { steps } = network.schedule;
    const first = steps - this.lengths[b];
    network.carryStates(first, b, track.start, true);
    for (let t = first; t < steps; t++) {
      copyInputs(kernels, network.inputRow(t, b), track, steps - 1 - t + tail);
    }
  }

  /**
   * Draws the segments that are replayed beside `count` others, which must be as long or longer; returns
   * their labels' number.
   */
  private drawPast(count: number): number {
    const { past, lengths } = this;
    if (past === undefined) return 0;
    const { drawn, sizes: { rows } } = past;
    const known = lengths[count - 1] < rows ? past.drawNone() : past.draw();
    lengths.fill(rows, count, count + drawn.length);
    return known;
  }

  /** Puts a segment that is replayed into the network as number b. */
  private putPast(b: number, { inputs, state }: PastSegment): void {
    const { network, context: { kernels: { memory } } } = this;
    const { schedule, sizes } = network;
    const first = schedule.steps - this.lengths[b];
    network.moveStates(first, b, state, true);
    for (let t = first; t < schedule.steps; t++) {
      copyFloats(inputs, (t - first) * sizes.inputs, sizes.inputs, memory, network.inputRow(t, b));
    }
  }

  /** Losses of the segments that are replayed, which stand in the network from `count` on. */
  private pastLosses(count: number, segments: readonly PastSegment[], share: number): number {
    const { network, learning, context: { kernels: { memory }, layout: { labelCount } } } = this;
    const { schedule: { steps }, outputStride: width } = network;
    let loss = 0;
    for (let b = count; b < count + segments.length; b++) {
      const first = steps - this.lengths[b];
      const past = segments[b - count];
      for (let t = first; t < steps; t++) {
        const y = network.outputRow(t, b);
        const dy = network.gradientRow(t, b);
        loss += learning.replayLoss(memory, y, dy, width, past, (t - first) * labelCount, labelCount, share);
      }
    }
    return loss;
  }

  /** Keeps the newest rows of segment b for replay. */
  private keep(past: PastSegments, { series }: RecurrentTrack, b: number): void {
    const { network, learning, tail, context: { kernels: { memory }, layout: { labelCount } } } = this;
    const { steps } = network.schedule;
    if (this.lengths[b] < past.sizes.rows) return;
    const first = steps - past.sizes.rows;
    const kept = past.keep(series);
    kept.known = 0;
    network.moveStates(first, b, kept.state, false);
    for (let t = first; t < steps; t++) {
      const { inputs } = network.sizes;
      copyFloats(memory, network.inputRow(t, b), inputs, kept.inputs, (t - first) * inputs);
      kept.known += learning.copyLabels(series, steps - 1 - t + tail, kept.labels, (t - first) * labelCount);
    }
  }

  private losses(due: readonly RecurrentTrack[], from: number, count: number, share: number): number {
    const { network, learning, tail, context: { kernels: { memory } } } = this;
    const { schedule: { steps }, outputStride: width } = network;
    let loss = 0;
    for (let b = 0; b < count; b++) {
      const { series } = due[from + b];
      for (let t = steps - this.lengths[b]; t < steps; t++) {
        const y = network.outputRow(t, b);
        const dy = network.gradientRow(t, b);
        const age = steps - 1 - t + tail;
        loss += learning.rowLoss(memory, y, dy, width, series, age, share);
      }
    }
    return loss;
  }

  /** Keeps the state for the start of the next segment if this one reaches it; else `step` will. */
  private moveStart(track: RecurrentTrack, b: number): void {
    const { network, learning } = this;
    const { rows } = track.series;
    const next = learning.nextStart(rows);
    if (next <= track.startRow) return;
    const first = network.schedule.steps - this.lengths[b];
    if (next < rows) network.carryStates(first + next - track.startRow, b, track.start, false);
    track.startRow = next;
  }

  /** What stands in the network is not saved: a restored one begins its segment anew. */
  persist(archive: Archive): void {
    if (archive.restoring) this.segment?.close();
  }
}

const NONE: readonly PastSegment[] = [];
