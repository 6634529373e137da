import { Dense } from "./dense.ts";
import { padTo8, type Parameters } from "./parameters.ts";

/** Sizes of an output layer. */
export interface OutputSizes {
  readonly inputs: number; // I
  readonly hidden: number; // H
  readonly outputs: number; // O
}

/**
 * The linear output layer of a recurrent network, over many rows at once. It reads the topmost state and,
 * with skip, also the input row: a linear model beside the recurrence.
 *
 *   y = W h + d [+ V x + b]
 *
 * Outputs and their gradients stand in (R, O padded). Starts at zero. Names: `PREFIXhead` (W, d),
 * `PREFIXskip` (V, b).
 */
export class OutputLayer {
  /** Floats of an output row: O padded. */
  readonly stride: number;
  /** Addresses of y, and of ∂ℓ/∂y. */
  y = 0;
  dy = 0;
  private readonly head: Dense;
  private readonly skip: Dense | undefined;
  private headT = 0;
  private skipT = 0;

  /**
   * @param biases where a bias stands: in both parts, or with skip's alone; without skip: with the state's
   */
  constructor(
    private readonly parameters: Parameters,
    { inputs, hidden, outputs }: OutputSizes,
    { skip, biases }: { readonly skip: boolean; readonly biases: "both" | "skip" },
    prefix = "",
  ) {
    const units = padTo8(hidden);
    this.head = biases === "both"
      ? new Dense(parameters, `${prefix}head`, hidden, outputs, units + 4, units)
      : new Dense(parameters, `${prefix}head`, hidden, outputs, units, undefined);
    this.skip = skip
      ? new Dense(parameters, `${prefix}skip`, inputs, outputs, inputs + 1, inputs)
      : undefined;
    this.stride = this.head.width;
  }

  /** Reserves the buffers for so many rows. */
  reserve(rows: number): void {
    const { kernels } = this.parameters;
    this.y = kernels.allocate(rows * this.stride);
    this.dy = kernels.allocate(rows * this.stride);
    this.headT = kernels.allocate(this.head.transposedLength);
    this.skipT = this.skip === undefined ? 0 : kernels.allocate(this.skip.transposedLength);
  }

  /** W h + d of rows from `row` on, whose states begin at `h`. */
  readStates(h: number, ldh: number, row: number, rows: number): void {
    this.head.forward(h, ldh, this.y + row * this.stride, this.stride, rows, 0);
  }

  /** Adds V x + b, with skip, to rows from `row` on, whose input rows begin at `x`; after `readStates`. */
  addInputs(x: number, ldx: number, row: number, rows: number): void {
    this.skip?.forward(x, ldx, this.y + row * this.stride, this.stride, rows, 1);
  }

  /** dW, or dW +=, from rows from `row` on. */
  stateWeightGradient(h: number, ldh: number, row: number, rows: number, accumulate: 0 | 1): void {
    this.head.weightGradient(h, ldh, this.dy + row * this.stride, rows, accumulate);
  }

  /** dV, with skip, from all rows. */
  inputWeightGradient(x: number, ldx: number, rows: number): void {
    this.skip?.weightGradient(x, ldx, this.dy, rows, 0);
  }

  /** The gradient by the states of rows from `row` on, at `dh`, or dh +=. */
  stateGradient(row: number, rows: number, dh: number, lddh: number, accumulate: 0 | 1): void {
    this.head.backward(this.dy + row * this.stride, dh, lddh, rows, this.headT, accumulate);
  }

  /** Adds the gradient by the inputs of rows from `row` on, with skip, at `dx`. */
  addInputGradient(row: number, rows: number, dx: number, lddx: number): void {
    this.skip?.backward(this.dy + row * this.stride, dx, lddx, rows, this.skipT, 1);
  }
}
