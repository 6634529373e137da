import type { Archive } from "../base/archive.ts";
import { toValues } from "./network_values.ts";
import { UsageError } from "../base/errors.ts";
import { Random } from "../base/random.ts";
import { copyFloats } from "../nn/copy_floats.ts";
import { MlpNetwork } from "../nn/mlp_network.ts";
import { SPECIAL_OPTIONS } from "../nn/network_options.ts";
import type { Series } from "../series/series.ts";
import { aggregateLoss } from "./aggregate_loss.ts";
import type { ModelEntry } from "./entry.ts";
import type { ModelContext } from "./forecaster.ts";
import {
  HEAD_OPTIONS,
  headOf,
  type HeadValues,
  Learning,
  LEARNING_OPTIONS,
  type LearningValues,
  WINDOW_OPTIONS,
} from "./learning.ts";
import { NetworkForecaster, type NetworkTrack, type OnlineNetwork } from "./network_forecaster.ts";
import { OverlapMean } from "./overlap_mean.ts";
import { type PastSegment, PastSegments } from "./past_segments.ts";

const OPTIONS = {
  ...LEARNING_OPTIONS,
  ...HEAD_OPTIONS,
  rate: { ...LEARNING_OPTIONS.rate, default: 0.0005 },
  ...WINDOW_OPTIONS,
  combine: {
    default: "last",
    choices: ["last", "mean"],
    help: "last: the newest window's forecast; mean: of all windows that forecast the same row",
  },
  per: {
    ...SPECIAL_OPTIONS.per,
    help: "the loss is of each window, or of the mean of all windows that forecast the same row (aggregate)",
  },
} as const;

interface MlpValues extends LearningValues, HeadValues {
  readonly hidden: number;
  readonly layers: number;
  readonly window: number;
  readonly stride: number;
  readonly combine: string;
  readonly per: string;
}

/** Windows that are computed at once; more are computed in turn. */
const MAX_WINDOWS = 64;

class MlpTrack implements NetworkTrack {
  readonly forecast: Float64Array;
  /**
   * (targets, horizons), in the target's units: how far the actual is expected from the forecast. Without a
   * head: none.
   */
  readonly spread: Float64Array | undefined;
  constructor(
    readonly series: Series,
    labels: number,
    readonly overlap: OverlapMean | undefined,
    isDistribution: boolean,
  ) {
    this.forecast = new Float64Array(labels);
    this.spread = isDistribution ? new Float64Array(labels) : undefined;
  }

  persist(archive: Archive): void {
    archive.array("forecast", this.forecast);
    if (this.spread !== undefined) archive.array("spread", this.spread);
    this.overlap?.persist(archive.within("overlap"));
  }
}

/**
 * Windowing, the baseline for sequences: a multilayer perceptron on the last W rows, side by side in one
 * input, learning online from the same rows by the same rule as the recurrent forecasters.
 *
 * The first windows of a series are padded on the left with zeros, so that it forecasts from the first row.
 * What lies more than W rows back it cannot know. A gradient step learns the windows that end at the rows
 * whose labels came with the last k2 rows, every `stride`-th of them: stride = W gives windows that do not
 * overlap.
 *
 * `per=window`: the loss is the mean over windows of ℓ(ŷ_j, y). `per=aggregate`: of ℓ(mean_j ŷ_j, y) over the
 * windows j that forecast the same row at different horizons; with a single horizon the two are one.
 *
 * Cost per row: one window forward, and k2 / (k1 · stride) windows forward and backward.
 */
export class OnlineMlp implements OnlineNetwork<MlpTrack> {
  readonly lookback;
  readonly network: MlpNetwork;
  readonly learning: Learning;
  readonly past: PastSegments | undefined;
  /** The windows of one series in a minibatch, oldest first. */
  private readonly windows = { ages: [] as number[], y: [] as number[], dy: [] as number[] };

  /** @throws {UsageError} if windows that forecast distributions are to be judged by their mean */
  constructor(
    name: string,
    private readonly options: MlpValues,
    private readonly context: ModelContext,
  ) {
    const { layout, kernels, seed } = context;
    if (options.head !== "point" && options.per === "aggregate") {
      throw new UsageError(
        `Cannot set head of ${name} to "${options.head}": expected point with per=aggregate`,
      );
    }
    const head = headOf(options);
    this.network = new MlpNetwork(kernels, {
      inputs: options.window * layout.inputCount,
      hidden: new Array(options.layers).fill(options.hidden),
      outputs: layout.labelCount * head.outputs,
    }, new Random(seed));
    this.learning = new Learning(this.network, options, layout.horizons, head);
    const rows = layout.horizons[0] + this.learning.segmentRows + options.window - 1;
    this.lookback = { rows, values: 1 };
    if (options.replay > 0) {
      const { sizes: { inputs } } = this.network;
      const past = { rows: 1, inputs, labels: layout.labelCount, state: 0 };
      this.past = new PastSegments(past, options.replay, options.tbptt, seed);
    }
  }

  open(series: Series): MlpTrack {
    const { horizons, targets, labelCount } = this.context.layout;
    const overlap = this.options.combine === "mean" ? new OverlapMean(targets.length, horizons) : undefined;
    return new MlpTrack(series, labelCount, overlap, this.learning.head.outputs > 1);
  }

  forecast(tracks: readonly MlpTrack[]): void {
    const { network, learning, context: { kernels } } = this;
    for (let from = 0; from < tracks.length; from += MAX_WINDOWS) {
      const count = Math.min(MAX_WINDOWS, tracks.length - from);
      network.plan(count);
      for (let b = 0; b < count; b++) this.copyWindow(b, tracks[from + b].series, 0);
      network.forward();
      for (let b = 0; b < count; b++) {
        const { series, forecast, spread, overlap } = tracks[from + b];
        toValues(series, kernels.memory, network.outputRow(b), forecast);
        if (spread !== undefined) learning.readSpread(kernels.memory, network.outputRow(b), series, spread);
        overlap?.combine(forecast);
      }
    }
  }

  /** One gradient step over the windows of all series that are due. */
  update(due: readonly MlpTrack[]): void {
    const { network, learning, options: { stride }, past } = this;
    let windows = 0;
    for (const { series } of due) {
      const ages = learning.oldestWindow(series) - learning.newestAge;
      if (ages >= 0) windows += 1 + Math.floor(ages / stride);
    }
    let known = past?.draw() ?? 0;
    const drawn = past?.drawn ?? NONE;
    network.plan(windows + drawn.length);
    let window = 0;
    for (const { series } of due) {
      const oldest = learning.oldestWindow(series);
      for (let age = oldest; age >= learning.newestAge; age -= stride) {
        if (age === oldest) this.copyWindow(window++, series, age);
        else this.slideWindow(window++, series, age);
        known += learning.countLabels(series, age);
      }
    }
    for (let r = 0; r < drawn.length; r++) {
      this.context.kernels.memory.set(drawn[r].inputs, network.inputRow(windows + r));
    }
    if (known > 0) {
      network.forward();
      learning.trainer.step(this.losses(due, 1 / known) + this.pastLosses(windows, drawn, 1 / known));
    }
    if (past === undefined) return;
    for (const { series } of due) if (past.isDue(series)) this.keep(past, series);
  }

  /** Losses of the windows that are replayed, which stand in the network from row `first` on. */
  private pastLosses(first: number, windows: readonly PastSegment[], share: number): number {
    const { network, learning, context: { kernels: { memory }, layout: { labelCount } } } = this;
    let loss = 0;
    for (let r = 0; r < windows.length; r++) {
      const y = network.outputRow(first + r);
      const dy = network.gradientRow(first + r);
      loss += learning.replayLoss(memory, y, dy, network.outputStride, windows[r], 0, labelCount, share);
    }
    return loss;
  }

  /** Keeps the oldest window that was learned, all of whose labels are known, for replay. */
  private keep(past: PastSegments, series: Series): void {
    const { network, learning, context: { kernels: { memory } } } = this;
    const age = learning.completeWindow(series);
    if (age < 0) return;
    const kept = past.keep(series);
    this.copyWindow(0, series, age); // the minibatch has been learned, so its first row is free
    const address = network.inputRow(0);
    kept.inputs.set(memory.subarray(address, address + kept.inputs.length));
    kept.known = learning.copyLabels(series, age, kept.labels, 0);
  }

  /** The W rows up to the one of this age as one input row, zeros before the series' first. */
  private copyWindow(window: number, series: Series, age: number): void {
    const { kernels, layout } = this.context;
    const { inputs } = series;
    const rows = Math.min(this.options.window, series.rows - age);
    const floats = rows * layout.inputCount;
    const address = this.network.inputRow(window);
    const padding = this.options.window * layout.inputCount - floats;
    const { memory } = kernels;
    for (let i = 0; i < padding; i++) memory[address + i] = 0;
    copyFloats(inputs.data, inputs.at(age + rows - 1), floats, memory, address + padding);
  }

  /**
   * `copyWindow` where the row before holds the same series' last learned window: the rows that both hold
   * move up.
   */
  private slideWindow(window: number, series: Series, age: number): void {
    const { options: { stride, window: rows }, network } = this;
    if (stride >= rows) return this.copyWindow(window, series, age);
    const { kernels: { memory }, layout: { inputCount } } = this.context;
    const { inputs } = series;
    const address = network.inputRow(window);
    const kept = (rows - stride) * inputCount;
    const before = network.inputRow(window - 1) + stride * inputCount;
    memory.copyWithin(address, before, before + kept);
    copyFloats(inputs.data, inputs.at(age + stride - 1), stride * inputCount, memory, address + kept);
  }

  /** The minibatch's loss, and its gradient into the network's rows. */
  private losses(due: readonly MlpTrack[], share: number): number {
    const { network, learning, windows, context: { kernels: { memory } } } = this;
    const isAggregate = this.options.per === "aggregate";
    let loss = 0;
    let window = 0;
    for (const { series } of due) {
      if (isAggregate) windows.ages.length = windows.y.length = windows.dy.length = 0;
      let ofWindows = 0;
      for (let age = learning.oldestWindow(series); age >= learning.newestAge; age -= this.options.stride) {
        const y = network.outputRow(window);
        const dy = network.gradientRow(window++);
        ofWindows += learning.rowLoss(memory, y, dy, network.outputStride, series, age, share);
        if (!isAggregate) continue;
        windows.ages.push(age);
        windows.y.push(y);
        windows.dy.push(dy);
      }
      loss += isAggregate ? this.aggregateLoss(series, share) : ofWindows;
    }
    return loss;
  }

  private aggregateLoss(series: Series, share: number): number {
    const { learning, windows, context: { kernels: { memory } } } = this;
    const learns = (age: number, horizon: number) => learning.learns(age, horizon);
    return aggregateLoss(learning.lossOf, memory, windows, series, learns, share);
  }
}

const NONE: readonly PastSegment[] = [];

export type MlpForecaster = NetworkForecaster<MlpTrack, OnlineMlp>;

export const mlp: ModelEntry<typeof OPTIONS> = {
  kind: "network",
  summary: "multilayer perceptron on a sliding window",
  reference: "Rumelhart, Hinton & Williams 1986",
  options: OPTIONS,
  create: (name, options, context): MlpForecaster =>
    new NetworkForecaster(name, new OnlineMlp(name, options, context)),
};
