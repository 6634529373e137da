import type { Archive } from "../base/archive.ts";
import { UsageError } from "../base/errors.ts";
import type { OptionValues } from "../base/options.ts";
import { Random } from "../base/random.ts";
import type { Floats, Kernels } from "../kernels/kernels.ts";
import { CELLS } from "../nn/cells/registry.ts";
import type { Cell } from "../nn/cells/cell.ts";
import { RecurrentNetwork } from "../nn/recurrent_network.ts";
import type { History } from "../series/history.ts";
import type { Series } from "../series/series.ts";
import { DueTracks } from "./due_tracks.ts";
import type { ModelEntry } from "./entry.ts";
import type { Forecaster, ModelContext, Track } from "./forecaster.ts";
import { Hints } from "./hints.ts";
import { Learning, LEARNING_OPTIONS, type LearningValues } from "./learning.ts";

const OPTIONS = {
  ...LEARNING_OPTIONS,
  reads: {
    default: "",
    placeholder: "NAME",
    help:
      "the forecasts of the model of that name, which stands before this one, are inputs too: lstm(reads=ar)",
  },
  skip: { default: "yes", choices: ["yes", "no"], help: "yes: the output layer also reads the inputs" },
} as const;

/** Segments that are computed as one minibatch; more make several. */
const MAX_BATCH = 32;

interface RecurrentValues extends LearningValues {
  readonly hidden: number;
  readonly layers: number;
  readonly skip: string;
  readonly reads: string;
}

/** A recurrent network's memory of one series. */
class RecurrentTrack implements Track {
  readonly forecast: Float64Array;
  /** States after the newest row. */
  readonly carried: Float32Array;
  /** States before row number `startRow`, where this series' next segment begins. */
  readonly start: Float32Array;

  /** @param hints the forecasts that are inputs too */
  constructor(
    readonly series: Series,
    public startRow: number,
    outputs: number,
    stateLength: number,
    readonly hints: Hints | undefined,
  ) {
    this.forecast = new Float64Array(outputs);
    this.carried = new Float32Array(stateLength);
    this.start = new Float32Array(stateLength);
  }

  persist(archive: Archive): void {
    archive.array("forecast", this.forecast);
    archive.array("carried", this.carried);
    archive.array("start", this.start);
    this.startRow = archive.number("startRow", this.startRow);
    this.hints?.persist(archive.within("hints"));
  }
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
  readonly network: RecurrentNetwork;
  readonly learning: Learning;
  private readonly due: DueTracks<RecurrentTrack>;
  private readonly lengths = new Int32Array(MAX_BATCH);
  /** Newest rows that a segment leaves out: none of their labels is known. */
  private readonly tail: number;

  constructor(
    readonly name: string,
    cell: Cell,
    private readonly options: RecurrentValues,
    private readonly context: ModelContext,
  ) {
    const { layout, kernels } = context;
    checkReads(name, options.reads, context.earlier ?? []);
    this.network = new RecurrentNetwork(kernels, cell, {
      inputs: layout.inputCount + (options.reads === "" ? 0 : layout.labelCount),
      hidden: options.hidden,
      layers: options.layers,
      outputs: layout.labelCount,
      skip: options.skip === "yes",
    }, new Random(context.seed));
    this.learning = new Learning(this.network.parameters, options, layout.horizons);
    // A step that waits for rows of other series comes at the latest when one series alone has brought them.
    const rows = layout.horizons[0] + this.learning.segmentRows + (options.batch - 1) * options.every;
    this.lookback = { rows, values: 1 };
    this.due = new DueTracks(this.learning);
    // Where segments lie so far apart that the next one's start lies among those rows, they are run for its sake.
    this.tail = options.every <= this.learning.segmentRows ? layout.horizons[0] : 0;
  }

  open(series: Series, earlier: ReadonlyMap<string, Track> = new Map()): Track {
    const hint = earlier.get(this.options.reads);
    const hints = hint && new Hints(series, hint.forecast, this.lookback.rows);
    const { learning, network: { stateLength } } = this;
    return this.due.open(
      new RecurrentTrack(series, learning.nextStart(0), this.context.layout.labelCount, stateLength, hints),
    );
  }

  forecast(tracks: readonly Track[]): void {
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
      if (track.series.rows - 1 === track.startRow) track.start.set(track.carried);
      track.hints?.take();
      copyInputs(kernels, network.inputRow(0, b), track, 0);
      network.moveStates(0, b, track.carried, true);
    }
    network.forward();
    for (let b = 0; b < count; b++) {
      const { series, carried, forecast } = tracks[from + b];
      network.moveStates(1, b, carried, false);
      series.toValues(kernels.memory, network.outputRow(0, b), forecast);
    }
  }

  learn(tracks: readonly Track[]): void {
    const due = this.due.gather(tracks);
    if (due.length === 0) return;
    // Longest first, as `Schedule` wants it; the sort is stable, so that equal lengths keep the order of their rows.
    due.sort((a, b) => (b.series.rows - b.startRow) - (a.series.rows - a.startRow));
    for (let from = 0; from < due.length; from += MAX_BATCH) {
      this.gradientStep(due, from, Math.min(MAX_BATCH, due.length - from));
    }
    this.due.clear();
  }

  /** One gradient step over the segments of `count` series, which reach from their `startRow` to the newest row. */
  private gradientStep(due: readonly RecurrentTrack[], from: number, count: number): void {
    const { network, learning, tail, context: { kernels } } = this;
    let known = 0;
    for (let b = 0; b < count; b++) {
      const { series, startRow } = due[from + b];
      this.lengths[b] = series.rows - startRow - tail;
      for (let age = series.rows - startRow - 1; age >= tail; age--) {
        known += learning.countLabels(series, age);
      }
    }
    network.plan(this.lengths, count);
    const { schedule } = network;
    for (let b = 0; b < count; b++) {
      const { start } = due[from + b];
      const first = schedule.steps - this.lengths[b];
      network.moveStates(first, b, start, true);
      for (let t = first; t < schedule.steps; t++) {
        copyInputs(kernels, network.inputRow(t, b), due[from + b], schedule.steps - 1 - t + tail);
      }
    }
    network.forward();
    if (known > 0) {
      learning.step(this.losses(due, from, count, 1 / known), () => network.backward());
    }
    for (let b = 0; b < count; b++) this.moveStart(due[from + b], b);
  }

  private losses(due: readonly RecurrentTrack[], from: number, count: number, share: number): number {
    const { network, learning, tail, context: { kernels } } = this;
    const { steps } = network.schedule;
    let loss = 0;
    for (let b = 0; b < count; b++) {
      const { series } = due[from + b];
      for (let t = steps - this.lengths[b]; t < steps; t++) {
        const y = network.outputRow(t, b);
        const dy = network.gradientRow(t, b);
        loss += learning.rowLoss(
          kernels.memory,
          y,
          dy,
          network.outputStride,
          series,
          steps - 1 - t + tail,
          share,
        );
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
    if (next < rows) network.moveStates(first + next - track.startRow, b, track.start, false);
    track.startRow = next;
  }

  report(): Readonly<Record<string, number>> {
    return { parameters: this.network.parameters.count, ...this.learning.report() };
  }

  persist(archive: Archive): void {
    this.network.parameters.persist(archive.within("parameters"));
    this.learning.persist(archive.within("learning"));
    this.due.persist(archive.within("due"));
  }
}

/** x of the row of this age: what the series says of it, then what the model that is read forecast from it. */
function copyInputs(
  kernels: Kernels,
  address: number,
  { series: { inputs }, hints }: RecurrentTrack,
  age: number,
): void {
  const { memory } = kernels;
  copyRow(inputs, age, memory, address);
  if (hints !== undefined) copyRow(hints.rows, age, memory, address + inputs.width);
}

function copyRow(rows: History<Float32Array>, age: number, memory: Floats, address: number): void {
  const { data, width } = rows;
  const from = rows.at(age);
  for (let i = 0; i < width; i++) memory[address + i] = data[from + i];
}

function checkReads(name: string, reads: string, earlier: readonly string[]): void {
  if (reads === "" || earlier.includes(reads)) return;
  throw new UsageError(
    `Cannot let ${name} read "${reads}": ` +
      (earlier.length > 0
        ? `the models that stand before it are ${earlier.join(", ")}`
        : "no model stands before it"),
  );
}

const RNN_OPTIONS = { ...OPTIONS, rate: { ...OPTIONS.rate, default: 0.001 } } as const;

export const rnn: ModelEntry<typeof RNN_OPTIONS> = {
  summary: "Elman's recurrent network",
  reference: "Elman 1990",
  options: RNN_OPTIONS,
  create: (name, options, context) => new RecurrentForecaster(name, CELLS.rnn, options, context),
};

export const lstm: ModelEntry<typeof OPTIONS> = {
  summary: "long short-term memory",
  reference: "Hochreiter & Schmidhuber 1997",
  options: OPTIONS,
  create: (name, options, context) => new RecurrentForecaster(name, CELLS.lstm, options, context),
};

const GRU_OPTIONS = {
  ...OPTIONS,
  rate: { ...OPTIONS.rate, default: 0.0015 },
  reset: {
    default: "before",
    choices: ["before", "after"],
    help: "the reset gate acts before the matrix product (Cho 2014, the lecture) or after (PyTorch, cuDNN)",
  },
} as const;

export const gru: ModelEntry<typeof GRU_OPTIONS> = {
  summary: "gated recurrent unit",
  reference: "Cho et al. 2014",
  options: GRU_OPTIONS,
  create: (name, options: OptionValues<typeof GRU_OPTIONS>, context) =>
    new RecurrentForecaster(
      name,
      options.reset === "after" ? CELLS["gru-after"] : CELLS["gru-before"],
      options,
      context,
    ),
};
