import type { Archive, Persistent } from "../base/archive.ts";

/** A row without a label. */
export const NO_LABEL = -1;

/**
 * The encoded rows of one key that are still to be learned from, and their labels: rows `first … rows − 1`.
 *
 * Memory: what `release` leaves, and up to as much again. Cost of a row: O(width), amortised.
 */
export class Sequence implements Persistent {
  /** Rows so far. */
  rows = 0;
  /** The oldest row that is kept. */
  first = 0;
  /** The newest row with a label; −1 before the first. */
  lastLabel = -1;
  private inputs: Float32Array;
  private labels = new Int32Array(8);
  private base = 0; // the row that stands at the beginning of the arrays

  constructor(readonly key: string, readonly index: number, readonly width: number) {
    this.inputs = new Float32Array(8 * width);
  }

  /** Adds a row without label; returns its inputs (width), to be filled in by the caller at once. */
  append(): Float32Array {
    if (this.rows - this.base === this.labels.length) this.makeRoom();
    const at = this.rows++ - this.base;
    this.labels[at] = NO_LABEL;
    return this.inputs.subarray(at * this.width, (at + 1) * this.width);
  }

  /** The newest row has this label. */
  label(label: number): void {
    this.lastLabel = this.rows - 1;
    this.labels[this.lastLabel - this.base] = label;
  }

  /** The label of a row that is kept. */
  labelOf(row: number): number {
    return this.labels[row - this.base];
  }

  /** Copies a row that is kept to an address. */
  copyInputs(row: number, memory: Float32Array | Float64Array, address: number): void {
    const { inputs, width } = this;
    const from = (row - this.base) * width;
    for (let i = 0; i < width; i++) memory[address + i] = inputs[from + i];
  }

  /** Rows before this one are of no more use. */
  release(before: number): void {
    this.first = Math.max(this.first, Math.min(before, this.rows));
  }

  private makeRoom(): void {
    const kept = this.rows - this.first;
    const from = this.first - this.base;
    const room = Math.max(8, 2 * kept);
    const inputs = new Float32Array(room * this.width);
    const labels = new Int32Array(room);
    inputs.set(this.inputs.subarray(from * this.width, (from + kept) * this.width));
    labels.set(this.labels.subarray(from, from + kept));
    [this.inputs, this.labels, this.base] = [inputs, labels, this.first];
  }

  persist(archive: Archive): void {
    this.rows = archive.number("rows", this.rows);
    this.first = archive.number("first", this.first);
    this.lastLabel = archive.number("lastLabel", this.lastLabel);
    const kept = this.rows - this.first;
    if (archive.restoring) {
      this.base = this.first;
      this.inputs = new Float32Array(Math.max(8, kept) * this.width);
      this.labels = new Int32Array(Math.max(8, kept));
    }
    const from = this.first - this.base;
    archive.array("inputs", this.inputs.subarray(from * this.width, (from + kept) * this.width));
    archive.array("labels", this.labels.subarray(from, from + kept));
  }
}
