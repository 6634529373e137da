import type { Kernels } from "../../kernels/kernels.ts";

/**
 * The buffers of one time step, `rows` series side by side: addresses into `kernels.memory`.
 *
 * A segment of T steps is computed as: one product for the input projections of all its rows, then `forward`
 * step by step, then (newest first) `backward` step by step, then one product for each weight gradient. So a
 * cell knows one time step and nothing else; time, depth, loss and series belong to the callers.
 *
 * H = `units`, a multiple of 8; G = the cell's number of gates, which stand side by side in z, H columns
 * each.
 */
export interface Step {
  /** Rows of the step, B. */
  rows: number;
  /** Hidden units, H. */
  units: number;
  /** Recurrent weights, blocked, and their transposed copy. */
  whh: number;
  /** Address of the recurrent weights, transposed. */
  whhT: number;
  /** (rows, G·H) stride ldz. Before `forward`: W_ih x + b. After: the gates' activations. */
  z: number;
  /** Stride of `z` and `dz`. */
  ldz: number;
  /**
   * (rows, H) stride H + 4: the state before the step, and after it. Each row goes on with 1, 0, 0, 0, the
   * input of biases, which the caller writes once for all rows and `forward` leaves alone. The two don't
   * overlap.
   */
  h: number;
  /** Address of h after the step. */
  hNext: number;
  /** (rows, H) stride H: the LSTM's cell state before and after; unused elsewhere. */
  c: number;
  /** Address of c after the step. */
  cNext: number;
  /** (rows, H) stride H: what `backward` wants kept; each cell says what it is. */
  cache: number;
  /** (rows, G·H) stride ldz, written by `backward`: the loss's gradient by what `z` held before `forward`. */
  dz: number;
  /**
   * The same for the recurrent product, where it differs (GRU with reset after); the same address as `dz`
   * elsewhere.
   */
  dzh: number;
  /**
   * (rows, H) stride H. Before `backward`: the gradient by the state after the step. After: by the state
   * before it.
   */
  dh: number;
  /** Address of ∂ℓ/∂c. */
  dc: number;
  /**
   * (rows, H) stride H: the gradient by hNext from above, from the loss or the next layer; added to dh. 0:
   * none.
   */
  dOut?: number;
}

/** One step of recurrence. Holds neither weights nor state: one object serves every network. */
export interface Cell {
  /** Its name in the registry. */
  readonly name: string;
  /** Gates in PyTorch's order, or the lecture's where PyTorch has no such cell. */
  readonly gates: readonly string[];
  /** Whether the cell carries a second state, c, beside h. */
  readonly hasCellState: boolean;
  /** Whether `dzh` differs from `dz`. */
  readonly splitsGradient: boolean;
  /** Whether the recurrent product has a bias of its own (K = H + 4 instead of H). */
  readonly recurrentBias: boolean;
  /**
   * Where a gate of a unit stands among the G·H columns of z and the outputs of both weights: gate · H +
   * unit.
   */
  column(gate: number, unit: number, units: number): number;
  /** Floats of the recurrent weights; of their transposed copy. */
  recurrentLength(units: number): number;
  /** Floats of its transposed recurrent weights. */
  transposedLength(units: number): number;
  /**
   * Where (gate, unit, input) of the recurrent weights stands, from `whh` on. input = H is the bias, if there
   * is one.
   */
  recurrentIndex(gate: number, unit: number, input: number, units: number): number;
  /** Rebuilds the transposed copy `whhT`, for `backward`. */
  transpose(kernels: Kernels, whh: number, whhT: number, units: number): void;
  /** Reads z, h, c; writes z, hNext, cNext, cache. */
  forward(kernels: Kernels, step: Step): void;
  /** Reads z, h, c, cNext, cache, dh, dc, dOut; writes dz, dzh; replaces dh and dc. */
  backward(kernels: Kernels, step: Step): void;
  /**
   * The recurrent weights' gradient, over all rows of a segment at once: `rows` is T·B, and `h`, `cache`,
   * `dz`, `dzh` are those of its first row. `gradient`, laid out as the weights, is overwritten.
   */
  weightGradient(kernels: Kernels, step: Step, gradient: number): void;
}
