import type { Values } from "./safetensors.ts";

/**
 * One kind of value of a walk over the state, all its occurrences end to end in one array: the hidden states
 * of a thousand series are one tensor of a thousand rows, not a thousand tensors. Keeps its room from one
 * walk to the next.
 */
export class Column<V extends Values = Values> {
  /** Numbers so far, and how many of them each entry has. */
  length = 0;
  lengths = new Int32Array(4);
  entries = 0;

  constructor(private values: V) {}

  add(entry: V): void {
    const needed = this.length + entry.length;
    if (needed > this.values.length) this.values = grown(this.values, needed);
    this.values.set(entry, this.length);
    this.length = needed;
    this.close(entry.length);
  }

  addNumber(value: number): void {
    if (this.length === this.values.length) this.values = grown(this.values, this.length + 1);
    this.values[this.length++] = value;
    this.close(1);
  }

  private close(length: number): void {
    if (this.entries === this.lengths.length) this.lengths = grown(this.lengths, this.entries + 1);
    this.lengths[this.entries++] = length;
  }

  /** The length that all entries have, or undefined if they differ. */
  get width(): number | undefined {
    const [first] = this.lengths;
    for (let i = 1; i < this.entries; i++) if (this.lengths[i] !== first) return undefined;
    return first;
  }

  /** All entries, end to end: a view. */
  content(): V {
    return this.values.subarray(0, this.length) as V;
  }

  clear(): void {
    this.length = 0;
    this.entries = 0;
  }
}

function grown<V extends Values>(values: V, needed: number): V {
  const more = new (values.constructor as new (length: number) => V)(Math.max(needed, 2 * values.length));
  more.set(values);
  return more;
}
