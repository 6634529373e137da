import type { Random } from "../base/random.ts";
import { createScore, type Score, type ScoreName } from "./attention_scores.ts";
import { Dense } from "./dense.ts";
import type { Parameters } from "./parameters.ts";
import { grownCapacity } from "./capacity.ts";
import { Schedule } from "./schedule.ts";
import { SegmentMatrices } from "./segment_matrices.ts";
import { softmax, softmaxBack } from "./softmax.ts";

/** Sizes of an attention. */
export interface AttentionSizes {
  /** Numbers of a query's row, S. */
  readonly queries: number;
  /** Numbers of an encoder's output row, D. */
  readonly values: number;
  /** Numbers in which queries and keys are compared, A. */
  readonly units: number;
}

/**
 * Attention of a decoder over the outputs h_1 … h_L of an encoder, one decoder step at a time:
 *
 *   q = W_q s,  k_l = W_k h_l,  e_l = score(q, k_l),  α = softmax(e),  c = Σ_l α_l h_l
 *
 * s is the decoder's state, c the context that it reads. Windows of a minibatch differ in length; each
 * attends to its own rows, and to no padding.
 *
 * Use: `plan`; `open` with the encoder's outputs; `forward` step by step, then read `context`; put gradients
 * at `dContext` and call `backward` step by step, newest first, between `beginBackward` and `endBackward`.
 *
 * Shapes: R packed encoder rows, B windows, T decoder steps. Names: `PREFIXquery.weight` (A, S),
 * `PREFIXkey.weight` (A, D), and the score's. Memory: 2 T · B · (L + A + D) floats, with the encoder's rows
 * four times.
 *
 * Sources: Bahdanau, Cho & Bengio 2015; Vaswani et al. 2017 (one head, values not projected).
 */
export class Attention {
  private readonly query: Dense;
  private readonly key: Dense;
  private readonly score: Score;
  private readonly values: SegmentMatrices;
  private schedule = new Schedule(); // of the encoder
  private steps = 0;
  private capacity = { rows: 0, contexts: 0, weights: 0 };
  /** Addresses. (R, A), for the encoder's rows */
  private keys = 0;
  private dKeys = 0;
  /**
   * (T, B, …): queries (A), weights (L), contexts (D), and gradients by each (by the scores instead of the
   * weights).
   */
  private readonly buffers = { q: 0, dq: 0, alpha: 0, dScores: 0, c: 0, dc: 0 };
  private queryT = 0;
  private keyT = 0;

  constructor(
    private readonly parameters: Parameters,
    score: ScoreName,
    readonly sizes: AttentionSizes,
    prefix: string,
  ) {
    const { queries, values, units } = sizes;
    this.query = new Dense(parameters, `${prefix}query`, queries, units, queries, undefined);
    this.key = new Dense(parameters, `${prefix}key`, values, units, values, undefined);
    this.score = createScore(score, parameters, units, prefix);
    this.values = new SegmentMatrices(parameters.kernels, values);
  }

  /** A padded: floats of a query or a key. */
  private get units(): number {
    return this.query.width;
  }

  /** D padded: floats of a context. */
  private get width(): number {
    return this.values.columns;
  }

  initialise(random: Random): void {
    this.query.initialise(random);
    this.key.initialise(random);
    this.score.initialise(random);
  }

  /** Sets the encoder's rows and the number of the decoder's steps; makes room when there is not enough. */
  plan(schedule: Schedule, steps: number): void {
    this.schedule = schedule;
    this.steps = steps;
    this.values.plan(schedule);
    this.score.plan(schedule);
    this.reserve(schedule.rows, steps * schedule.batch);
  }

  /** Takes in the encoder's outputs (R, D) at `y`. */
  open(y: number, ldy: number): void {
    this.values.fill(y, ldy);
    this.key.forward(y, ldy, this.keys, this.units, this.schedule.rows, 0);
    this.score.open(this.keys, this.dKeys);
  }

  private reserve(rows: number, contexts: number): void {
    const { parameters: { kernels }, units, width, capacity } = this;
    if (rows > capacity.rows) {
      capacity.rows = grownCapacity(rows, capacity.rows);
      this.keys = kernels.allocate(capacity.rows * units);
      this.dKeys = kernels.allocate(capacity.rows * units);
    }
    if (contexts > capacity.contexts) {
      if (capacity.contexts === 0) {
        this.queryT = kernels.allocate(this.query.transposedLength);
        this.keyT = kernels.allocate(this.key.transposedLength);
      }
      capacity.contexts = grownCapacity(contexts, capacity.contexts);
      this.buffers.q = kernels.allocate(capacity.contexts * units);
      this.buffers.dq = kernels.allocate(capacity.contexts * units);
      this.buffers.c = kernels.allocate(capacity.contexts * width);
      this.buffers.dc = kernels.allocate(capacity.contexts * width);
    }
    if (contexts * this.values.length > capacity.weights) {
      capacity.weights = grownCapacity(contexts * this.values.length, capacity.weights);
      this.buffers.alpha = kernels.allocate(capacity.weights);
      this.buffers.dScores = kernels.allocate(capacity.weights);
    }
  }

  /** Number of a row among the (T, B) of queries, weights and contexts. */
  private row(t: number, b: number): number {
    return t * this.schedule.batch + b;
  }

  /** The contexts of step t from the decoder's states (B, S) at `states`. */
  forward(t: number, states: number, ld: number): void {
    const { query, score, values, units, width, schedule, parameters: { kernels } } = this;
    const { batch } = schedule;
    query.forward(states, ld, this.buffers.q + this.row(t, 0) * units, units, batch, 0);
    for (let b = 0; b < batch; b++) {
      const row = this.row(t, b);
      const alpha = this.buffers.alpha + row * values.length;
      const length = schedule.steps - schedule.firsts[b];
      score.forward(b, this.buffers.q + row * units, alpha);
      softmax(kernels.memory, alpha, length);
      kernels.memory.fill(0, alpha + length, alpha + values.length);
      values.combine(b, alpha, this.buffers.c + row * width);
    }
  }

  /** Address of c (D) of window b at step t. */
  context(t: number, b: number): number {
    return this.buffers.c + this.row(t, b) * this.width;
  }

  /** Address of ∂ℓ/∂c (D) of window b at step t. */
  dContext(t: number, b: number): number {
    return this.buffers.dc + this.row(t, b) * this.width;
  }

  beginBackward(): void {
    this.score.beginBackward();
  }

  /**
   * From `dContext` of step t to the gradient by the decoder's states (B, S padded to 8) at `dStates`, or
   * dStates +=.
   */
  backward(t: number, dStates: number, ld: number, accumulate: 0 | 1): void {
    const { query, score, values, units, schedule, parameters: { kernels } } = this;
    const { batch } = schedule;
    for (let b = 0; b < batch; b++) {
      const row = this.row(t, b);
      const alpha = this.buffers.alpha + row * values.length;
      const de = this.buffers.dScores + row * values.length;
      values.product(b, this.dContext(t, b), de); // dα; 0 behind L, where values are 0
      softmaxBack(kernels.memory, alpha, de, schedule.steps - schedule.firsts[b]);
      score.backward(b, this.buffers.q + row * units, de, this.buffers.dq + row * units);
    }
    query.backward(this.buffers.dq + this.row(t, 0) * units, dStates, ld, batch, this.queryT, accumulate);
  }

  /**
   * The weights' gradients over all steps, and the gradient by the encoder's outputs, (R, D padded to 8),
   * written at `dy`. `states`: those of step 0, from which the other steps' follow; `y`: the encoder's
   * outputs.
   */
  endBackward(states: number, lds: number, y: number, ldy: number, dy: number, lddy: number): void {
    const { query, key, score, values, units, width, schedule, steps } = this;
    const { batch, rows } = schedule;
    const length = values.length;
    query.weightGradient(states, lds, this.buffers.dq, steps * batch, 0);
    score.endBackward(this.buffers.q, batch * units, this.buffers.dScores, batch * length, steps);
    key.weightGradient(y, ldy, this.dKeys, rows, 0);
    key.backward(this.dKeys, dy, lddy, rows, this.keyT, 0);
    for (let b = 0; b < batch; b++) {
      values.gradient(
        b,
        this.dContext(0, b),
        batch * width,
        this.buffers.alpha + b * length,
        batch * length,
        steps,
      );
    }
    values.addGradientTo(dy, lddy);
  }

  /**
   * α of window b, (steps, L) row by row, as they were last computed: how much each step read of each row. A
   * copy.
   */
  weights(b: number): Float64Array {
    const { schedule, values, steps, parameters: { kernels: { memory } } } = this;
    const length = schedule.steps - schedule.firsts[b];
    const out = new Float64Array(steps * length);
    for (let t = 0; t < steps; t++) {
      const row = this.buffers.alpha + this.row(t, b) * values.length;
      out.set(memory.subarray(row, row + length), t * length);
    }
    return out;
  }
}
