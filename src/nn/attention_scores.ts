import type { Random } from "../base/random.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { padTo8, type Parameters } from "./parameters.ts";
import { SegmentMatrices } from "./segment_matrices.ts";
import { Schedule } from "./schedule.ts";

/**
 * How well a query q (A) fits each of a window's keys k_1 … k_L (A): e_l, the scores, from which the softmax
 * makes the weights. One object serves a minibatch of windows at a time, from `open` to `endBackward`.
 */
export interface Score {
  /** Draws its own parameters, if it has any. */
  initialise(random: Random): void;
  /** Sets which rows of keys are whose; makes room when there is not enough. */
  plan(schedule: Schedule): void;
  /** Takes in the packed rows of keys (R, A padded to 8), and where their gradient belongs. */
  open(keys: number, dKeys: number): void;
  /**
   * Writes e (L) of window b at `scores`. May scale the query in its place, where `endBackward` wants to find
   * it so.
   */
  forward(b: number, query: number, scores: number): void;
  /** Zeroes the gradients that `backward` accumulates. */
  beginBackward(): void;
  /** From de (L), zero behind L, to dq, written at `dQuery`. */
  backward(b: number, query: number, dScores: number, dQuery: number): void;
  /**
   * After the `backward` of all steps: dK is complete. Window 0's queries and their de stand at `queries` and
   * `dScores`, one step `ldq` and `lds` floats behind the other; those of the next window next to them.
   */
  endBackward(queries: number, ldq: number, dScores: number, lds: number, steps: number): void;
}

/** How well a decoder's state and a row's fit: Bahdanau 2015, or Luong 2015. */
export type ScoreName = "additive" | "dot";

/** The score of that name; its weights, if it has any, are reserved among the parameters under `prefix`. */
export function createScore(name: ScoreName, parameters: Parameters, units: number, prefix: string): Score {
  return name === "additive"
    ? new AdditiveScore(parameters, units, prefix)
    : new DotScore(parameters.kernels, units);
}

/**
 * e_l = q · k_l / √A: scaled dot product (Vaswani et al. 2017, eq. 1; torch's scaled_dot_product_attention).
 * Cost of a step: two products of L · A multiply-adds forward and backward, and one for dK over all steps.
 */
class DotScore implements Score {
  private readonly keys: SegmentMatrices;
  private readonly width: number;
  private readonly scale: number;
  private schedule = new Schedule();
  private dKeys = 0;

  constructor(private readonly kernels: Kernels, units: number) {
    this.keys = new SegmentMatrices(kernels, units);
    this.width = padTo8(units);
    this.scale = 1 / Math.sqrt(units);
  }

  initialise(): void {}

  plan(schedule: Schedule): void {
    this.schedule = schedule;
    this.keys.plan(schedule);
  }

  open(keys: number, dKeys: number): void {
    this.dKeys = dKeys;
    this.keys.fill(keys, this.width);
  }

  forward(b: number, query: number, scores: number): void {
    this.scaleRow(query); // A numbers, and not L scores
    this.keys.product(b, query, scores);
  }

  beginBackward(): void {
    this.kernels.memory.fill(0, this.dKeys, this.dKeys + this.schedule.rows * this.width);
  }

  backward(b: number, _query: number, dScores: number, dQuery: number): void {
    this.keys.combine(b, dScores, dQuery);
    this.scaleRow(dQuery);
  }

  private scaleRow(row: number): void {
    const { memory } = this.kernels;
    for (let i = row; i < row + this.width; i++) memory[i] *= this.scale;
  }

  endBackward(queries: number, ldq: number, dScores: number, lds: number, steps: number): void {
    const { keys, width } = this;
    for (let b = 0; b < this.schedule.batch; b++) {
      keys.gradient(b, queries + b * width, ldq, dScores + b * keys.length, lds, steps);
    }
    keys.addGradientTo(this.dKeys, width);
  }
}

/**
 * e_l = vᵀ tanh(q + k_l): additive attention (Bahdanau, Cho & Bengio 2015, A.1.2), q and k_l being W s and U
 * h_l. Name: `PREFIXv.weight` (1, A). Cost of a step: L · A tanh, forward and again backward, where keeping
 * them would cost steps · B · L · A floats.
 */
class AdditiveScore implements Score {
  private readonly width: number;
  private readonly offset: number; // of v in the parameters
  private schedule = new Schedule();
  private keys = 0;
  private dKeys = 0;

  constructor(private readonly parameters: Parameters, private readonly units: number, prefix: string) {
    this.width = padTo8(units);
    this.offset = parameters.reserve(this.width);
    parameters.name({
      name: `${prefix}v.weight`,
      shape: [1, units],
      index: (_, column) => this.offset + column,
    });
  }

  initialise(random: Random): void {
    const { kernels: { memory }, values } = this.parameters;
    const bound = 1 / Math.sqrt(this.units);
    for (let i = 0; i < this.units; i++) memory[values + this.offset + i] = random.uniform(-bound, bound);
  }

  plan(schedule: Schedule): void {
    this.schedule = schedule;
  }

  open(keys: number, dKeys: number): void {
    this.keys = keys;
    this.dKeys = dKeys;
  }

  forward(b: number, query: number, scores: number): void {
    const { parameters: { kernels, values }, width, keys } = this;
    const { steps, firsts, offsets } = this.schedule;
    const { memory } = kernels;
    const v = values + this.offset;
    for (let t = firsts[b]; t < steps; t++) {
      const key = keys + (offsets[t] + b) * width;
      memory[scores + t - firsts[b]] = kernels.additiveScore(v, query, key, width);
    }
  }

  beginBackward(): void {
    const { parameters: { kernels: { memory }, gradients }, width, offset, dKeys } = this;
    memory.fill(0, gradients + offset, gradients + offset + width);
    memory.fill(0, dKeys, dKeys + this.schedule.rows * width);
  }

  backward(b: number, query: number, dScores: number, dQuery: number): void {
    const { parameters: { kernels, values, gradients }, width, keys, dKeys } = this;
    const { steps, firsts, offsets } = this.schedule;
    const { memory } = kernels;
    const v = values + this.offset;
    const dv = gradients + this.offset;
    memory.fill(0, dQuery, dQuery + width);
    for (let t = firsts[b]; t < steps; t++) {
      const row = (offsets[t] + b) * width;
      const de = memory[dScores + t - firsts[b]];
      kernels.additiveScoreBack(v, query, keys + row, de, dv, dQuery, dKeys + row, width);
    }
  }

  endBackward(): void {}
}
