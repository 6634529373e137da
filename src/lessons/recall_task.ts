import type { Random } from "../base/random.ts";
import type { Floats } from "../kernels/kernels.ts";
import type { Sequences } from "./sequences.ts";

/**
 * The recall task: a row says a number between −1 and 1 and whether it is marked; one row is, and its number
 * is the next row's, `lag` rows later. In between and before stand numbers that mean nothing. So a window of
 * W rows holds the answer if W ≥ lag, and nothing about it otherwise; the best that can be said without it is
 * 0, whose squared error is ⅓.
 *
 * Sequences have `lag` … `lag` + `spread` rows, longest first; the mark stands `lag` rows from the end.
 */
export class RecallBatch implements Sequences {
  /** The value, and 1 where it is the one to remember. */
  readonly inputs = 2;
  readonly lengths: Int32Array;
  readonly labels: Float64Array;
  private readonly values: Float64Array;

  constructor(readonly batch: number, readonly lag: number, readonly spread: number) {
    this.lengths = new Int32Array(batch);
    this.labels = new Float64Array(batch);
    this.values = new Float64Array(batch * (lag + spread));
  }

  /** Draws new sequences. */
  draw(random: Random): void {
    const { batch, lag, spread, lengths, labels, values } = this;
    for (let b = 0; b < batch; b++) lengths[b] = lag + random.below(spread + 1);
    lengths.sort().reverse();
    for (let i = 0; i < values.length; i++) values[i] = random.uniform(-1, 1);
    for (let b = 0; b < batch; b++) labels[b] = this.value(b, lag);
  }

  write(b: number, back: number, memory: Floats, to: number): void {
    const inside = back <= this.lengths[b];
    memory[to] = inside ? this.value(b, back) : 0;
    memory[to + 1] = inside && back === this.lag ? 1 : 0;
  }

  private value(b: number, back: number): number {
    return this.values[b * (this.lag + this.spread) + back - 1];
  }
}
