import type { Archive, NamedTensor, Persistent } from "../base/archive.ts";
import type { Kernels } from "../kernels/kernels.ts";

/**
 * A weight matrix or bias under PyTorch's name and in its shape: what golden tests, checkpoints and messages
 * say.
 */
export type Tensor = NamedTensor;

/**
 * The gradient dz ⊗ a of a weight matrix (N, K) that stands `offset` floats behind the first parameter: one
 * row's, so that the optimizer can follow it without its being written. Good as long as both vectors stand at
 * their addresses.
 */
export interface OuterProduct {
  /** Where its weights stand. */
  readonly offset: number;
  /** Outputs, N. */
  readonly n: number;
  /** Inputs, K. */
  readonly k: number;
  /** Address of ∂ℓ/∂z. */
  dz: number;
  /** Address of its input. */
  a: number;
}

/**
 * All weights of a network in one flat buffer, beside three more of the same length: gradients and Adam's two
 * moments. A name is a view; clipping, the optimizer, gradient checks and checkpoints are one loop each.
 *
 * Built in two passes: layers `reserve` what they need, then `allocate` fixes the addresses.
 */
export class Parameters implements Persistent {
  /** The named tensors among the weights. */
  readonly tensors: Tensor[] = [];
  /** Weights, padding included. */
  length = 0;
  /** Addresses of the values, first and second moments. */
  values = 0;
  /** Address of Adam's first moments. */
  first = 0;
  /** Address of Adam's second moments. */
  second = 0;
  /**
   * The gradient, where it is one row's and `gradients` has not been read: an outer product for every
   * matrix.
   */
  readonly outer: OuterProduct[] = [];
  private written = 0;

  /** None yet. @param kernels in whose memory they stand */
  constructor(readonly kernels: Kernels) {}

  /** Room for `length` floats; returns their offset from `values` (and from `gradients`). */
  reserve(length: number): number {
    const offset = this.length;
    this.length += padTo8(length);
    return offset;
  }

  /** Names a tensor among them. */
  name(tensor: Tensor): void {
    this.tensors.push(tensor);
  }

  /** Makes room, once all have been claimed. */
  allocate(): void {
    this.values = this.kernels.allocate(this.length);
    this.written = this.kernels.allocate(this.length);
    this.first = this.kernels.allocate(this.length);
    this.second = this.kernels.allocate(this.length);
  }

  /** Address of the gradients; writes them out if they stand in `outer`. */
  get gradients(): number {
    if (this.outer.length > 0) this.writeOuter();
    return this.written;
  }

  /** Writes gradients that are kept as outer products. */
  private writeOuter(): void {
    const { kernels, outer, written } = this;
    for (const { offset, dz, a, n, k } of outer) {
      kernels.weightGradient(a, 0, dz, 0, written + offset, 1, n, k, 0);
    }
    outer.length = 0;
  }

  /** How many numbers are learned: padding is not counted. */
  get count(): number {
    return this.tensors.reduce((sum, { shape }) => sum + shape[0] * shape[1], 0);
  }

  /**
   * A tensor's values (or its gradients) row by row. For files and tests. @throws {RangeError} if the name is
   * unknown
   */
  read(name: string, base: number = this.values): Float64Array {
    const tensor = this.find(name);
    const [rows, columns] = tensor.shape;
    const out = new Float64Array(rows * columns);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) out[i * columns + j] = this.kernels.memory[base + tensor.index(i, j)];
    }
    return out;
  }

  /** Overwrites a tensor's values. @throws {RangeError} if the name is unknown or the length differs */
  write(name: string, values: ArrayLike<number>): void {
    const tensor = this.find(name);
    const [rows, columns] = tensor.shape;
    if (values.length !== rows * columns) {
      throw new RangeError(
        `Cannot write "${name}": expected ${rows}×${columns} values, got ${values.length}`,
      );
    }
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        this.kernels.memory[this.values + tensor.index(i, j)] = values[i * columns + j];
      }
    }
  }

  /** The tensor of a name. */
  private find(name: string): Tensor {
    const tensor = this.tensors.find((tensor) => tensor.name === name);
    if (tensor === undefined) {
      throw new RangeError(
        `Cannot find "${name}": the tensors are ${this.tensors.map((t) => t.name).join(", ")}`,
      );
    }
    return tensor;
  }

  /** Its weights and Adam's moments. */
  persist(archive: Archive): void {
    for (const part of ["values", "first", "second"] as const) {
      const { memory } = this.kernels;
      archive.weights(part, memory.subarray(this[part], this[part] + this.length), this.tensors);
    }
  }
}

/** The next multiple of 4, of 8: what the kernels want of inputs and of outputs. */
export const padTo4 = (n: number): number => (n + 3) & ~3;
export const padTo8 = (n: number): number => (n + 7) & ~7;
