import type { Random } from "../base/random.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { Cell } from "./cells/cell.ts";
import { Dense } from "./dense.ts";
import { allocateInputRows } from "./input_rows.ts";
import { Parameters } from "./parameters.ts";
import { grownCapacity } from "./capacity.ts";
import type { Schedule } from "./schedule.ts";
import { type EncoderSizes, WindowEncoder } from "./window_encoder.ts";

/** Sizes of a network over closed windows. */
export interface WindowSizes extends EncoderSizes {
  /** Outputs, O. */
  readonly outputs: number; // O
  /**
   * What the output layer reads: every step's outputs (in step), or the states in which the passes ended
   * (many-to-one).
   */
  readonly read: "steps" | "end";
}

/**
 * A stacked, perhaps bidirectional recurrent network over a minibatch of closed windows, with a linear output
 * layer: many-to-many in step, y_t = W [h→_t, h←_t] + b, or many-to-one, y = W [h→_L, h←_1] + b.
 *
 * Use: `plan` the windows; put inputs at `inputRow`; `forward`; read `outputRow`; put the loss's gradient at
 * `gradientRow`; `backward` leaves ∂ℓ/∂w in `parameters.gradients`. It knows neither loss nor optimizer.
 *
 * No state goes in or comes out: what is asked of a stream's newest row must be asked of RecurrentNetwork,
 * for a second pass from right to left would begin in its future.
 *
 * The output layer starts at zero. Names: PyTorch's, and `head.weight`, `head.bias`.
 */
export class WindowNetwork {
  /** Its weights. */
  readonly parameters: Parameters;
  /** Stride of an output row: O padded. */
  readonly outputStride: number;
  private readonly encoder: WindowEncoder;
  private readonly head: Dense;
  private rows = 0; // output rows reserved
  private y = 0;
  private dy = 0;
  private end = 0; // (B, width + 4): joined final states, with a 1
  private dEnd = 0; // (B, width)
  private unused = 0; // (B, width): final c, which the output layer does not read, and its gradient, 0
  private headT = 0;

  /** Makes its weights, drawn from `random`. */
  constructor(private readonly kernels: Kernels, cell: Cell, readonly sizes: WindowSizes, random: Random) {
    this.parameters = new Parameters(kernels);
    this.encoder = new WindowEncoder(this.parameters, cell, sizes, "");
    const { top } = this.encoder;
    const states = (sizes.bidirectional ? 2 : 1) * sizes.hidden;
    this.head = new Dense(this.parameters, "head", states, sizes.outputs, top.width + 4, top.width);
    this.outputStride = this.head.width;
    this.parameters.allocate();
    this.encoder.initialise(random);
  }

  /** Rows and steps of the windows: they end together, at step `schedule.steps` − 1. */
  get schedule(): Schedule {
    return this.encoder.schedule;
  }

  /** Stride of an input row. */
  get inputStride(): number {
    return this.encoder.inputStride;
  }

  /** Sets the windows' lengths, falling; makes room when there is not enough. */
  plan(lengths: ArrayLike<number>, batch: number): void {
    this.encoder.plan(lengths, batch);
    const rows = this.outputRows;
    if (rows > this.rows) this.reserve(grownCapacity(rows, this.rows));
  }

  /** Rows that have an output. */
  private get outputRows(): number {
    return this.sizes.read === "end" ? this.schedule.batch : this.schedule.rows;
  }

  /** Makes room for so many rows. */
  private reserve(rows: number): void {
    this.rows = rows;
    const { kernels, head, encoder: { top: { width } } } = this;
    this.y = kernels.allocate(rows * this.outputStride);
    this.dy = kernels.allocate(rows * this.outputStride);
    this.headT = kernels.allocate(head.transposedLength);
    if (this.sizes.read === "steps") return;
    this.end = allocateInputRows(kernels, rows, width + 4, width);
    this.dEnd = kernels.allocate(rows * width);
    this.unused = kernels.allocate(rows * width);
  }

  /**
   * Address of x_t of window b, whose first step is steps − length: its `inputs` floats are to be written,
   * the rest stays.
   */
  inputRow(t: number, b: number): number {
    return this.encoder.inputRow(t, b);
  }

  /** Address of y_t of window b; with `read: "end"`, of its only output, and t is of no matter. */
  outputRow(t: number, b: number): number {
    return this.y + this.rowOf(t, b) * this.outputStride;
  }

  /** Address of ∂ℓ/∂y_t of window b; all of a row's `outputStride` floats are read. */
  gradientRow(t: number, b: number): number {
    return this.dy + this.rowOf(t, b) * this.outputStride;
  }

  /** Where a row of a window stands. */
  private rowOf(t: number, b: number): number {
    return this.sizes.read === "end" ? b : this.schedule.row(t, b);
  }

  /** Runs all windows. */
  forward(): void {
    const { encoder, head, outputStride } = this;
    const { top } = encoder;
    encoder.forward();
    if (this.sizes.read === "steps") {
      head.forward(top.y, top.stride, this.y, outputStride, this.schedule.rows, 0);
      return;
    }
    top.copyFinal(this.schedule, this.end, top.stride, this.unused, top.width);
    head.forward(this.end, top.stride, this.y, outputStride, this.schedule.batch, 0);
  }

  /** From ∂ℓ/∂y of all output rows to ∂ℓ/∂w, overwritten. */
  backward(): void {
    const { encoder, head, kernels: { memory } } = this;
    const { top, layers } = encoder;
    const rows = this.outputRows;
    if (this.sizes.read === "steps") {
      head.weightGradient(top.y, top.stride, this.dy, rows, 0);
      head.backward(this.dy, top.dOut, top.width, rows, this.headT, 0);
      encoder.backward(() => undefined);
      return;
    }
    head.weightGradient(this.end, top.stride, this.dy, rows, 0);
    head.backward(this.dy, this.dEnd, top.width, rows, this.headT, 0);
    memory.fill(0, top.dOut, top.dOut + this.schedule.rows * top.width);
    memory.fill(0, this.unused, this.unused + rows * top.width);
    const final = { dh: this.dEnd, dc: this.unused, stride: top.width };
    encoder.backward((layer) => layer === layers.length - 1 ? final : undefined);
  }

  /** ∂ℓ/∂x (R, inputs padded to 8), after `backward`; for gradient checks and for what lies below. */
  inputGradient(dx: number, lddx: number): void {
    this.encoder.inputGradient(dx, lddx);
  }
}
