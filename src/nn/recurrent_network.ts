import type { Random } from "../base/random.ts";
import type { Floats, Kernels } from "../kernels/kernels.ts";
import type { Cell } from "./cells/cell.ts";
import { Dense } from "./dense.ts";
import { padTo4, padTo8, Parameters } from "./parameters.ts";
import { RecurrentLayer } from "./recurrent_layer.ts";
import { roomFor } from "./room.ts";
import { Schedule } from "./schedule.ts";

/** Sizes of a recurrent network. */
export interface RecurrentSizes {
  readonly inputs: number; // I
  readonly hidden: number; // H
  readonly layers: number;
  readonly outputs: number; // O
  /** Whether the output layer also reads the input row: y += V x + d, a linear model beside the recurrence. */
  readonly skip: boolean;
}

/**
 * A stacked recurrent network over a minibatch of segments: layer n reads layer n − 1's states at the same step, and a
 * linear layer reads the topmost.
 *
 *   h¹_t = cell¹(x_t, h¹_{t−1}),  hⁿ_t = cellⁿ(hⁿ⁻¹_t, hⁿ_{t−1}),  y_t = W h_t + b [+ V x_t + d]
 *
 * Use: `plan` the segments; put inputs at `inputRow`, states at `startStates`; `forward`; read `outputRow`; put the loss's
 * gradient at `gradientRow`; `backward` leaves ∂ℓ/∂w in `parameters.gradients`. It knows neither loss nor optimizer.
 *
 * The output layer starts at zero: an untrained network answers 0, which the forecasters read as "no change".
 */
export class RecurrentNetwork {
  readonly parameters: Parameters;
  readonly schedule = new Schedule();
  /** Stride of an input row: x, then 1, then padding. */
  readonly inputStride: number;
  /** Stride of an output row: O padded. */
  readonly outputStride: number;
  /** Floats of one series' states, all layers: h and, where the cell has one, c. */
  readonly stateLength: number;

  private readonly layers: RecurrentLayer[] = [];
  private readonly head: Dense;
  private readonly skip: Dense | undefined;
  private readonly kernels: Kernels;
  private capacity = { rows: 0, batch: 0 };
  private x = 0;
  private y = 0;
  private dy = 0;
  private readonly scratch: number; // one series' states
  private headT = 0;
  private skipT = 0;

  constructor(kernels: Kernels, readonly cell: Cell, readonly sizes: RecurrentSizes, random: Random) {
    const { inputs, hidden, layers, outputs } = sizes;
    this.kernels = kernels;
    this.parameters = new Parameters(kernels);
    const units = padTo8(hidden);
    for (let n = 0; n < layers; n++) {
      this.layers.push(
        n === 0
          ? new RecurrentLayer(this.parameters, cell, inputs, hidden, inputs, `l${n}`)
          : new RecurrentLayer(this.parameters, cell, hidden, hidden, units, `l${n}`),
      );
    }
    this.inputStride = Math.max(padTo4(inputs + 1), padTo8(inputs));
    this.head = new Dense(this.parameters, "head", hidden, outputs, units + 4, units);
    this.skip = sizes.skip
      ? new Dense(this.parameters, "skip", inputs, outputs, inputs + 1, inputs)
      : undefined;
    this.outputStride = this.head.width;
    this.stateLength = layers * (cell.hasCellState ? 2 : 1) * units;
    this.parameters.allocate();
    this.scratch = kernels.allocate(this.stateLength);
    this.layers.forEach((layer) => layer.initialise(random));
  }

  private get top(): RecurrentLayer {
    return this.layers[this.layers.length - 1];
  }

  /** Sets the segments' lengths, falling; makes room when there is not enough. */
  plan(lengths: ArrayLike<number>, batch: number): void {
    this.schedule.plan(lengths, batch);
    if (this.schedule.rows > this.capacity.rows || batch > this.capacity.batch) this.reserve(batch);
  }

  private reserve(batch: number): void {
    const rows = roomFor(this.schedule.rows, this.capacity.rows);
    this.capacity = { rows, batch: roomFor(batch, this.capacity.batch) };
    this.x = this.kernels.allocate(rows * this.inputStride);
    for (let row = 0; row < rows; row++) {
      this.kernels.memory[this.x + row * this.inputStride + this.sizes.inputs] = 1;
    }
    this.y = this.kernels.allocate(rows * this.outputStride);
    this.dy = this.kernels.allocate(rows * this.outputStride);
    this.headT = this.kernels.allocate(this.head.transposedLength);
    this.skipT = this.skip === undefined ? 0 : this.kernels.allocate(this.skip.transposedLength);
    for (const layer of this.layers) layer.reserve(rows, this.capacity.batch);
  }

  /** Address of x_t of segment b: its `inputs` floats are to be written, the rest stays. */
  inputRow(t: number, b: number): number {
    return this.x + this.schedule.row(t, b) * this.inputStride;
  }

  /** Address of y_t of segment b. */
  outputRow(t: number, b: number): number {
    return this.y + this.schedule.row(t, b) * this.outputStride;
  }

  /** Address of ∂ℓ/∂y_t of segment b; all of a row's `outputStride` floats are read. */
  gradientRow(t: number, b: number): number {
    return this.dy + this.schedule.row(t, b) * this.outputStride;
  }

  /** Copies segment b's states before step t to (or, `put`, from) an address of `stateLength` floats: per layer h, then c. */
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
    const { schedule, layers, head, top, inputStride, outputStride } = this;
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
      const y = this.y + schedule.offsets[t] * outputStride;
      head.forward(this.outputs(top, t), top.stateStride, y, outputStride, this.runRows(t), 0);
    }
    const y = this.y + first * outputStride;
    this.skip?.forward(this.x + first * inputStride, inputStride, y, outputStride, rows, 1);
  }

  /** From ∂ℓ/∂y of all rows to ∂ℓ/∂w, overwritten. */
  backward(): void {
    const { schedule, layers, head, top, inputStride } = this;
    for (let t = 0; t < schedule.steps; t = schedule.runEnd(t)) {
      const dy = this.dy + schedule.offsets[t] * this.outputStride;
      head.weightGradient(this.outputs(top, t), top.stateStride, dy, this.runRows(t), t > 0 ? 1 : 0);
    }
    this.skip?.weightGradient(this.x, inputStride, this.dy, schedule.rows, 0);
    head.backward(this.dy, top.dOut, top.units, schedule.rows, this.headT, 0);
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
    this.skip?.backward(this.dy, dx, lddx, rows, this.skipT, 1);
  }

  /** Addresses of ∂ℓ/∂h and ∂ℓ/∂c before the first step, by layer, after `backward`. */
  startGradients(layer: number): { readonly dh: number; readonly dc: number } {
    return this.layers[layer].startGradients;
  }

  /**
   * Address of a layer's outputs at step t, and how many rows stand there together: as long as steps have as many rows, their
   * state rows follow each other as their packed rows do. One run when all segments are of one length.
   */
  private outputs(layer: RecurrentLayer, t: number): number {
    return layer.h + this.schedule.offsets[t + 1] * layer.stateStride;
  }
  private runRows(t: number): number {
    const { schedule } = this;
    return schedule.offsets[schedule.runEnd(t)] - schedule.offsets[t];
  }
}
