import type { Random } from "../base/random.ts";
import type { Floats } from "../kernels/kernels.ts";
import type { Sequences } from "./sequences.ts";

/**
 * Stretches of a stream, drawn at random: rows of its changes in units of their standard deviation, and the change that
 * came next. The whole stream may be drawn from: this is for looking at networks, not for judging forecasts.
 */
export class StreamSequences implements Sequences {
  readonly inputs = 1;
  readonly lengths: Int32Array;
  readonly labels: Float64Array;
  private readonly changes: Float64Array;
  private readonly ends: Int32Array;

  /** @param values at least `length` + 2 of them */
  constructor(values: Float64Array, readonly batch: number, private readonly length: number) {
    this.lengths = new Int32Array(batch).fill(length);
    this.labels = new Float64Array(batch);
    this.ends = new Int32Array(batch);
    this.changes = new Float64Array(values.length - 1);
    for (let i = 0; i < this.changes.length; i++) this.changes[i] = values[i + 1] - values[i];
    const { changes } = this;
    const mean = changes.reduce((sum, x) => sum + x, 0) / changes.length;
    const deviation = Math.sqrt(changes.reduce((sum, x) => sum + (x - mean) ** 2, 0) / changes.length);
    for (let i = 0; i < changes.length; i++) changes[i] = (changes[i] - mean) / (deviation || 1);
  }

  draw(random: Random): void {
    const { batch, length, changes, ends, labels } = this;
    for (let b = 0; b < batch; b++) {
      ends[b] = length + random.below(changes.length - length);
      labels[b] = changes[ends[b]];
    }
  }

  write(b: number, back: number, memory: Floats, to: number): void {
    memory[to] = back <= this.length ? this.changes[this.ends[b] - back] : 0;
  }
}
