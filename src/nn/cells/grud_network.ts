import type { Random } from "../../base/random.ts";
import type { Floats, Kernels } from "../../kernels/kernels.ts";
import { padTo4, Parameters } from "../parameters.ts";
import { grownCapacity } from "../capacity.ts";
import { Schedule } from "../schedule.ts";
import {
  addBack,
  addProduct,
  grudBackward,
  grudForward,
  grudKept,
  type GrudSizes,
  type GrudWeights,
} from "./grud.ts";

/** Sizes of a GRU-D network: `inputs` counts the D times behind the others, as the rows hold them. */
export interface GrudNetworkSizes {
  readonly inputs: number;
  readonly columns: number; // D
  readonly hidden: number; // H
  readonly outputs: number; // O
}

/** What the decays' weights begin with: some forgetting, so that they have a gradient. */
const DECAY = 0.05;

/**
 * One layer of GRU-D (`grud.ts` has the equations) over a minibatch of segments, and a linear layer that
 * reads state and decayed inputs: y = W h′ + V x̂ + b. Used as `RecurrentNetwork` is, and as plain to read as
 * it can be: loops over rows, no kernels, weights row by row.
 *
 * The output layer starts at zero: an untrained network answers 0.
 *
 * Cost per row and step: 3H (H + I) + H D multiplications forward, twice that backward.
 */
export class GrudNetwork {
  readonly parameters: Parameters;
  readonly schedule = new Schedule();
  readonly outputStride: number;
  /** Floats of one series' state: h, padded as kernels copy. */
  readonly stateLength: number;

  private readonly cell: GrudSizes;
  private readonly offsets: GrudWeights & { readonly wo: number; readonly bo: number; readonly vo: number };
  private capacity = { rows: 0, batch: 0 };
  private x = 0; // (R, I + D)
  private h = 0; // (R + B, H): the state before step t of segment b at the packed row (t, b)
  private kept = 0;
  private y = 0;
  private dy = 0;
  private dh = 0; // (B, H)
  private readonly scratch: number;
  private readonly carried: number; // (H): a state on its way to or from an array
  private readonly dx: number;
  private readonly keptStride: number;

  constructor(private readonly kernels: Kernels, readonly sizes: GrudNetworkSizes, random: Random) {
    const { columns: D, hidden: H, outputs: O } = sizes;
    const I = sizes.inputs - D;
    this.cell = { inputs: I, columns: D, hidden: H };
    this.parameters = new Parameters(kernels);
    const tensor = (name: string, rows: number, columns: number): number => {
      const offset = this.parameters.reserve(rows * columns);
      this.parameters.name({ name, shape: [rows, columns], index: (i, j) => offset + i * columns + j });
      return offset;
    };
    this.offsets = {
      wx: tensor("decay_x.weight", D, 1),
      bx: tensor("decay_x.bias", D, 1),
      wd: tensor("decay_h.weight", H, D),
      bd: tensor("decay_h.bias", H, 1),
      wi: tensor("weight_ih_l0", 3 * H, I),
      bi: tensor("bias_ih_l0", 3 * H, 1),
      wh: tensor("weight_hh_l0", 3 * H, H),
      wo: tensor("head.weight", O, H),
      bo: tensor("head.bias", O, 1),
      vo: tensor("skip.weight", O, I),
    };
    this.parameters.allocate();
    this.outputStride = O;
    this.stateLength = padTo4(H);
    this.keptStride = grudKept(this.cell);
    this.scratch = kernels.allocate(5 * H);
    this.carried = kernels.allocate(this.stateLength);
    this.dx = kernels.allocate(I);
    this.initialise(random);
  }

  /**
   * Gates: uniform in ±1/√H, as PyTorch's. Decays: a little, the same for all; hidden units' by chance up to
   * that.
   */
  private initialise(random: Random): void {
    const { parameters, cell: { inputs: I, columns: D, hidden: H }, kernels: { memory } } = this;
    const fill = (offset: number, length: number, low: number, high: number) => {
      for (let i = 0; i < length; i++) memory[parameters.values + offset + i] = random.uniform(low, high);
    };
    const { wx, wd, wi, bi, wh } = this.offsets;
    const bound = 1 / Math.sqrt(H);
    fill(wi, 3 * H * I, -bound, bound);
    fill(bi, 3 * H, -bound, bound);
    fill(wh, 3 * H * H, -bound, bound);
    fill(wx, D, DECAY, DECAY);
    fill(wd, H * D, 0, DECAY / D);
  }

  private weights(base: number): GrudWeights {
    const { wx, bx, wd, bd, wi, bi, wh } = this.offsets;
    return {
      wx: base + wx,
      bx: base + bx,
      wd: base + wd,
      bd: base + bd,
      wi: base + wi,
      bi: base + bi,
      wh: base + wh,
    };
  }

  /** Sets the segments' lengths, falling; makes room when there is not enough. */
  plan(lengths: ArrayLike<number>, batch: number): void {
    const { kernels, schedule, sizes: { inputs, hidden: H, outputs } } = this;
    schedule.plan(lengths, batch);
    if (schedule.rows <= this.capacity.rows && batch <= this.capacity.batch) return;
    const rows = grownCapacity(schedule.rows, this.capacity.rows);
    this.capacity = { rows, batch: grownCapacity(batch, this.capacity.batch) };
    this.x = kernels.allocate(rows * inputs);
    this.h = kernels.allocate((rows + this.capacity.batch) * H);
    this.kept = kernels.allocate(rows * this.keptStride);
    this.y = kernels.allocate(rows * outputs);
    this.dy = kernels.allocate(rows * outputs);
    this.dh = kernels.allocate(this.capacity.batch * H);
  }

  inputRow(t: number, b: number): number {
    return this.x + this.schedule.row(t, b) * this.sizes.inputs;
  }

  outputRow(t: number, b: number): number {
    return this.y + this.schedule.row(t, b) * this.outputStride;
  }

  gradientRow(t: number, b: number): number {
    return this.dy + this.schedule.row(t, b) * this.outputStride;
  }

  /** Copies segment b's state before step t to (or, `put`, from) an address of `stateLength` floats. */
  carryStates(t: number, b: number, states: number, put: boolean): void {
    const { kernels: { memory }, sizes: { hidden: H } } = this;
    const row = this.h + this.schedule.row(t, b) * H;
    const [from, to] = put ? [states, row] : [row, states];
    memory.copyWithin(to, from, from + H);
  }

  /** The same between the network and an array. */
  moveStates(t: number, b: number, states: Floats, put: boolean): void {
    const { kernels: { memory }, carried, stateLength } = this;
    if (put) memory.set(states, carried);
    this.carryStates(t, b, carried, put);
    if (!put) states.set(memory.subarray(carried, carried + stateLength));
  }

  /** Runs all steps and the output layer over them. */
  forward(): void {
    const { schedule, cell, cell: { inputs: I, columns: D, hidden: H }, offsets, outputStride: O } = this;
    const m = this.kernels.memory;
    const { values } = this.parameters;
    const weights = this.weights(values);
    for (let t = 0; t < schedule.steps; t++) {
      for (let b = 0; b < schedule.counts[t]; b++) {
        const row = schedule.row(t, b);
        const kept = this.kept + row * this.keptStride;
        const hNext = this.h + schedule.row(t + 1, b) * H;
        grudForward(m, cell, weights, this.inputRow(t, b), this.h + row * H, hNext, kept);
        const y = this.y + row * O;
        for (let o = 0; o < O; o++) m[y + o] = m[values + offsets.bo + o];
        addProduct(m, values + offsets.wo, hNext, y, O, H);
        addProduct(m, values + offsets.vo, kept + D, y, O, I);
      }
    }
  }

  /** From ∂ℓ/∂y of all rows to ∂ℓ/∂w, overwritten: BPTT. */
  backward(): void {
    const { schedule, cell, cell: { inputs: I, columns: D, hidden: H }, offsets, outputStride: O } = this;
    const { dx, scratch, parameters: { values, gradients, length } } = this;
    const m = this.kernels.memory;
    const weights = this.weights(values);
    const gradient = this.weights(gradients);
    m.fill(0, gradients, gradients + length);
    m.fill(0, this.dh, this.dh + schedule.batch * H);
    for (let t = schedule.steps - 1; t >= 0; t--) {
      for (let b = 0; b < schedule.counts[t]; b++) {
        const row = schedule.row(t, b);
        const kept = this.kept + row * this.keptStride;
        const hNext = this.h + schedule.row(t + 1, b) * H;
        const dh = this.dh + b * H;
        const dy = this.dy + row * O;
        m.fill(0, dx, dx + I);
        for (let o = 0; o < O; o++) m[gradients + offsets.bo + o] += m[dy + o];
        addBack(m, values + offsets.wo, gradients + offsets.wo, hNext, dy, dh, O, H);
        addBack(m, values + offsets.vo, gradients + offsets.vo, kept + D, dy, dx, O, I);
        grudBackward(
          m,
          cell,
          weights,
          gradient,
          this.inputRow(t, b),
          this.h + row * H,
          kept,
          dh,
          dx,
          scratch,
        );
      }
    }
  }

  /** Addresses of ∂ℓ/∂h before the first step, (B, H), after `backward`. */
  get startGradient(): number {
    return this.dh;
  }
}
