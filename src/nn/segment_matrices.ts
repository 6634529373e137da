import type { Kernels } from "../kernels/kernels.ts";
import { padTo8 } from "./parameters.ts";
import { grownCapacity } from "./capacity.ts";
import { Schedule } from "./schedule.ts";

/**
 * The rows of each segment of a minibatch as a matrix M_b (L_b, W) of its own, laid out as the kernels'
 * weights are: what attention multiplies a single vector by, once for every step of the decoder, at the
 * products' speed.
 *
 * Rows that pad L_b to a multiple of eight are zero.
 *
 * Memory: 2 · B · T · W floats. Cost of `fill` and `addGradientTo`: R · W copies.
 */
export class SegmentMatrices {
  /** L padded, for all segments alike: the stride of their score rows. */
  length = 0;
  private schedule = new Schedule();
  /** W padded. */
  readonly columns: number;
  private capacity = 0;
  private m = 0;
  private dm = 0;

  constructor(private readonly kernels: Kernels, private readonly width: number) {
    this.columns = padTo8(width);
  }

  /** Sets which rows are whose; makes room when there is not enough. */
  plan(schedule: Schedule): void {
    this.schedule = schedule;
    this.length = padTo8(schedule.steps);
    const needed = schedule.batch * this.size;
    if (needed <= this.capacity) return;
    this.capacity = grownCapacity(needed, this.capacity);
    this.m = this.kernels.allocate(this.capacity);
    this.dm = this.kernels.allocate(this.capacity);
  }

  /** Takes in the packed rows (R, width) at `rows`. */
  fill(rows: number, ld: number): void {
    const { kernels: { memory }, schedule: { steps, batch, firsts, offsets }, columns, width, m, size } =
      this;
    memory.fill(0, m, m + batch * size);
    for (let b = 0; b < batch; b++) {
      for (let t = firsts[b]; t < steps; t++) {
        const from = rows + (offsets[t] + b) * ld;
        const to = m + b * size + place(t - firsts[b], columns);
        for (let i = 0; i < width; i++) memory[to + 8 * i] = memory[from + i];
      }
    }
  }

  /** Floats of one matrix. */
  private get size(): number {
    return this.length * this.columns;
  }

  /** z (length) = M_b a, for a vector a of `width` padded to 8. */
  product(b: number, a: number, z: number): void {
    const { kernels, columns, length } = this;
    kernels.product(this.m + b * this.size, a, columns, z, length, 1, length, columns, 0);
  }

  /** a (width padded to 8) = M_bᵀ z, for a vector z of `length`: the mean of M_b's rows with weights z. */
  combine(b: number, z: number, a: number): void {
    const { kernels, columns, length } = this;
    // A single row is read from M itself, never from a transposed copy.
    kernels.productBack(this.m + b * this.size, 0, z, length, a, columns, 1, length, columns, columns, 0);
  }

  /** dM_b = Σ z aᵀ over `steps` pairs of vectors, `lda` and `ldz` floats from one to the next. */
  gradient(b: number, a: number, lda: number, z: number, ldz: number, steps: number): void {
    const { kernels, columns, length } = this;
    kernels.weightGradient(a, lda, z, ldz, this.dm + b * this.size, steps, length, columns, 0);
  }

  /** Adds the gradients of all segments to their packed rows at `rows`. */
  addGradientTo(rows: number, ld: number): void {
    const { kernels: { memory }, schedule: { steps, batch, firsts, offsets }, columns, width, dm, size } =
      this;
    for (let b = 0; b < batch; b++) {
      for (let t = firsts[b]; t < steps; t++) {
        const to = rows + (offsets[t] + b) * ld;
        const from = dm + b * size + place(t - firsts[b], columns);
        for (let i = 0; i < width; i++) memory[to + i] += memory[from + 8 * i];
      }
    }
  }
}

/** Where row l begins in the blocked layout; its numbers are eight floats apart. */
function place(l: number, columns: number): number {
  return (l >> 3) * columns * 8 + (l & 7);
}
