import type { Random } from "../base/random.ts";
import type { Floats } from "../kernels/kernels.ts";

/**
 * A minibatch of labelled sequences that is drawn anew for every gradient step: many rows in, one number out.
 */
export interface Sequences {
  readonly batch: number;
  /** Numbers in a row. */
  readonly inputs: number;
  /** By sequence, falling. */
  readonly lengths: Int32Array;
  readonly labels: Float64Array;
  draw(random: Random): void;
  /**
   * Writes the row that stands `back` rows from sequence b's end, the last row's being 1; zeros before its
   * beginning.
   */
  write(b: number, back: number, memory: Floats, to: number): void;
}
