import type { Random } from "../base/random.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { Dense } from "./dense.ts";
import { allocateInputRows, inputStride } from "./input_rows.ts";
import { padTo8, Parameters } from "./parameters.ts";
import { grownCapacity } from "./capacity.ts";

/** Sizes of a perceptron. */
export interface MlpSizes {
  /** Inputs of a row, I. */
  readonly inputs: number;
  /** Units of each hidden layer. */
  readonly hidden: readonly number[];
  /** Outputs of a row, O. */
  readonly outputs: number;
}

/**
 * A multilayer perceptron over a minibatch: a¹ = max(W¹ x + b¹, 0), … , y = Wᴸ aᴸ⁻¹ + bᴸ.
 *
 * Use: `plan` the rows; put inputs at `inputRow`; `forward`; read `outputRow`; put the loss's gradient at
 * `gradientRow`; `backward` leaves ∂ℓ/∂w in `parameters.gradients`, for a single row until the next
 * `forward`. Rows go on with a 1, the input of the bias; ReLU leaves it alone. The output layer starts at
 * zero. Names as in torch.nn.Sequential of Linear layers: `0.weight`, `0.bias`, `1.weight` …
 */
export class MlpNetwork {
  /** Its weights. */
  readonly parameters: Parameters;
  /** Stride of an input row. */
  readonly inputStride: number;
  /** Stride of an output row: O padded. */
  readonly outputStride: number;
  private readonly layers: Dense[] = [];
  private readonly strides: number[] = []; // of each layer's input rows
  private capacity = 0;
  private rows = 0;
  private readonly activations: number[] = []; // addresses: the inputs of each layer
  private readonly gradients: number[] = []; // by what each layer puts out
  private readonly transposed: number[] = [];
  private y = 0;

  /** Makes its weights, drawn from `random`. */
  constructor(private readonly kernels: Kernels, readonly sizes: MlpSizes, random: Random) {
    this.parameters = new Parameters(kernels);
    const widths = [sizes.inputs, ...sizes.hidden];
    widths.forEach((inputs, n) => {
      const outputs = widths[n + 1] ?? sizes.outputs;
      const units = n === 0 ? inputs : padTo8(inputs);
      const width = inputStride(inputs, units);
      this.layers.push(new Dense(this.parameters, `${n}`, inputs, outputs, width, units));
      this.strides.push(width);
    });
    this.inputStride = this.strides[0];
    this.outputStride = padTo8(sizes.outputs);
    this.parameters.allocate();
    this.layers.slice(0, -1).forEach((layer) => layer.initialise(random));
  }

  /** Sets the number of rows; makes room when there is not enough. */
  plan(rows: number): void {
    this.rows = rows;
    if (rows > this.capacity) this.reserve(grownCapacity(rows, this.capacity));
  }

  /** Makes room for so many rows. */
  private reserve(rows: number): void {
    this.capacity = rows;
    const { kernels, layers, strides } = this;
    layers.forEach((layer, n) => {
      const biasAt = n === 0 ? layer.inputs : padTo8(layer.inputs);
      this.activations[n] = allocateInputRows(kernels, rows, strides[n], biasAt);
      this.gradients[n] = kernels.allocate(rows * layer.width);
      this.transposed[n] = kernels.allocate(layer.transposedLength);
    });
    this.y = kernels.allocate(rows * this.outputStride);
  }

  /** Address of a row's inputs. */
  inputRow(row: number): number {
    return this.activations[0] + row * this.inputStride;
  }

  /** Address of a row's outputs. */
  outputRow(row: number): number {
    return this.y + row * this.outputStride;
  }

  /** Address of ∂ℓ/∂y of a row. */
  gradientRow(row: number): number {
    return this.gradients[this.layers.length - 1] + row * this.outputStride;
  }

  /** Runs all rows. */
  forward(): void {
    const { kernels, layers, strides, activations, rows } = this;
    for (let n = 0; n < layers.length; n++) {
      const last = n === layers.length - 1;
      const out = last ? this.y : activations[n + 1];
      const stride = last ? this.outputStride : strides[n + 1];
      layers[n].forward(activations[n], strides[n], out, stride, rows, 0);
      if (!last) kernels.relu(out, stride, rows, layers[n].width);
    }
  }

  /** From ∂ℓ/∂y of all rows to ∂ℓ/∂w, overwritten. */
  backward(): void {
    const { kernels, layers, strides, activations, gradients, rows } = this;
    this.parameters.outer.length = 0;
    for (let n = layers.length - 1; n >= 0; n--) {
      if (rows === 1) layers[n].outerGradient(activations[n], gradients[n]);
      else layers[n].weightGradient(activations[n], strides[n], gradients[n], rows, 0);
      if (n === 0) break;
      const { width } = layers[n - 1];
      layers[n].backward(gradients[n], gradients[n - 1], width, rows, this.transposed[n], 0);
      kernels.reluBack(activations[n], strides[n], gradients[n - 1], width, rows, width);
    }
  }

  /** ∂ℓ/∂x (rows, inputs padded to 8), after `backward`; for gradient checks and for what lies below. */
  inputGradient(dx: number, lddx: number): void {
    this.layers[0].backward(this.gradients[0], dx, lddx, this.rows, this.transposed[0], 0);
  }
}
