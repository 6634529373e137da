import type { Random } from "../base/random.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { Cell } from "./cells/cell.ts";
import { allocateInputRows } from "./input_rows.ts";
import { padTo8, type Parameters } from "./parameters.ts";
import { RecurrentLayer } from "./recurrent_layer.ts";
import type { Schedule } from "./schedule.ts";

/** Addresses of gradients by states, one row for each window; `dc` is 0 where the cell has no c. */
export interface StateGradients {
  readonly dh: number;
  readonly dc: number;
  /** Floats from one window's row to the next. */
  readonly stride: number;
}

/**
 * One layer of a network over closed windows: a pass from left to right and, where there are two directions,
 * a second with weights of its own from right to left, their outputs side by side.
 *
 *   h→_t = cell→(x_t, h→_{t−1}),  h←_t = cell←(x_t, h←_{t+1}),  y_t = [h→_t, h←_t]
 *
 * A closed window lies in the past as a whole, so that the second pass sees no future. Every window starts
 * from states of zero and none is carried out of it: what this layer offers are outputs and the states in
 * which each pass ended.
 *
 * The pass from right to left is the same recurrence over the windows' rows in mirrored order.
 *
 * Shapes: R packed rows, B windows; y (R, width) with stride width + 4, directions · H of its columns used,
 * going on with 1, 0, 0, 0, so that they are the next layer's input rows as they are; dOut (R, width). Names:
 * as RecurrentLayer, `…_l0` and `…_l0_reverse`, as in torch.nn.LSTM with bidirectional=True.
 *
 * Source: Schuster & Paliwal 1997.
 */
export class WindowLayer {
  /** Columns of y: directions · H padded. The 1 stands behind them. */
  readonly width: number;
  readonly stride: number;
  /** Addresses. */
  y = 0;
  dOut = 0;

  private readonly kernels: Kernels;
  private readonly passes: readonly RecurrentLayer[];
  private reversed = 0; // (R, input stride)
  private dReversed = 0; // (R, inputs padded to 8)

  constructor(
    parameters: Parameters,
    private readonly cell: Cell,
    private readonly inputs: number,
    /** Of each direction. */
    readonly hidden: number,
    directions: 1 | 2,
    /** Where the constant 1 stands in an input row. */
    biasAt: number,
    depth: number,
    prefix: string,
  ) {
    this.kernels = parameters.kernels;
    this.width = padTo8(directions * hidden);
    this.stride = this.width + 4;
    this.passes = [`l${depth}`, `l${depth}_reverse`].slice(0, directions)
      .map((name) => new RecurrentLayer(parameters, cell, inputs, hidden, biasAt, name, prefix));
  }

  initialise(random: Random): void {
    for (const pass of this.passes) pass.initialise(random);
  }

  /** Makes room for `rows` packed rows of `batch` windows, whose input rows are `ldx` floats long. */
  reserve(rows: number, batch: number, ldx: number): void {
    const { kernels, width, stride } = this;
    for (const pass of this.passes) pass.reserve(rows, batch);
    this.y = allocateInputRows(kernels, rows, stride, width);
    this.dOut = kernels.allocate(rows * width);
    if (this.passes.length === 1) return;
    this.reversed = kernels.allocate(rows * ldx);
    this.dReversed = kernels.allocate(rows * padTo8(this.inputs));
  }

  /** Both passes over the input rows at `x`; `mirror` is `mirrorRows` of the schedule. */
  forward(schedule: Schedule, mirror: Int32Array, x: number, ldx: number): void {
    this.passes.forEach((pass, direction) => {
      const backward = direction === 1;
      if (backward) this.reverse(schedule.rows, mirror, x, ldx);
      pass.project(backward ? this.reversed : x, ldx, 0, schedule.rows);
      this.clearStarts(pass, schedule);
      pass.recur(schedule, 0);
      this.collect(pass, schedule, direction * this.hidden, backward ? mirror : undefined);
    });
  }

  private reverse(rows: number, mirror: Int32Array, x: number, ldx: number): void {
    const { memory } = this.kernels;
    for (let row = 0; row < rows; row++) {
      const from = x + mirror[row] * ldx;
      memory.copyWithin(this.reversed + row * ldx, from, from + ldx);
    }
  }

  /** States of zero before each window's first step. */
  private clearStarts({ h, c, units, stateStride }: RecurrentLayer, schedule: Schedule): void {
    const { memory } = this.kernels;
    for (let b = 0; b < schedule.batch; b++) {
      const row = schedule.row(schedule.firsts[b], b);
      memory.fill(0, h + row * stateStride, h + row * stateStride + units);
      if (this.cell.hasCellState) memory.fill(0, c + row * units, c + row * units + units);
    }
  }

  /** Copies a pass's states after each step to its columns of y. */
  private collect(
    { h, stateStride }: RecurrentLayer,
    { steps, batch, firsts, offsets }: Schedule,
    column: number,
    mirror: Int32Array | undefined,
  ): void {
    const { kernels: { memory }, hidden, stride } = this;
    for (let b = 0; b < batch; b++) {
      for (let t = firsts[b]; t < steps; t++) {
        const row = offsets[t] + b;
        const to = mirror === undefined ? row : mirror[row];
        const from = h + (offsets[t + 1] + b) * stateStride;
        memory.copyWithin(this.y + to * stride + column, from, from + hidden);
      }
    }
  }

  /** From `dOut`, and the gradients by the joined final states where there are any, to ∂ℓ/∂w, overwritten. */
  backward(schedule: Schedule, mirror: Int32Array, x: number, ldx: number, final?: StateGradients): void {
    this.passes.forEach((pass, direction) => {
      const backward = direction === 1;
      const column = direction * this.hidden;
      this.distribute(pass, schedule.rows, column, backward ? mirror : undefined);
      pass.beginBackward(schedule);
      if (final !== undefined) this.addFinal(pass, schedule.batch, column, final);
      for (let t = schedule.steps - 1; t >= 0; t--) pass.stepBackward(schedule, t);
      pass.endBackward(schedule);
      pass.inputWeightGradient(backward ? this.reversed : x, ldx, 0, schedule.rows, 0);
    });
  }

  private distribute(
    pass: RecurrentLayer,
    rows: number,
    column: number,
    mirror: Int32Array | undefined,
  ): void {
    const { kernels: { memory }, hidden, width } = this;
    for (let row = 0; row < rows; row++) {
      const from = this.dOut + (mirror === undefined ? row : mirror[row]) * width + column;
      memory.copyWithin(pass.dOut + row * pass.units, from, from + hidden);
    }
  }

  private addFinal(pass: RecurrentLayer, batch: number, column: number, final: StateGradients): void {
    const { kernels: { memory }, hidden, cell } = this;
    const { dh, dc } = pass.startGradients;
    for (let b = 0; b < batch; b++) {
      const from = b * final.stride + column;
      for (let j = 0; j < hidden; j++) {
        memory[dh + b * pass.units + j] += memory[final.dh + from + j];
        if (cell.hasCellState) memory[dc + b * pass.units + j] += memory[final.dc + from + j];
      }
    }
  }

  /** dX (R, inputs padded to 8), both directions' sum, after `backward`. */
  inputGradient(rows: number, mirror: Int32Array, dx: number, lddx: number): void {
    const [forth, back] = this.passes;
    forth.transposeInputWeights(rows);
    forth.inputGradient(dx, lddx, 0, rows);
    if (back === undefined) return;
    const width = padTo8(this.inputs);
    back.transposeInputWeights(rows);
    back.inputGradient(this.dReversed, width, 0, rows);
    const { memory } = this.kernels;
    for (let row = 0; row < rows; row++) {
      const from = this.dReversed + mirror[row] * width;
      for (let i = 0; i < width; i++) memory[dx + row * lddx + i] += memory[from + i];
    }
  }

  /**
   * Joined final states [h→, h←] of every window into rows at `h`, and [c→, c←] into rows at `c` where the
   * cell has them.
   */
  copyFinal(schedule: Schedule, h: number, ldh: number, c: number, ldc: number): void {
    const { kernels: { memory }, hidden } = this;
    this.passes.forEach((pass, direction) => {
      const column = direction * hidden;
      for (let b = 0; b < schedule.batch; b++) {
        const row = schedule.rows + b;
        const fromH = pass.h + row * pass.stateStride;
        memory.copyWithin(h + b * ldh + column, fromH, fromH + hidden);
        if (!this.cell.hasCellState) continue;
        const fromC = pass.c + row * pass.units;
        memory.copyWithin(c + b * ldc + column, fromC, fromC + hidden);
      }
    });
  }
}
