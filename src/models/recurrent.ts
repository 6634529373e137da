import type { Archive } from "../base/archive.ts";
import { Random } from "../base/random.ts";
import { copyFloats } from "../nn/copy_floats.ts";
import type { Series } from "../series/series.ts";
import { DueTracks } from "./due_tracks.ts";
import type { Forecaster, ModelContext, Track } from "./forecaster.ts";
import { checkReads, Hints } from "./hints.ts";
import { type Memory, Replay } from "./replay.ts";
import { headOf, type HeadValues, Learning, type LearningValues } from "./learning.ts";
import { OpenSegment } from "./open_segment.ts";
import {
  copyInputs,
  type RecurrentKind,
  RecurrentTrack,
  StateRoom,
  type UnrolledNetwork,
} from "./recurrent_track.ts";

/** Segments that are computed as one minibatch; more make several. */
const MAX_BATCH = 32;

interface RecurrentValues extends LearningValues, HeadValues {
  readonly hidden: number;
  readonly layers: number;
  readonly skip: string;
  readonly reads: string;
  readonly replay: number;
}

/**
 * A recurrent forecaster that learns online. One network serves all series; each has a hidden state of its own, carried
 * from row to row for as long as the stream lasts.
 *
 * `forecast`: one step of the network for each series' newest row, from the carried state; the outputs are the scaled
 * changes to each target and horizon.
 * `learn`: truncated BPTT(k1, k2) (Williams & Peng 1990): the segment of the last rows is run again, with today's
 * weights, from the state that was kept for its start; then one gradient step; and the state for the start of the next
 * segment is kept. Loss, clipping and optimizer: see `Learning`.
 *
 * Memory per series: two states and the series' own rows. Cost per row: one step, and 1/k1 of three times k2 of them.
 */
export class RecurrentForecaster implements Forecaster {
  readonly lookback;
  readonly network: UnrolledNetwork;
  readonly learning: Learning;
  private readonly due: DueTracks<RecurrentTrack>;
  private readonly lengths: Int32Array;
  private readonly states: StateRoom;
  private readonly replay: Replay | undefined;
  /** What forecasts leave of the segment to come, where the network can go on with it. */
  private readonly segment: OpenSegment | undefined;
  private readonly drawn: Memory[] = []; // scratch
  /** Newest rows that a segment leaves out: none of their labels is known. */
  private readonly tail: number;

  constructor(
    readonly name: string,
    private readonly kind: RecurrentKind,
    private readonly options: RecurrentValues,
    private readonly context: ModelContext,
  ) {
    const { layout, kernels } = context;
    checkReads(name, options.reads, context.earlier ?? []);
    const head = headOf(options);
    const beside = kind.beside?.width(layout) ?? (options.reads === "" ? 0 : layout.labelCount);
    this.network = kind.network(
      kernels,
      {
        inputs: layout.inputCount + beside,
        hidden: options.hidden,
        layers: options.layers,
        outputs: layout.labelCount * head.outputs,
        skip: options.skip === "yes",
      },
      layout,
      new Random(context.seed),
    );
    this.learning = new Learning(this.network.parameters, options, layout.horizons, head);
    // A step that waits for rows of other series comes at the latest when one series alone has brought them.
    const rows = layout.horizons[0] + this.learning.segmentRows + (options.batch - 1) * options.every;
    this.lookback = { rows, values: 1 };
    this.due = new DueTracks(this.learning);
    this.states = new StateRoom(kernels, this.network.stateLength);
    if (kind.goesOn && !this.learning.frozen) this.segment = new OpenSegment(kernels, this.network, rows);
    this.lengths = new Int32Array(MAX_BATCH + options.replay);
    const { sizes, stateLength } = this.network;
    if (options.replay > 0) {
      const random = new Random(context.seed + 1);
      const { segmentRows } = this.learning;
      this.replay = new Replay(segmentRows, sizes.inputs, layout.labelCount, stateLength, random);
    }
    // Where segments lie so far apart that the next one's start lies among those rows, they are run for its sake.
    this.tail = options.every <= this.learning.segmentRows ? layout.horizons[0] : 0;
  }

  open(series: Series, earlier: ReadonlyMap<string, Track> = new Map()): Track {
    const { kind, lookback } = this;
    const hint = earlier.get(this.options.reads);
    const beside = hint
      ? new Hints(series, hint.forecast, lookback.rows)
      : kind.beside?.open(series, lookback.rows);
    const { learning, context: { layout: { labelCount } } } = this;
    const track = new RecurrentTrack(series, learning.nextStart(0), labelCount, this.states, beside);
    if (learning.head.outputs > 1) track.spread = new Float64Array(labelCount);
    return this.due.open(track);
  }

  close(track: Track): void {
    (track as RecurrentTrack).close();
    this.due.clear();
  }

  forecast(tracks: readonly Track[]): void {
    const [track] = tracks as readonly RecurrentTrack[];
    if (tracks.length === 1 && this.segment?.goOn(track)) return this.tell(track, 0);
    this.segment?.close();
    for (let from = 0; from < tracks.length; from += MAX_BATCH) {
      this.step(tracks as readonly RecurrentTrack[], from, Math.min(MAX_BATCH, tracks.length - from));
    }
  }

  /** One step of the network for `count` series. */
  private step(tracks: readonly RecurrentTrack[], from: number, count: number): void {
    const { network, context: { kernels } } = this;
    network.plan(this.lengths.fill(1, 0, count), count);
    for (let b = 0; b < count; b++) {
      const track = tracks[from + b];
      // A frozen network keeps its start at hand, for the rate may be another when the run goes on.
      if (this.learning.frozen) track.startRow = track.series.rows - 1;
      if (track.series.rows - 1 === track.startRow) {
        kernels.copy(track.carried, track.start, network.stateLength);
      }
      track.beside?.take();
      copyInputs(kernels, network.inputRow(0, b), track, 0);
      network.carryStates(0, b, track.carried, true);
    }
    network.forward();
    for (let b = 0; b < count; b++) this.tell(tracks[from + b], b);
  }

  /** Takes over what the network's last step says of series b: its state, and its forecast. */
  private tell({ series, carried, forecast, spread }: RecurrentTrack, b: number): void {
    const { network, learning, context: { kernels: { memory } } } = this;
    const { steps } = network.schedule;
    network.carryStates(steps, b, carried, false);
    series.toValues(memory, network.outputRow(steps - 1, b), forecast);
    if (spread !== undefined) learning.readSpread(memory, network.outputRow(steps - 1, b), series, spread);
  }

  learn(tracks: readonly Track[]): void {
    const due = this.due.gather(tracks);
    if (due.length === 0) return;
    // Longest first, as `Schedule` wants it; the sort is stable, so that equal lengths keep the order of their rows.
    if (due.length > 1) due.sort((a, b) => b.segmentRows - a.segmentRows);
    for (let from = 0; from < due.length; from += MAX_BATCH) {
      this.gradientStep(due, from, Math.min(MAX_BATCH, due.length - from));
    }
    this.due.clear();
  }

  /** One gradient step over the segments of `count` series, which reach from their `startRow` to the newest row. */
  private gradientStep(due: readonly RecurrentTrack[], from: number, count: number): void {
    const { network, learning, tail } = this;
    let known = 0;
    for (let b = 0; b < count; b++) {
      const { series, segmentRows } = due[from + b];
      this.lengths[b] = segmentRows - tail;
      for (let age = segmentRows - 1; age >= tail; age--) known += learning.countLabels(series, age);
    }
    const replayed = this.drawReplay(count);
    for (let r = 0; r < replayed; r++) known += this.drawn[r].known;
    network.plan(this.lengths, count + replayed);
    if (count + replayed > 1 || !this.segment?.holds(due[from], this.lengths[0])) {
      this.segment?.close();
      for (let b = 0; b < count; b++) this.putSegment(b, due[from + b]);
      for (let r = 0; r < replayed; r++) this.putMemory(count + r, this.drawn[r]);
      network.forward();
    }
    if (known > 0) {
      const loss = this.losses(due, from, count, 1 / known) + this.replayedLosses(count, replayed, 1 / known);
      learning.step(loss, network);
      this.segment?.close();
    }
    for (let b = 0; b < count; b++) {
      if (this.replay !== undefined) this.keep(this.replay, due[from + b], b);
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

  /** Draws the segments that are replayed beside `count` others, which must be as long or longer. */
  private drawReplay(count: number): number {
    const { replay, lengths } = this;
    if (replay === undefined || lengths[count - 1] < replay.rows) return 0;
    const replayed = replay.draw(this.options.replay, this.drawn);
    lengths.fill(replay.rows, count, count + replayed);
    return replayed;
  }

  /** Puts a segment that is replayed into the network as number b. */
  private putMemory(b: number, { inputs, state }: Memory): void {
    const { network, context: { kernels: { memory } } } = this;
    const { schedule, sizes } = network;
    const first = schedule.steps - this.lengths[b];
    network.moveStates(first, b, state, true);
    for (let t = first; t < schedule.steps; t++) {
      copyFloats(inputs, (t - first) * sizes.inputs, sizes.inputs, memory, network.inputRow(t, b));
    }
  }

  private replayedLosses(count: number, replayed: number, share: number): number {
    const { network, learning, context: { kernels: { memory }, layout: { labelCount } } } = this;
    const { schedule: { steps }, outputStride: width } = network;
    let loss = 0;
    for (let b = count; b < count + replayed; b++) {
      const first = steps - this.lengths[b];
      const past = this.drawn[b - count];
      for (let t = first; t < steps; t++) {
        const y = network.outputRow(t, b);
        const dy = network.gradientRow(t, b);
        loss += learning.replayLoss(memory, y, dy, width, past, (t - first) * labelCount, labelCount, share);
      }
    }
    return loss;
  }

  /** Keeps the newest rows of segment b for replay, at the first step after as many rows: each row about once. */
  private keep(replay: Replay, { series }: RecurrentTrack, b: number): void {
    const { network, learning, tail, context: { kernels: { memory }, layout: { labelCount } } } = this;
    const { steps } = network.schedule;
    if (this.lengths[b] < replay.rows || series.rows % replay.rows >= this.options.every) return;
    const first = steps - replay.rows;
    const kept = replay.keep();
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

  hasten(share: number): void {
    this.learning.optimizer.hasten(share);
  }

  report(): Readonly<Record<string, number>> {
    return this.learning.report();
  }

  persist(archive: Archive): void {
    if (archive.restoring) this.segment?.close();
    this.network.parameters.persist(archive.within("parameters"));
    this.learning.persist(archive.within("learning"));
    this.due.persist(archive.within("due"));
    this.replay?.persist(archive.within("replay"));
  }
}
