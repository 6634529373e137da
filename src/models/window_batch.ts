import type { Floats } from "../kernels/kernels.ts";
import type { Series } from "../series/series.ts";

/** The rows of a track's series up to the one of this age, `rows` of them. */
export interface BatchWindow<T> {
  track: T;
  age: number;
  rows: number;
}

/**
 * The windows of a minibatch, longest first, as packed segments want them; windows of one length keep the order in which
 * they came. The first windows of a series are as short as the series: there is no padding.
 *
 * Its windows are objects that are used again: nothing is allocated once the largest minibatch has been seen.
 */
export class WindowBatch<T extends { readonly series: Series }> {
  count = 0;
  readonly windows: BatchWindow<T>[] = [];
  /** By window, in rows. */
  lengths = new Int32Array(16);

  /** @param width rows in a window, W */
  constructor(private readonly width: number) {}

  clear(): void {
    this.count = 0;
  }

  /** Adds the window that ends at the row of this age. */
  add(track: T, age: number): void {
    const rows = Math.min(this.width, track.series.rows - age);
    if (this.count === this.lengths.length) {
      const lengths = new Int32Array(2 * this.count);
      lengths.set(this.lengths);
      this.lengths = lengths;
    }
    const window = this.windows[this.count] ?? { track, age, rows };
    let b = this.count++;
    for (; b > 0 && this.lengths[b - 1] < rows; b--) {
      this.windows[b] = this.windows[b - 1];
      this.lengths[b] = this.lengths[b - 1];
    }
    this.windows[b] = Object.assign(window, { track, age, rows });
    this.lengths[b] = rows;
  }

  /** Largest age of all windows. */
  get oldestAge(): number {
    let oldest = 0;
    for (let b = 0; b < this.count; b++) oldest = Math.max(oldest, this.windows[b].age);
    return oldest;
  }

  /** Copies the input rows of all windows to where `inputRow(t, b)` says; the windows end together, at step `steps` − 1. */
  copyInputs(memory: Floats, steps: number, inputRow: (t: number, b: number) => number): void {
    for (let b = 0; b < this.count; b++) {
      const { track: { series: { inputs } }, age, rows } = this.windows[b];
      const { data, width } = inputs;
      for (let back = 0; back < rows; back++) {
        const from = inputs.at(age + back);
        const to = inputRow(steps - 1 - back, b);
        for (let i = 0; i < width; i++) memory[to + i] = data[from + i];
      }
    }
  }
}
