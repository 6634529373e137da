import type { Random } from "../base/random.ts";
import type { Floats } from "../kernels/kernels.ts";
import type { Sequences } from "./sequences.ts";

/**
 * Stretches of a stream's series, drawn at random, none beyond its own series: rows of its changes in units
 * of their standard deviation, and the change that came next. What is to be learned and what is to be tested
 * on are different parts.
 */
export class StreamSequences implements Sequences {
  readonly inputs = 1;
  readonly lengths: Int32Array;
  readonly labels: Float64Array;
  private readonly changes: Float64Array;
  private readonly ends: Int32Array;
  /** The part's changes that have `length` others before them in their series. */
  private readonly places: Int32Array;

  /**
   * @param series one of them at least with 2 · `length` values
   * @param part where in each series labels are drawn from: shares of its places, 0 … 1
   */
  constructor(
    series: readonly Float64Array[],
    readonly batch: number,
    private readonly length: number,
    [from, to]: readonly [from: number, to: number],
  ) {
    this.lengths = new Int32Array(batch).fill(length);
    this.labels = new Float64Array(batch);
    this.ends = new Int32Array(batch);
    const all: number[] = [];
    const places: number[] = [];
    for (const values of series) {
      const drawable = values.length - 1 - length;
      for (let i = 1; i < values.length; i++) {
        const place = i - 1 - length;
        if (place >= from * drawable && place < to * drawable) places.push(all.length);
        all.push(values[i] - values[i - 1]);
      }
    }
    this.places = Int32Array.from(places);
    const changes = this.changes = Float64Array.from(all);
    const mean = changes.reduce((sum, x) => sum + x, 0) / changes.length;
    const deviation = Math.sqrt(changes.reduce((sum, x) => sum + (x - mean) ** 2, 0) / changes.length);
    for (let i = 0; i < changes.length; i++) changes[i] = (changes[i] - mean) / (deviation || 1);
  }

  draw(random: Random): void {
    const { batch, places, changes, ends, labels } = this;
    for (let b = 0; b < batch; b++) {
      ends[b] = places[random.below(places.length)];
      labels[b] = changes[ends[b]];
    }
  }

  write(b: number, back: number, memory: Floats, to: number): void {
    memory[to] = back <= this.length ? this.changes[this.ends[b] - back] : 0;
  }
}
