import { copyFloats } from "../nn/copy_floats.ts";
import type { Floats } from "../kernels/kernels.ts";
import type { Series } from "../series/series.ts";
import type { PastSegment } from "./past_segments.ts";

/**
 * A closed window: rows of inputs that follow each other, oldest first, and the labels of the last of them.
 */
export interface BatchWindow<T> {
  rows: number;
  /** Whose rows they are, the last of this age; undefined where they are replayed. */
  track: T | undefined;
  age: number;
  /** Where its first row begins. */
  inputs: Float32Array;
  first: number;
  /** Where its labels (targets, horizons) begin. */
  labels: Float32Array;
  label: number;
}

/**
 * The windows of a minibatch, longest first, as packed segments want them; windows of one length keep the
 * order in which they came. The first windows of a series are as short as the series: there is no padding.
 *
 * Its windows are objects that are used again: nothing is allocated once the largest minibatch has been seen.
 */
export class WindowBatch<T extends { readonly series: Series }> {
  count = 0;
  readonly windows: BatchWindow<T>[] = [];
  /** By window, in rows. */
  lengths = new Int32Array(16);

  /** @param width rows in a window, W; @param inputs numbers in a row */
  constructor(private readonly width: number, private readonly inputs: number) {}

  clear(): void {
    this.count = 0;
  }

  /** Adds the window that ends at the row of this age. */
  add(track: T, age: number): void {
    const { rows, inputs, networkLabels: { rows: labels } } = track.series;
    const length = Math.min(this.width, rows - age);
    const window = this.insert(length);
    window.track = track;
    window.age = age;
    window.inputs = inputs.data;
    window.first = inputs.at(age + length - 1);
    window.labels = labels.data;
    window.label = labels.at(age);
  }

  /** Adds a window that is replayed: W rows. */
  addPast({ inputs, labels }: PastSegment): void {
    Object.assign(this.insert(this.width), { track: undefined, age: 0, inputs, first: 0, labels, label: 0 });
  }

  /** A place for a window of this length, behind those that are as long. */
  private insert(rows: number): BatchWindow<T> {
    if (this.count === this.lengths.length) {
      const lengths = new Int32Array(2 * this.count);
      lengths.set(this.lengths);
      this.lengths = lengths;
    }
    const window = this.windows[this.count] ?? {} as BatchWindow<T>;
    let b = this.count++;
    for (; b > 0 && this.lengths[b - 1] < rows; b--) {
      this.windows[b] = this.windows[b - 1];
      this.lengths[b] = this.lengths[b - 1];
    }
    this.windows[b] = window;
    this.lengths[b] = window.rows = rows;
    return window;
  }

  /** Largest age of all windows. */
  get oldestAge(): number {
    let oldest = 0;
    for (let b = 0; b < this.count; b++) oldest = Math.max(oldest, this.windows[b].age);
    return oldest;
  }

  /**
   * Copies the rows of all windows to where `inputRow(t, b)` says; the windows end together, at step `steps`
   * − 1.
   */
  copyInputs(memory: Floats, steps: number, inputRow: (t: number, b: number) => number): void {
    const width = this.inputs;
    for (let b = 0; b < this.count; b++) {
      const { rows, inputs, first } = this.windows[b];
      for (let row = 0; row < rows; row++) {
        copyFloats(inputs, first + row * width, width, memory, inputRow(steps - rows + row, b));
      }
    }
  }
}
