import type { Random } from "../base/random.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { Cell } from "./cells/cell.ts";
import { allocateInputRows, inputStride } from "./input_rows.ts";
import { mirrorRows } from "./mirror.ts";
import type { Parameters } from "./parameters.ts";
import { grownCapacity } from "./capacity.ts";
import { Schedule } from "./schedule.ts";
import { type StateGradients, WindowLayer } from "./window_layer.ts";

/** Sizes of an encoder. */
export interface EncoderSizes {
  /** Inputs of a row of the window, I. */
  readonly inputs: number; // I
  /** Units of each direction, H. */
  readonly hidden: number;
  /** Layers. */
  readonly layers: number;
  /** Whether the window is read in both directions. */
  readonly bidirectional: boolean;
}

/**
 * A stack of layers over a minibatch of closed windows, each reading the outputs of the one below: what turns
 * the rows of a window into as many rows of outputs and, by layer, final states.
 *
 * Use: `plan` the windows; put inputs at `inputRow`; `forward`; read `top.y` (R, top.width) and
 * `layers[n].copyFinal`; put gradients at `top.dOut`; `backward` leaves ∂ℓ/∂w in the parameters' gradients.
 * Nothing is carried from one call to the next.
 */
export class WindowEncoder {
  readonly schedule = new Schedule();
  readonly layers: WindowLayer[] = [];
  /** Stride of an input row: x, then 1, then padding. */
  readonly inputStride: number;
  private mirror = new Int32Array(0);
  private capacity = { rows: 0, batch: 0 };
  private x = 0;

  constructor(
    private readonly parameters: Parameters,
    cell: Cell,
    readonly sizes: EncoderSizes,
    prefix: string,
  ) {
    const directions = sizes.bidirectional ? 2 : 1;
    let { inputs } = sizes;
    let biasAt = inputs;
    for (let n = 0; n < sizes.layers; n++) {
      const layer = new WindowLayer(parameters, cell, inputs, sizes.hidden, directions, biasAt, n, prefix);
      this.layers.push(layer);
      inputs = directions * sizes.hidden;
      biasAt = layer.width;
    }
    this.inputStride = inputStride(sizes.inputs);
  }

  initialise(random: Random): void {
    for (const layer of this.layers) layer.initialise(random);
  }

  get top(): WindowLayer {
    return this.layers[this.layers.length - 1];
  }

  /** Sets the windows' lengths, falling; makes room when there is not enough. */
  plan(lengths: ArrayLike<number>, batch: number): void {
    const { schedule } = this;
    schedule.plan(lengths, batch);
    const { capacity } = this;
    if (schedule.rows > capacity.rows || batch > capacity.batch) {
      this.reserve(grownCapacity(schedule.rows, capacity.rows), grownCapacity(batch, capacity.batch));
    }
    mirrorRows(schedule, this.mirror);
  }

  private reserve(rows: number, batch: number): void {
    this.capacity = { rows, batch };
    const { inputStride, sizes } = this;
    const kernels: Kernels = this.parameters.kernels;
    this.mirror = new Int32Array(rows);
    this.x = allocateInputRows(kernels, rows, inputStride, sizes.inputs);
    this.layers.forEach((layer, n) =>
      layer.reserve(rows, batch, n === 0 ? inputStride : this.layers[n - 1].stride)
    );
  }

  /**
   * Address of x_t of window b, whose first step is steps − length: its `inputs` floats are to be written,
   * the rest stays.
   */
  inputRow(t: number, b: number): number {
    return this.x + this.schedule.row(t, b) * this.inputStride;
  }

  forward(): void {
    const { schedule, mirror, layers } = this;
    layers.forEach((layer, n) => {
      if (n === 0) layer.forward(schedule, mirror, this.x, this.inputStride);
      else layer.forward(schedule, mirror, layers[n - 1].y, layers[n - 1].stride);
    });
  }

  /**
   * From `top.dOut`, all of it, and the gradients by the layers' final states, if any, to ∂ℓ/∂w, overwritten.
   */
  backward(final: (layer: number) => StateGradients | undefined): void {
    const { schedule, mirror, layers } = this;
    for (let n = layers.length - 1; n > 0; n--) {
      const below = layers[n - 1];
      layers[n].backward(schedule, mirror, below.y, below.stride, final(n));
      layers[n].inputGradient(schedule.rows, mirror, below.dOut, below.width);
    }
    layers[0].backward(schedule, mirror, this.x, this.inputStride, final(0));
  }

  /** ∂ℓ/∂x (R, inputs padded to 8), after `backward`; for gradient checks and for what lies below. */
  inputGradient(dx: number, lddx: number): void {
    this.layers[0].inputGradient(this.schedule.rows, this.mirror, dx, lddx);
  }
}
