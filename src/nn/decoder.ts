import type { Random } from "../base/random.ts";
import type { Attention } from "./attention.ts";
import type { Cell } from "./cells/cell.ts";
import { allocateInputRows, inputStride } from "./input_rows.ts";
import { OutputLayer } from "./output_layer.ts";
import { padTo8, type Parameters } from "./parameters.ts";
import type { RecurrentLayer } from "./recurrent_layer.ts";
import { grownCapacity } from "./capacity.ts";
import { Schedule } from "./schedule.ts";
import { stackLayers } from "./stack_layers.ts";

/** Sizes of a decoder. */
export interface DecoderSizes {
  /** Numbers that are fed to a step, F, the context not counted. */
  readonly fed: number;
  readonly hidden: number; // H
  readonly layers: number;
  readonly outputs: number; // O
}

/**
 * What a step of the decoder reads of what came before it. Called for every step t and window b, in order.
 *
 * @param to address of the F floats to write
 * @param own address of the step's own previous output (O), which is 0 at t = 0: there is none yet
 * @returns whether the first O floats written are that output as it stands, so that the loss's gradient flows
 * through them
 */
export type Feed = (t: number, b: number, to: number, own: number) => boolean;

/**
 * A stacked recurrent network that unrolls outputs from the states it begins with, step by step, reading at
 * each what is fed to it and, with attention, a context of its own choice:
 *
 *   u_t = [c_t, fed_t],  s_t = cells(u_t, s_{t−1}),  y_t = W s_t + (V u_t + b)
 *
 * c_t is what attention makes of s_{t−1}, the topmost state before the step (Bahdanau et al. 2015, A.2.2,
 * with a linear readout of s_t in place of a maxout of s_{t−1}). All B windows take T steps; who wants fewer
 * leaves the rest without gradient. Rows are step-major: row (t, b) is t · B + b.
 *
 * The output layers start at zero. Names: `PREFIXweight_ih_lN` … of the cells, whose inputs are [c, fed];
 * `PREFIXhead` reads s, `PREFIXskip` reads u.
 */
export class Decoder {
  readonly layers: readonly RecurrentLayer[];
  readonly outputStride: number;
  private readonly schedule = new Schedule();
  private readonly output: OutputLayer;
  private readonly contexts: number; // D, 0 without attention
  private readonly inputs: number; // D + F
  private readonly inputStride: number;
  private capacity = 0; // rows
  private batch = 0; // windows reserved for
  private u = 0;
  private du = 0; // (B, inputs padded to 8): of one step
  /** By row: whether what was fed is the output of the row before. */
  private ownFed = new Uint8Array(0);
  /** By window: how long it is, for the schedule: all alike. */
  private lengths = new Int32Array(0);

  constructor(
    private readonly parameters: Parameters,
    cell: Cell,
    private readonly sizes: DecoderSizes,
    private readonly attention: Attention | undefined,
    prefix: string,
  ) {
    const { fed, hidden, layers } = sizes;
    this.contexts = attention?.sizes.values ?? 0;
    this.inputs = this.contexts + fed;
    this.inputStride = inputStride(this.inputs);
    this.layers = stackLayers(parameters, cell, this.inputs, hidden, layers, prefix);
    const output = { ...sizes, inputs: this.inputs };
    this.output = new OutputLayer(parameters, output, { skip: true, biases: "skip" }, prefix);
    this.outputStride = this.output.stride;
  }

  initialise(random: Random): void {
    for (const layer of this.layers) layer.initialise(random);
  }

  private get top(): RecurrentLayer {
    return this.layers[this.layers.length - 1];
  }

  /**
   * Sets the number of steps and windows; makes room when there is not enough. Then the states before step 0
   * are to be put.
   */
  plan(steps: number, batch: number): void {
    if (this.lengths.length < batch) this.lengths = new Int32Array(2 * batch);
    this.schedule.plan(this.lengths.fill(steps, 0, batch), batch);
    const rows = steps * batch;
    if (rows > this.capacity || batch > this.batch) {
      this.reserve(grownCapacity(rows, this.capacity), grownCapacity(batch, this.batch));
    }
  }

  private reserve(rows: number, batch: number): void {
    this.capacity = rows;
    this.batch = batch;
    const { kernels } = this.parameters;
    this.u = allocateInputRows(kernels, rows, this.inputStride, this.inputs);
    this.du = kernels.allocate(batch * padTo8(this.inputs));
    this.output.reserve(rows);
    this.ownFed = new Uint8Array(rows);
    for (const layer of this.layers) layer.reserve(rows, batch);
  }

  /** Address of y_t of window b. */
  outputRow(t: number, b: number): number {
    return this.output.y + this.schedule.row(t, b) * this.outputStride;
  }

  /** Address of ∂ℓ/∂y_t of window b; all of a row's `outputStride` floats are read. */
  gradientRow(t: number, b: number): number {
    return this.output.dy + this.schedule.row(t, b) * this.outputStride;
  }

  /** All steps, from the states that stand in the first B rows of each layer's `h` and `c`. */
  forward(feed: Feed): void {
    const { schedule, layers, output, top, inputStride } = this;
    const { steps, batch } = schedule;
    for (let t = 0; t < steps; t++) {
      const row = t * batch;
      this.attention?.forward(t, top.h + row * top.stateStride, top.stateStride);
      this.read(t, feed);
      for (let n = 0; n < layers.length; n++) {
        if (n === 0) layers[n].project(this.u + row * inputStride, inputStride, row, batch);
        else layers[n].project(this.after(layers[n - 1], row), layers[n - 1].stateStride, row, batch);
        layers[n].recur(schedule, t, t + 1);
      }
      output.readStates(this.after(top, row), top.stateStride, row, batch);
      output.addInputs(this.u + row * inputStride, inputStride, row, batch);
    }
  }

  /** Address of a layer's states after the step whose first row this is. */
  private after(layer: RecurrentLayer, row: number): number {
    return layer.h + (row + this.schedule.batch) * layer.stateStride;
  }

  /** Writes u_t of all windows. */
  private read(t: number, feed: Feed): void {
    const { schedule: { batch }, contexts, inputStride, outputStride, attention, parameters: { kernels } } =
      this;
    for (let b = 0; b < batch; b++) {
      const row = t * batch + b;
      const u = this.u + row * inputStride;
      if (attention !== undefined) {
        const context = attention.context(t, b);
        kernels.memory.copyWithin(u, context, context + contexts);
      }
      const own = t === 0 ? 0 : this.output.y + (row - batch) * outputStride;
      this.ownFed[row] = feed(t, b, u + contexts, own) ? 1 : 0;
    }
  }

  /**
   * From ∂ℓ/∂y of all rows to ∂ℓ/∂w, overwritten; afterwards the gradients by the states before step 0 stand
   * in each layer's `startGradients`. Where a step read its own output, its gradient is added to that
   * output's row.
   */
  backward(): void {
    const { schedule, layers, output, top, inputStride } = this;
    const { steps, batch, rows } = schedule;
    this.attention?.beginBackward();
    for (const layer of layers) {
      layer.beginBackward(schedule);
      layer.transposeInputWeights(batch);
    }
    for (let t = steps - 1; t >= 0; t--) this.stepBackward(t);
    output.stateWeightGradient(this.after(top, 0), top.stateStride, 0, rows, 0);
    output.inputWeightGradient(this.u, inputStride, rows);
    layers.forEach((layer, n) => {
      layer.endBackward(schedule);
      if (n === 0) layer.inputWeightGradient(this.u, inputStride, 0, rows, 0);
      else {
        const below = layers[n - 1];
        layer.inputWeightGradient(this.after(below, 0), below.stateStride, 0, rows, 0);
      }
    });
  }

  private stepBackward(t: number): void {
    const { schedule, layers, output, top, attention } = this;
    const { steps, batch } = schedule;
    const row = t * batch;
    const width = padTo8(this.inputs);
    // What the next step's attention asked of this step's state stands in dOut already.
    const asked = attention !== undefined && t < steps - 1 ? 1 : 0;
    output.stateGradient(row, batch, top.dOut + row * top.units, top.units, asked);
    for (let n = layers.length - 1; n >= 0; n--) {
      const layer = layers[n];
      layer.stepBackward(schedule, t);
      if (n === 0) {
        layer.inputGradient(this.du, width, row, batch);
        continue;
      }
      const { dOut, units } = layers[n - 1];
      layer.inputGradient(dOut + row * units, units, row, batch);
    }
    output.addInputGradient(row, batch, this.du, width);
    this.passOn(t, width);
    if (t > 0) attention?.backward(t, top.dOut + (row - batch) * top.units, top.units, 0);
    else attention?.backward(t, top.startGradients.dh, top.units, 1);
  }

  /** The gradient by what step t read, to where it came from: the contexts, and the step's own outputs. */
  private passOn(t: number, width: number): void {
    const {
      schedule: { batch },
      contexts,
      outputStride,
      sizes,
      attention,
      parameters: { kernels: { memory } },
    } = this;
    for (let b = 0; b < batch; b++) {
      const row = t * batch + b;
      const du = this.du + b * width;
      if (attention !== undefined) memory.copyWithin(attention.dContext(t, b), du, du + contexts);
      if (this.ownFed[row] === 0) continue;
      const dy = this.output.dy + (row - batch) * outputStride;
      for (let o = 0; o < sizes.outputs; o++) memory[dy + o] += memory[du + contexts + o];
    }
  }

  /** Ends the gradient of the attention, down to the encoder's outputs; see `Attention.endBackward`. */
  attentionBackward(y: number, ldy: number, dy: number, lddy: number): void {
    this.attention?.endBackward(this.top.h, this.top.stateStride, y, ldy, dy, lddy);
  }
}
