import type { Floats } from "../kernels/kernels.ts";
import type { Head } from "../nn/heads/head.ts";
import { pointHead } from "../nn/heads/point.ts";
import { HEADS } from "../nn/heads/registry.ts";
import { type Loss, LOSSES } from "../nn/losses.ts";
import { NETWORK_OPTIONS, SPECIAL_OPTIONS } from "../nn/network_options.ts";
import { type Trainable, Trainer } from "../nn/trainer.ts";
import type { Series } from "../series/series.ts";
import type { PastSegment } from "./past_segments.ts";

/** Options that every network has; `--learning-rate`, `--tbptt` … set them for all, parentheses for one. */
export const LEARNING_OPTIONS = {
  ...NETWORK_OPTIONS,
  rate: { ...NETWORK_OPTIONS.rate, default: 0.002 },
  tbptt: { ...NETWORK_OPTIONS.tbptt, default: 8, help: "rows whose labels a gradient step learns (k2)" },
  batch: { ...NETWORK_OPTIONS.batch, help: "rows of several series that a gradient step waits for" },
  every: {
    default: 1,
    min: 1,
    max: 1_000_000,
    integer: true,
    help: "rows from one gradient step to the next (k1)",
  },
  loss: {
    default: "huber",
    choices: ["huber", "squared"],
    help: "what the loss of an error is",
    onlyWith: ["head", "point"],
  },
} as const;

/** The options of networks that learn windows. */
export const WINDOW_OPTIONS = {
  window: SPECIAL_OPTIONS.window,
  stride: {
    default: 1,
    min: 1,
    max: 100_000,
    integer: true,
    help: "rows from one learned window to the next",
  },
} as const;

/** The options of networks that forecast distributions. */
export const HEAD_OPTIONS = {
  head: {
    default: "point",
    choices: ["point", "quantile", "gaussian", "student"],
    help: "what is learned of each value: a point (by loss), quantiles, a normal or a t distribution",
  },
  level: {
    default: 0.9,
    min: 0.01,
    max: 0.999,
    help: "head=quantile: the share of values between the outer two quantiles",
    onlyWith: ["head", "quantile"],
  },
} as const;

/** The values of `HEAD_OPTIONS`, and the loss of a point. */
export interface HeadValues {
  readonly head: string;
  readonly level: number;
  readonly loss: string;
}

/** The head that a model's options ask for. */
export function headOf({ head, level, loss }: HeadValues): Head {
  return HEADS[head]({ loss: LOSSES[loss], level });
}

/** The values of `LEARNING_OPTIONS` that learning itself reads. */
export interface LearningValues {
  readonly rate: number;
  readonly fall: number;
  readonly tbptt: number;
  readonly every: number;
  readonly batch: number;
  readonly replay: number;
  /** Of networks that learn windows. */
  readonly stride?: number;
  readonly loss: string;
  readonly clip: number;
  readonly decay: number;
}

/**
 * When and from which labels a network learns, the same for recurrent and windowed ones: truncated BPTT(k1, k2).
 *
 * Every k1 rows of a series one gradient step learns the labels that came with its last k2 rows: for horizon h, those
 * of the rows h … h + k2 − 1 before the newest. A row's longer horizons are learned when their turn comes, each label
 * in k2 / k1 steps; in fewer where steps wait for rows of other series (`batch`). The loss is the mean over all known
 * labels of the minibatch.
 */
export class Learning {
  readonly trainer: Trainer;
  /** Rows of a segment: from the oldest label's row to the newest label's. */
  readonly segmentRows: number;
  readonly lossOf: Loss;
  private readonly nearest: number;
  private readonly stride: number;

  constructor(
    network: Trainable,
    readonly options: LearningValues,
    private readonly horizons: readonly number[],
    /** What the network's outputs mean; a point by `loss` unless said otherwise. */
    readonly head: Head = pointHead(LOSSES[options.loss]),
  ) {
    this.trainer = new Trainer(network, options);
    this.nearest = horizons[0];
    this.stride = options.stride ?? 1;
    this.segmentRows = horizons[horizons.length - 1] - this.nearest + options.tbptt;
    this.lossOf = LOSSES[options.loss];
  }

  /** Whether a gradient step is due at this series' newest row. */
  isDue(series: Series): boolean {
    return !this.trainer.frozen && series.rows % this.options.every === 0 && series.rows > this.nearest;
  }

  /** Age of the newest row with a label; of the oldest whose labels are learned now. */
  get newestAge(): number {
    return this.nearest;
  }
  oldestAge(series: Series): number {
    return Math.min(series.rows - 1, this.nearest + this.segmentRows - 1);
  }

  /**
   * Age of the row at which the oldest window ends that is learned now; those after it follow every `stride` rows, down to
   * `newestAge`. It may be less than that: then there is none. Every `stride`-th row of a series ends a window.
   */
  oldestWindow(series: Series): number {
    const oldest = this.oldestAge(series);
    return oldest - (this.stride - (series.rows - oldest) % this.stride) % this.stride;
  }

  /** Age of the row at which a window ends all of whose labels have come, learned now for the last time; −1: none does. */
  completeWindow(series: Series): number {
    const age = this.oldestWindow(series);
    return age > this.oldestAge(series) - this.options.tbptt && age >= this.nearest ? age : -1;
  }

  /** The first row that the next gradient step reads, for a series of this many rows whose present ones are learned. */
  nextStart(rows: number): number {
    const { every } = this.options;
    const due = every * (Math.floor(Math.max(rows, this.nearest) / every) + 1);
    return Math.max(0, due - this.nearest - this.segmentRows);
  }

  /** Whether the label for this horizon of the row of this age is learned now. */
  learns(age: number, horizon: number): boolean {
    const since = age - horizon; // rows since the label came
    return since >= 0 && since < this.options.tbptt;
  }

  /** How many labels the row of this age brings to the minibatch. */
  countLabels(series: Series, age: number): number {
    const { horizons } = this;
    const labels = series.networkLabels.rows;
    if (age < this.nearest) return 0;
    const at = labels.at(age);
    let known = 0;
    for (let o = 0; o < labels.width; o++) {
      const label = labels.data[at + o];
      if (label === label && this.learns(age, horizons[o % horizons.length])) known++;
    }
    return known;
  }

  /** Loss of one row's predictions at `y`, and its gradient into `dy` (`width` floats, all written). */
  rowLoss(
    memory: Floats,
    y: number,
    dy: number,
    width: number,
    series: Series,
    age: number,
    share: number,
  ): number {
    const { head, horizons } = this;
    const labels = series.networkLabels.rows;
    for (let i = dy; i < dy + width; i++) memory[i] = 0; // a few floats: `fill` costs more
    if (age < this.nearest || age >= this.nearest + this.segmentRows) return 0;
    const at = labels.at(age);
    let sum = 0;
    for (let o = 0; o < labels.width; o++) {
      const label = labels.data[at + o];
      if (label !== label || !this.learns(age, horizons[o % horizons.length])) continue;
      sum += head.loss(memory, y + o, dy + o, labels.width, label, share);
    }
    return sum;
  }

  /** Copies the labels of the row of this age, NaN where unknown; returns how many are known. */
  copyLabels(
    { networkLabels: { rows: labels } }: Series,
    age: number,
    into: Float32Array,
    at: number,
  ): number {
    let known = 0;
    for (let o = 0; o < labels.width; o++) {
      const label = labels.data[labels.at(age) + o];
      into[at + o] = label;
      if (label === label) known++;
    }
    return known;
  }

  /** `rowLoss` of a row that is replayed: its labels from `at` on, all of them to be learned. */
  replayLoss(
    memory: Floats,
    y: number,
    dy: number,
    width: number,
    { labels }: PastSegment,
    at: number,
    count: number,
    share: number,
  ): number {
    for (let i = dy; i < dy + width; i++) memory[i] = 0; // a few floats: `fill` costs more
    let sum = 0;
    for (let o = 0; o < count; o++) {
      const label = labels[at + o];
      if (label === label) sum += this.head.loss(memory, y + o, dy + o, count, label, share);
    }
    return sum;
  }

  /**
   * How far each actual is expected from its forecast, by the outputs at `y`, into `out`, (targets, horizons), in the
   * targets' own units; 0 where that cannot be said.
   */
  readSpread(memory: Floats, y: number, series: Series, out: Float64Array): void {
    const horizons = this.horizons.length;
    for (let o = 0; o < out.length; o++) {
      const target = Math.floor(o / horizons);
      const location = memory[y + o];
      const spread = this.head.spread(memory, y + o, out.length);
      const upper = series.networkLabels.toValue(target, o % horizons, location + spread);
      const lower = series.networkLabels.toValue(target, o % horizons, location - spread);
      out[o] = upper > lower ? 0.5 * (upper - lower) : 0;
    }
  }
}
