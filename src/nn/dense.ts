import type { Random } from "../base/random.ts";
import { blockedIndex } from "../kernels/blocked.ts";
import { type OuterProduct, padTo4, padTo8, type Parameters } from "./parameters.ts";

/**
 * A linear layer, y = W x + b, over all rows of a segment at once.
 *
 * Input rows hold x at the columns `inputAt … inputAt + inputs`, and a constant 1 at `biasAt`: the bias is
 * one more weight. Outputs are padded to a multiple of eight; what is padded stays zero.
 *
 * Sizes: inputs I, outputs O. Names: `NAME.weight` (O, I), `NAME.bias` (O, 1), as in torch.nn.Linear.
 */
export class Dense {
  /** Columns of an output row: O padded. */
  readonly width: number;
  private readonly columns: number; // K
  private readonly offset: number;
  private readonly outer: OuterProduct;

  constructor(
    private readonly parameters: Parameters,
    name: string,
    readonly inputs: number,
    readonly outputs: number,
    /** Floats of an input row that are read: x, the 1, padding. */
    inputWidth: number,
    /** Where the 1 stands in the input row, or undefined for a layer without bias of its own. */
    private readonly biasAt: number | undefined,
  ) {
    this.width = padTo8(outputs);
    this.columns = Math.max(padTo4(inputWidth), padTo8(inputs)); // `backward` writes whole vectors of eight
    this.offset = parameters.reserve(this.width * this.columns);
    this.outer = { offset: this.offset, n: this.width, k: this.columns, dz: 0, a: 0 };
    const at = (n: number, k: number) => this.offset + blockedIndex(n, k, this.columns);
    parameters.name({ name: `${name}.weight`, shape: [outputs, inputs], index: at });
    if (biasAt !== undefined) {
      parameters.name({ name: `${name}.bias`, shape: [outputs, 1], index: (n) => at(n, biasAt) });
    }
  }

  /** Floats of the transposed copy that `backward` reads. */
  get transposedLength(): number {
    return padTo8(this.inputs) * this.width;
  }

  /**
   * Uniform in ±1/√I, weights and bias alike: torch.nn.Linear's initialisation (He et al. 2015 with a = √5).
   */
  initialise(random: Random): void {
    const { memory } = this.parameters.kernels;
    const bound = 1 / Math.sqrt(this.inputs);
    const base = this.parameters.values + this.offset;
    for (let n = 0; n < this.outputs; n++) {
      for (let k = 0; k < this.inputs; k++) {
        memory[base + blockedIndex(n, k, this.columns)] = random.uniform(-bound, bound);
      }
      if (this.biasAt !== undefined) {
        memory[base + blockedIndex(n, this.biasAt, this.columns)] = random.uniform(-bound, bound);
      }
    }
  }

  /** y (rows, O) = x · Wᵀ + b, or y +=. */
  forward(x: number, ldx: number, y: number, ldy: number, rows: number, accumulate: 0 | 1): void {
    const { kernels, values } = this.parameters;
    kernels.product(values + this.offset, x, ldx, y, ldy, rows, this.width, this.columns, accumulate);
  }

  /** dW = dyᵀ · x, or dW +=. */
  weightGradient(x: number, ldx: number, dy: number, rows: number, accumulate: 0 | 1): void {
    const { kernels, gradients } = this.parameters;
    kernels.weightGradient(
      x,
      ldx,
      dy,
      this.width,
      gradients + this.offset,
      rows,
      this.width,
      this.columns,
      accumulate,
    );
  }

  /** dW = dyᵀ · x of a single row, left as the two vectors. */
  outerGradient(x: number, dy: number): void {
    this.outer.a = x;
    this.outer.dz = dy;
    this.parameters.outer.push(this.outer);
  }

  /** dx (rows, I padded to 8) = dy · W, or dx +=; `transposed` is scratch of `transposedLength`. */
  backward(
    dy: number,
    dx: number,
    lddx: number,
    rows: number,
    transposed: number,
    accumulate: 0 | 1,
  ): void {
    const { kernels, values } = this.parameters;
    const w = values + this.offset;
    const columns = padTo8(this.inputs);
    if (kernels.readsTransposed(rows)) kernels.transpose(w, transposed, this.width, this.columns, columns);
    kernels.productBack(
      w,
      transposed,
      dy,
      this.width,
      dx,
      lddx,
      rows,
      this.width,
      this.columns,
      columns,
      accumulate,
    );
  }
}
