import type { Random } from "../base/random.ts";
import type { CellTwin, Kernels } from "../kernels/kernels.ts";
import type { Cell, Step } from "./cells/cell.ts";
import { allocateInputRows, inputStride } from "./input_rows.ts";
import { padTo8, type Parameters } from "./parameters.ts";
import { RecurrentWeights } from "./recurrent_weights.ts";
import type { Schedule } from "./schedule.ts";

/**
 * One layer of a recurrent network, unrolled over a segment: the products over all its rows, and the cell
 * step by step between them.
 *
 *   forward:   Z = X · W_ihᵀ (one product), then for t = 0 … T−1: (h, c)_t → (h, c)_{t+1} by the cell
 *   backward:  for t = T−1 … 0: dh ← dh + dOut_t, dz_t, dh by the cell; then dW_ih = dZᵀ · X, dW_hh = dZᵀ · H
 *
 * States live in (R + B) rows: the state before step t of segment b at the packed row (t, b), so that the
 * state after it is the next step's state before, and after the last step stands in the last B rows. State
 * rows go on with 1, 0, 0, 0: they are the next layer's input rows as they are.
 *
 * Sizes: inputs I, hidden units H (padded to a multiple of eight with units that stay zero), G gates, T
 * steps, B segments, R packed rows. Names: weight_ih_LAYER (G·H, I), bias_ih_LAYER, weight_hh_LAYER (G·H, H),
 * bias_hh_LAYER where the cell has one, as in torch.nn.LSTM and nn.GRU; the biases that PyTorch keeps twice
 * are one.
 *
 * Sources: BPTT: Werbos 1990. Initialisation: uniform in ±1/√H as PyTorch's, forget-gate bias +1 (Jozefowicz
 * et al. 2015).
 */
export class RecurrentLayer {
  /** H padded; the stride of state rows. */
  readonly units: number;
  readonly stateStride: number;
  /** Addresses: (R + B, units + 4), (R + B, units), the gradient by this layer's outputs (R, units). */
  h = 0;
  c = 0;
  dOut = 0;

  private readonly gateCount: number;
  private readonly gateStride: number;
  private readonly inputColumns: number; // K of the input projection
  private readonly weights: RecurrentWeights;
  private readonly kernels: Kernels;
  private readonly twin: CellTwin | undefined;
  private readonly step: Step;
  private wihT = 0;
  /** Addresses of what all packed rows keep: gates, what the cell caches, and the gradients by the gates. */
  private z = 0;
  private cache = 0;
  private dz = 0;
  private dzh = 0;

  constructor(
    private readonly parameters: Parameters,
    private readonly cell: Cell,
    private readonly inputs: number,
    private readonly hidden: number,
    /** Where the constant 1 stands in an input row; the row's read width is that and padding. */
    private readonly biasAt: number,
    /**
     * PyTorch's name of the layer, `l0` or `l0_reverse`, and what the tensors' names begin with, `encoder.`.
     */
    layer: string,
    prefix = "",
  ) {
    this.kernels = parameters.kernels;
    this.twin = this.kernels.twins[cell.name];
    this.units = padTo8(hidden);
    this.stateStride = this.units + 4;
    this.gateCount = cell.gates.length;
    // off the power of two, where cache lines of rows collide
    this.gateStride = this.gateCount * this.units + 16;
    this.inputColumns = inputStride(inputs, biasAt);
    const { units, inputColumns: columns } = this;
    const sizes = { inputs, hidden, units, columns, biasAt };
    this.weights = new RecurrentWeights(parameters, cell, sizes, layer, prefix);
    this.step = {
      rows: 0,
      units: this.units,
      whh: 0,
      whhT: 0,
      z: 0,
      ldz: this.gateStride,
      h: 0,
      hNext: 0,
    } as Step;
  }

  initialise(random: Random): void {
    this.weights.initialise(random);
  }

  /** Reserves the buffers for segments of up to `rows` packed rows and `batch` segments. */
  reserve(rows: number, batch: number): void {
    const { kernels, units, cell, step } = this;
    this.h = allocateInputRows(kernels, rows + batch, this.stateStride, units);
    this.c = cell.hasCellState ? kernels.allocate((rows + batch) * units) : 0;
    this.dOut = kernels.allocate(rows * units);
    this.wihT = this.inputs > 0 ? kernels.allocate(padTo8(this.inputs) * this.gateCount * units) : 0;
    step.whhT = kernels.allocate(cell.transposedLength(units));
    this.z = kernels.allocate(rows * this.gateStride);
    this.cache = kernels.allocate(rows * units);
    this.dz = kernels.allocate(rows * this.gateStride);
    this.dzh = cell.splitsGradient ? kernels.allocate(rows * this.gateStride) : this.dz;
    step.dh = kernels.allocate(batch * units);
    step.dc = cell.hasCellState ? kernels.allocate(batch * units) : 0;
  }

  /** Z = X · W_ihᵀ + b for packed rows from `row` on, whose input rows begin at `x`. */
  project(x: number, ldx: number, row: number, rows: number): void {
    const { kernels, gateStride, inputColumns } = this;
    const z = this.z + row * gateStride;
    kernels.product(
      this.parameters.values + this.weights.ih,
      x,
      ldx,
      z,
      gateStride,
      rows,
      this.gateCount * this.units,
      inputColumns,
      0,
    );
  }

  /**
   * The cell over steps `from` … `to` − 1; states before step `from` stand in place, and those of segments
   * that begin later.
   */
  recur(schedule: Schedule, from: number, to: number = schedule.steps): void {
    const { step, twin, kernels } = this;
    step.whh = this.parameters.values + this.weights.hh;
    for (let t = from; t < to;) {
      this.enter(schedule, t);
      if (twin === undefined) {
        this.cell.forward(kernels, step);
        t++;
        continue;
      }
      const end = Math.min(to, schedule.runEnd(t));
      twin.forward(
        step.whh,
        step.z,
        step.ldz,
        step.h,
        step.hNext,
        step.c,
        step.cNext,
        step.cache,
        step.rows,
        step.units,
        end - t,
      );
      t = end;
    }
  }

  /** Points the step at the rows of time t. */
  private enter(schedule: Schedule, t: number): void {
    const { step, units, stateStride, gateStride } = this;
    const row = schedule.offsets[t];
    const next = schedule.offsets[t + 1];
    step.rows = schedule.counts[t];
    step.z = this.z + row * gateStride;
    step.h = this.h + row * stateStride;
    step.hNext = this.h + next * stateStride;
    step.c = this.c + row * units;
    step.cNext = this.c + next * units;
    step.cache = this.cache + row * units;
  }

  /**
   * BPTT through all steps, from `dOut`; writes dZ and the recurrent weights' gradient. Afterwards dh, dc of
   * step 0 stand in `startGradients`.
   */
  backpropagate(schedule: Schedule): void {
    this.beginBackward(schedule);
    for (let t = schedule.steps - 1; t >= 0;) {
      const steps = this.twin === undefined ? 1 : t + 1 - schedule.runStart(t);
      this.stepBackward(schedule, t, steps);
      t -= steps;
    }
    this.endBackward(schedule);
  }

  /**
   * Zeroes dh and dc: the gradients by the states after the last step, to which the caller may add what it
   * knows.
   */
  beginBackward(schedule: Schedule): void {
    const { step, kernels, units, cell } = this;
    step.whh = this.parameters.values + this.weights.hh;
    if (kernels.readsTransposed(schedule.batch)) cell.transpose(kernels, step.whh, step.whhT, units);
    kernels.memory.fill(0, step.dh, step.dh + schedule.batch * units);
    if (cell.hasCellState) kernels.memory.fill(0, step.dc, step.dc + schedule.batch * units);
  }

  /**
   * Step t backward, after step t + 1: takes in its rows of `dOut`, writes its dz, moves dh and dc to before
   * it. With a twin, also the `steps` − 1 before it, which have as many rows.
   */
  stepBackward(schedule: Schedule, t: number, steps = 1): void {
    const { step, twin, kernels, units, gateStride } = this;
    this.enter(schedule, t);
    const row = schedule.offsets[t];
    step.dz = this.dz + row * gateStride;
    step.dzh = this.dzh + row * gateStride;
    step.dOut = this.dOut + row * units;
    if (twin === undefined) this.cell.backward(kernels, step);
    else {
      twin.backward(
        step.whh,
        step.whhT,
        step.z,
        step.dz,
        step.dzh,
        step.ldz,
        step.h,
        step.c,
        step.cache,
        step.dh,
        step.dc,
        step.dOut,
        step.rows,
        step.units,
        steps,
      );
    }
  }

  /** The recurrent weights' gradient, from all steps' dz. */
  endBackward(schedule: Schedule): void {
    const { step } = this;
    this.enter(schedule, 0);
    step.rows = schedule.rows;
    step.dz = this.dz;
    step.dzh = this.dzh;
    this.cell.weightGradient(this.kernels, step, this.parameters.gradients + this.weights.hh);
  }

  /** dW_ih = dZᵀ · X over packed rows from `row` on. */
  inputWeightGradient(x: number, ldx: number, row: number, rows: number, accumulate: 0 | 1): void {
    const { kernels, gateStride } = this;
    kernels.weightGradient(
      x,
      ldx,
      this.dz + row * gateStride,
      gateStride,
      this.parameters.gradients + this.weights.ih,
      rows,
      this.gateCount * this.units,
      this.inputColumns,
      accumulate,
    );
  }

  /** Rebuilds the copy of W_ih that `inputGradient` reads for this many rows at once. */
  transposeInputWeights(rows: number): void {
    const { kernels } = this;
    if (!kernels.readsTransposed(rows)) return;
    const w = this.parameters.values + this.weights.ih;
    kernels.transpose(w, this.wihT, this.gateCount * this.units, this.inputColumns, padTo8(this.inputs));
  }

  /**
   * dX (rows, inputs padded to 8) = dZ · W_ih over packed rows from `row` on, after
   * `transposeInputWeights(rows)`.
   */
  inputGradient(dx: number, lddx: number, row: number, rows: number): void {
    const { kernels, gateStride } = this;
    kernels.productBack(
      this.parameters.values + this.weights.ih,
      this.wihT,
      this.dz + row * gateStride,
      gateStride,
      dx,
      lddx,
      rows,
      this.gateCount * this.units,
      this.inputColumns,
      padTo8(this.inputs),
      0,
    );
  }

  /**
   * Addresses of dh and dc, (B, units): after `backpropagate`, the gradient by the states before the first
   * step.
   */
  get startGradients(): { readonly dh: number; readonly dc: number } {
    return { dh: this.step.dh, dc: this.step.dc };
  }
}
