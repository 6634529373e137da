import type { Random } from "../base/random.ts";
import type { Floats, Kernels } from "../kernels/kernels.ts";
import type { Cell } from "./cells/cell.ts";
import { allocateInputRows, inputStride } from "./input_rows.ts";
import { OutputLayer } from "./output_layer.ts";
import { Parameters } from "./parameters.ts";
import type { RecurrentLayer } from "./recurrent_layer.ts";
import { grownCapacity } from "./capacity.ts";
import { Schedule } from "./schedule.ts";
import { stackLayers } from "./stack_layers.ts";

/** Sizes of a recurrent network. */
export interface RecurrentSizes {
  /** Inputs of a row, I. */
  readonly inputs: number; // I
  /** Hidden units of a layer, H. */
  readonly hidden: number; // H
  /** Layers. */
  readonly layers: number;
  /** Outputs of a row, O. */
  readonly outputs: number; // O
  /**
   * Whether the output layer also reads the input row: y += V x + d, a linear model beside the recurrence.
   */
  readonly skip: boolean;
}

/**
 * A stacked recurrent network over a minibatch of segments: layer n reads layer n − 1's states at the same
 * step, and a linear layer reads the topmost.
 *
 *   h¹_t = cell¹(x_t, h¹_{t−1}),  hⁿ_t = cellⁿ(hⁿ⁻¹_t, hⁿ_{t−1}),  y_t = W h_t + b [+ V x_t + d]
 *
 * Use: `plan` the segments; put inputs at `inputRow`, states at `startStates`; `forward`; read `outputRow`;
 * put the loss's gradient at `gradientRow`; `backward` leaves ∂ℓ/∂w in `parameters.gradients`. It knows
 * neither loss nor optimizer.
 *
 * The output layer starts at zero: an untrained network answers 0, which the forecasters read as "no change".
 */
export class RecurrentNetwork {
  /** Its weights. */
  readonly parameters: Parameters;
  /** How the segments of the minibatch are packed. */
  readonly schedule: Schedule = new Schedule();
  /** Stride of an input row: x, then 1, then padding. */
  readonly inputStride: number;
  /** Stride of an output row: O padded. */
  readonly outputStride: number;
  /** Floats of one series' states, all layers: h and, where the cell has one, c. */
  readonly stateLength: number;

  private readonly layers: readonly RecurrentLayer[];
  private readonly output: OutputLayer;
  private readonly kernels: Kernels;
  private capacity = { rows: 0, batch: 0 };
  private x = 0;
  private readonly scratch: number; // one series' states

  /** Makes its weights, drawn from `random`. */
  constructor(kernels: Kernels, readonly cell: Cell, readonly sizes: RecurrentSizes, random: Random) {
    const { inputs, hidden, layers, skip } = sizes;
    this.kernels = kernels;
    this.parameters = new Parameters(kernels);
    this.layers = stackLayers(this.parameters, cell, inputs, hidden, layers);
    this.inputStride = inputStride(inputs);
    this.output = new OutputLayer(this.parameters, sizes, { skip, biases: "both" });
    this.outputStride = this.output.stride;
    this.stateLength = layers * (cell.hasCellState ? 2 : 1) * this.top.units;
    this.parameters.allocate();
    this.scratch = kernels.allocate(this.stateLength);
    this.layers.forEach((layer) => layer.initialise(random));
  }

  /** The layer that the output reads. */
  private get top(): RecurrentLayer {
    return this.layers[this.layers.length - 1];
  }

  /** Sets the segments' lengths, falling; makes room when there is not enough. */
  plan(lengths: ArrayLike<number>, batch: number): void {
    this.schedule.plan(lengths, batch);
    if (this.schedule.rows > this.capacity.rows || batch > this.capacity.batch) this.reserve(batch);
  }

  /** Makes room for the planned rows. */
  private reserve(batch: number): void {
    const rows = grownCapacity(this.schedule.rows, this.capacity.rows);
    this.capacity = { rows, batch: grownCapacity(batch, this.capacity.batch) };
    this.x = allocateInputRows(this.kernels, rows, this.inputStride, this.sizes.inputs);
    this.output.reserve(rows);
    for (const layer of this.layers) layer.reserve(rows, this.capacity.batch);
  }

  /** Address of x_t of segment b: its `inputs` floats are to be written, the rest stays. */
  inputRow(t: number, b: number): number {
    return this.x + this.schedule.row(t, b) * this.inputStride;
  }

  /** Address of y_t of segment b. */
  outputRow(t: number, b: number): number {
    return this.output.y + this.schedule.row(t, b) * this.outputStride;
  }

  /** Address of ∂ℓ/∂y_t of segment b; all of a row's `outputStride` floats are read. */
  gradientRow(t: number, b: number): number {
    return this.output.dy + this.schedule.row(t, b) * this.outputStride;
  }

  /**
   * Copies segment b's states before step t to (or, `put`, from) an address of `stateLength` floats: per
   * layer h, then c.
   */
  carryStates(t: number, b: number, states: number, put: boolean): void {
    const { layers, kernels, cell: { hasCellState } } = this;
    const row = this.schedule.offsets[t] + b;
    for (let n = 0; n < layers.length; n++) {
      const { units, stateStride, h, c } = layers[n];
      const hidden = h + row * stateStride;
      kernels.copy(put ? states : hidden, put ? hidden : states, units);
      states += units;
      if (!hasCellState) continue;
      const cellState = c + row * units;
      kernels.copy(put ? states : cellState, put ? cellState : states, units);
      states += units;
    }
  }

  /** The same between the network and an array. */
  moveStates(t: number, b: number, states: Floats, put: boolean): void {
    const { kernels: { memory }, scratch, stateLength } = this;
    if (put) memory.set(states, scratch);
    this.carryStates(t, b, scratch, put);
    if (!put) states.set(memory.subarray(scratch, scratch + stateLength));
  }

  /** Runs steps `from` … T − 1 and the output layer over them. */
  forward(from = 0): void {
    const { schedule, layers, output, top, inputStride } = this;
    const first = schedule.offsets[from];
    const rows = schedule.rows - first;
    for (let n = 0; n < layers.length; n++) {
      const layer = layers[n];
      if (n === 0) layer.project(this.x + first * inputStride, inputStride, first, rows);
      else {
        const { stateStride } = layers[n - 1];
        for (let t = from; t < schedule.steps; t = schedule.runEnd(t)) {
          layer.project(this.outputs(layers[n - 1], t), stateStride, schedule.offsets[t], this.runRows(t));
        }
      }
      layer.recur(schedule, from);
    }
    for (let t = from; t < schedule.steps; t = schedule.runEnd(t)) {
      output.readStates(this.outputs(top, t), top.stateStride, schedule.offsets[t], this.runRows(t));
    }
    output.addInputs(this.x + first * inputStride, inputStride, first, rows);
  }

  /** From ∂ℓ/∂y of all rows to ∂ℓ/∂w, overwritten. */
  backward(): void {
    const { schedule, layers, output, top, inputStride } = this;
    for (let t = 0; t < schedule.steps; t = schedule.runEnd(t)) {
      const row = schedule.offsets[t];
      const h = this.outputs(top, t);
      output.stateWeightGradient(h, top.stateStride, row, this.runRows(t), t > 0 ? 1 : 0);
    }
    output.inputWeightGradient(this.x, inputStride, schedule.rows);
    output.stateGradient(0, schedule.rows, top.dOut, top.units, 0);
    for (let n = layers.length - 1; n >= 0; n--) {
      const layer = layers[n];
      layer.backpropagate(schedule);
      if (n === 0) {
        layer.inputWeightGradient(this.x, inputStride, 0, schedule.rows, 0);
        break;
      }
      const below = layers[n - 1];
      for (let t = 0; t < schedule.steps; t = schedule.runEnd(t)) {
        const h = this.outputs(below, t);
        const row = schedule.offsets[t];
        layer.inputWeightGradient(h, below.stateStride, row, this.runRows(t), t > 0 ? 1 : 0);
      }
      layer.transposeInputWeights(schedule.rows);
      layer.inputGradient(below.dOut, below.units, 0, schedule.rows);
    }
  }

  /** ∂ℓ/∂x (R, inputs padded to 8), after `backward`; for gradient checks and for what lies below. */
  inputGradient(dx: number, lddx: number): void {
    const { rows } = this.schedule;
    this.layers[0].transposeInputWeights(rows);
    this.layers[0].inputGradient(dx, lddx, 0, rows);
    this.output.addInputGradient(0, rows, dx, lddx);
  }

  /** Addresses of ∂ℓ/∂h and ∂ℓ/∂c before the first step, by layer, after `backward`. */
  startGradients(layer: number): { readonly dh: number; readonly dc: number } {
    return this.layers[layer].startGradients;
  }

  /**
   * Address of a layer's outputs at step t, and how many rows stand there together: as long as steps have as
   * many rows, their state rows follow each other as their packed rows do. One run when all segments are of
   * one length.
   */
  private outputs(layer: RecurrentLayer, t: number): number {
    return layer.h + this.schedule.offsets[t + 1] * layer.stateStride;
  }
  /** Rows of the run of steps that begins with this one. */
  private runRows(t: number): number {
    const { schedule } = this;
    return schedule.offsets[schedule.runEnd(t)] - schedule.offsets[t];
  }
}
