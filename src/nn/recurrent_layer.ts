import type { Random } from "../base/random.ts";
import type { CellTwin, Kernels } from "../kernels/kernels.ts";
import type { Cell, Step } from "./cells/cell.ts";
import { blockedIndex } from "../kernels/blocked.ts";
import { padTo4, padTo8, type Parameters } from "./parameters.ts";
import type { Schedule } from "./schedule.ts";

/**
 * One layer of a recurrent network, unrolled over a segment: the products over all its rows, and the cell step by step
 * between them.
 *
 *   forward:   Z = X · W_ihᵀ (one product), then for t = 0 … T−1: (h, c)_t → (h, c)_{t+1} by the cell
 *   backward:  for t = T−1 … 0: dh ← dh + dOut_t, dz_t and dh by the cell; then dW_ih = dZᵀ · X, dW_hh = dZᵀ · H
 *
 * States live in (R + B) rows: the state before step t of segment b at the packed row (t, b), so that the state after it
 * is the next step's state before, and after the last step stands in the last B rows. State rows go on with 1, 0, 0, 0:
 * they are the next layer's input rows as they are.
 *
 * Sizes: inputs I, hidden units H (padded to a multiple of eight with units that stay zero), G gates, T steps,
 * B segments, R packed rows. Names: weight_ih_lN (G·H, I), bias_ih_lN, weight_hh_lN (G·H, H), bias_hh_lN where the cell
 * has one, as in torch.nn.LSTM and nn.GRU; the biases that PyTorch keeps twice are one.
 *
 * Sources: BPTT: Werbos 1990. Initialisation: uniform in ±1/√H as PyTorch's, forget-gate bias +1 (Jozefowicz et al. 2015).
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
  private readonly wih: number; // offsets in the parameters
  private readonly whh: number;
  private readonly kernels: Kernels;
  private readonly twin: CellTwin | undefined;
  private readonly step: Step;
  private wihT = 0;

  constructor(
    private readonly parameters: Parameters,
    private readonly cell: Cell,
    private readonly inputs: number,
    private readonly hidden: number,
    /** Where the constant 1 stands in an input row; the row's read width is that and padding. */
    private readonly biasAt: number,
    depth: number,
  ) {
    this.kernels = parameters.kernels;
    this.twin = this.kernels.twins[cell.name];
    this.units = padTo8(hidden);
    this.stateStride = this.units + 4;
    this.gateCount = cell.gates.length;
    this.gateStride = this.gateCount * this.units + 16; // off the power of two, where cache lines of rows collide
    this.inputColumns = Math.max(padTo4(biasAt + 1), padTo8(inputs));
    const width = this.gateCount * this.units;
    this.wih = parameters.reserve(width * this.inputColumns);
    this.whh = parameters.reserve(cell.recurrentLength(this.units));
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
    this.nameTensors(depth);
  }

  private nameTensors(depth: number): void {
    const { cell, hidden, units } = this;
    const column = (row: number) => cell.column(Math.floor(row / hidden), row % hidden, units);
    const ih = (row: number, k: number) => this.wih + blockedIndex(column(row), k, this.inputColumns);
    const hh = (row: number, k: number) =>
      this.whh + cell.recurrentIndex(Math.floor(row / hidden), row % hidden, k, units);
    const rows = this.gateCount * hidden;
    this.parameters.name({ name: `weight_ih_l${depth}`, shape: [rows, this.inputs], index: ih });
    this.parameters.name({ name: `weight_hh_l${depth}`, shape: [rows, hidden], index: hh });
    this.parameters.name({
      name: `bias_ih_l${depth}`,
      shape: [rows, 1],
      index: (row) => ih(row, this.biasAt),
    });
    if (cell.recurrentBias) {
      this.parameters.name({ name: `bias_hh_l${depth}`, shape: [rows, 1], index: (row) => hh(row, units) });
    }
  }

  initialise(random: Random, depth: number): void {
    const bound = 1 / Math.sqrt(this.hidden);
    const suffix = `_l${depth}`;
    const { memory } = this.kernels;
    for (const { name, shape, index } of this.parameters.tensors) {
      if (!name.endsWith(suffix)) continue;
      const forget = name.startsWith("bias_ih") ? this.cell.gates.indexOf("f") : -1;
      for (let i = 0; i < shape[0]; i++) {
        const one = Math.floor(i / this.hidden) === forget ? 1 : 0;
        for (let j = 0; j < shape[1]; j++) {
          memory[this.parameters.values + index(i, j)] = one + random.uniform(-bound, bound);
        }
      }
    }
  }

  /** Reserves the buffers for segments of up to `rows` packed rows and `batch` segments. */
  reserve(rows: number, batch: number): void {
    const { kernels, units, cell, step } = this;
    this.h = kernels.allocate((rows + batch) * this.stateStride);
    for (let row = 0; row < rows + batch; row++) kernels.memory[this.h + row * this.stateStride + units] = 1;
    this.c = cell.hasCellState ? kernels.allocate((rows + batch) * units) : 0;
    this.dOut = kernels.allocate(rows * units);
    this.wihT = this.inputs > 0 ? kernels.allocate(padTo8(this.inputs) * this.gateCount * units) : 0;
    step.whhT = kernels.allocate(cell.transposedLength(units));
    step.z = kernels.allocate(rows * this.gateStride);
    step.cache = kernels.allocate(rows * units);
    step.dz = kernels.allocate(rows * this.gateStride);
    step.dzh = cell.splitsGradient ? kernels.allocate(rows * this.gateStride) : step.dz;
    step.dh = kernels.allocate(batch * units);
    step.dc = cell.hasCellState ? kernels.allocate(batch * units) : 0;
  }

  /** Z = X · W_ihᵀ + b for packed rows from `row` on, whose input rows begin at `x`. */
  project(x: number, ldx: number, row: number, rows: number): void {
    const { kernels, gateStride, inputColumns } = this;
    const z = this.step.z + row * gateStride;
    kernels.product(
      this.parameters.values + this.wih,
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

  /** The cell over steps `from` … T − 1; states before step `from` stand in place, and those of segments that begin later. */
  recur(schedule: Schedule, from: number): void {
    const { step, twin, kernels } = this;
    step.whh = this.parameters.values + this.whh;
    const z = step.z;
    const cache = step.cache;
    for (let t = from; t < schedule.steps; t++) {
      this.enter(schedule, t, z, cache);
      if (twin === undefined) this.cell.forward(kernels, step);
      else {
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
        );
      }
    }
    step.z = z;
    step.cache = cache;
  }

  /** Points the step at the rows of time t. */
  private enter(schedule: Schedule, t: number, z: number, cache: number): void {
    const { step, units, stateStride, gateStride } = this;
    const row = schedule.offsets[t];
    const next = schedule.offsets[t + 1];
    step.rows = schedule.counts[t];
    step.z = z + row * gateStride;
    step.h = this.h + row * stateStride;
    step.hNext = this.h + next * stateStride;
    step.c = this.c + row * units;
    step.cNext = this.c + next * units;
    step.cache = cache + row * units;
  }

  /** BPTT through all steps, from `dOut`; writes dZ and the recurrent weights' gradient. Afterwards dh, dc of step 0 stand in `startGradients`. */
  backpropagate(schedule: Schedule): void {
    const { step, twin, kernels, units, gateStride, cell } = this;
    const { z, cache, dz, dzh } = step;
    step.whh = this.parameters.values + this.whh;
    if (kernels.readsTransposed(schedule.batch)) cell.transpose(kernels, step.whh, step.whhT, units);
    kernels.memory.fill(0, step.dh, step.dh + schedule.batch * units);
    if (cell.hasCellState) kernels.memory.fill(0, step.dc, step.dc + schedule.batch * units);
    for (let t = schedule.steps - 1; t >= 0; t--) {
      this.enter(schedule, t, z, cache);
      const row = schedule.offsets[t];
      step.dz = dz + row * gateStride;
      step.dzh = dzh + row * gateStride;
      this.addOutputGradient(row);
      if (twin === undefined) cell.backward(kernels, step);
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
          step.cNext,
          step.cache,
          step.dh,
          step.dc,
          step.rows,
          step.units,
        );
      }
    }
    Object.assign(step, { z, cache, dz, dzh, rows: schedule.rows, h: this.h });
    cell.weightGradient(kernels, step, this.parameters.gradients + this.whh);
  }

  private addOutputGradient(row: number): void {
    const { step, units } = this;
    const { memory } = this.kernels;
    const from = this.dOut + row * units;
    for (let i = 0, n = step.rows * units; i < n; i++) memory[step.dh + i] += memory[from + i];
  }

  /** dW_ih = dZᵀ · X over packed rows from `row` on. */
  inputWeightGradient(x: number, ldx: number, row: number, rows: number, accumulate: 0 | 1): void {
    const { kernels, gateStride } = this;
    kernels.weightGradient(
      x,
      ldx,
      this.step.dz + row * gateStride,
      gateStride,
      this.parameters.gradients + this.wih,
      rows,
      this.gateCount * this.units,
      this.inputColumns,
      accumulate,
    );
  }

  /** dX (rows, inputs padded to 8) = dZ · W_ih, for the layer below. */
  inputGradient(dx: number, lddx: number, rows: number): void {
    const { kernels, gateStride } = this;
    const w = this.parameters.values + this.wih;
    const width = this.gateCount * this.units;
    const columns = padTo8(this.inputs);
    if (kernels.readsTransposed(rows)) kernels.transpose(w, this.wihT, width, this.inputColumns, columns);
    kernels.productBack(
      w,
      this.wihT,
      this.step.dz,
      gateStride,
      dx,
      lddx,
      rows,
      width,
      this.inputColumns,
      columns,
      0,
    );
  }

  /** Addresses of dh and dc, (B, units): after `backpropagate`, the gradient by the states before the first step. */
  get startGradients(): { readonly dh: number; readonly dc: number } {
    return { dh: this.step.dh, dc: this.step.dc };
  }
}
