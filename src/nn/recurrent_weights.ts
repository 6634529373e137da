import type { Random } from "../base/random.ts";
import { blockedIndex } from "../kernels/blocked.ts";
import type { Cell } from "./cells/cell.ts";
import type { Parameters, Tensor } from "./parameters.ts";

/** Sizes of a layer's weights. */
export interface RecurrentWeightSizes {
  readonly inputs: number; // I
  readonly hidden: number; // H
  /** H padded. */
  readonly units: number;
  /** Columns of an input row that are read, and where its constant 1 stands. */
  readonly columns: number;
  readonly biasAt: number;
}

/**
 * The weights of a recurrent layer among the parameters, under PyTorch's names: weight_ih_LAYER (G·H, I),
 * bias_ih_LAYER, weight_hh_LAYER (G·H, H), bias_hh_LAYER where the cell has one; G gates.
 */
export class RecurrentWeights {
  /** Offsets in the parameters: of what multiplies inputs, and of what multiplies states. */
  readonly ih: number;
  readonly hh: number;
  private readonly tensors: Tensor[] = [];

  constructor(
    private readonly parameters: Parameters,
    private readonly cell: Cell,
    private readonly sizes: RecurrentWeightSizes,
    /** `l0` or `l0_reverse`, and what the names begin with, `encoder.`. */
    layer: string,
    prefix: string,
  ) {
    const { inputs, hidden, units, columns, biasAt } = sizes;
    const rows = cell.gates.length * hidden;
    this.ih = parameters.reserve(cell.gates.length * units * columns);
    this.hh = parameters.reserve(cell.recurrentLength(units));
    const column = (row: number) => cell.column(Math.floor(row / hidden), row % hidden, units);
    const ih = (row: number, k: number) => this.ih + blockedIndex(column(row), k, columns);
    const hh = (row: number, k: number) =>
      this.hh + cell.recurrentIndex(Math.floor(row / hidden), row % hidden, k, units);
    const name = (kind: string, length: number, index: Tensor["index"]) =>
      this.tensors.push({ name: `${prefix}${kind}_${layer}`, shape: [rows, length], index });
    name("weight_ih", inputs, ih);
    name("weight_hh", hidden, hh);
    name("bias_ih", 1, (row) => ih(row, biasAt));
    if (cell.recurrentBias) name("bias_hh", 1, (row) => hh(row, units));
    for (const tensor of this.tensors) parameters.name(tensor);
  }

  /** Uniform in ±1/√H as PyTorch's, the forget gate's bias one higher (Jozefowicz et al. 2015). */
  initialise(random: Random): void {
    const { hidden } = this.sizes;
    const bound = 1 / Math.sqrt(hidden);
    const { kernels: { memory }, values } = this.parameters;
    for (const { name, shape, index } of this.tensors) {
      const forget = name.includes("bias_ih") ? this.cell.gates.indexOf("f") : -1;
      for (let i = 0; i < shape[0]; i++) {
        const one = Math.floor(i / hidden) === forget ? 1 : 0;
        for (let j = 0; j < shape[1]; j++) memory[values + index(i, j)] = one + random.uniform(-bound, bound);
      }
    }
  }
}
