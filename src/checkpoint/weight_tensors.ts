import type { NamedTensor } from "../base/archive.ts";

/**
 * What is saved of each weight: itself, and the optimizer's moments under the names that PyTorch's Adam has
 * for them.
 */
const PARTS: ReadonlyMap<string, string> = new Map([
  ["values", ""],
  ["first", "exp_avg"],
  ["second", "exp_avg_sq"],
]);

/** A tensor of a network as it stands in a file, and where its elements are in the network's flat buffer. */
export interface WeightTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Of each element in turn; undefined: the tensor is constant zero, here and there. */
  readonly order: Int32Array | undefined;
}

/**
 * How the flat weights of a network become the tensors of a file, so that PyTorch finds there what it
 * expects:
 *
 *   lstm.weight_ih_l0 …   what nn.LSTM, nn.GRU and nn.RNN call their parameters, after the model's name; a second bias,
 *                         `bias_hh_l0`, where the network has one: then it is zero
 *   mlp.0.weight …        Linear layers of an nn.Sequential, with a ReLU between each two
 *   head.lstm.weight      the output layer, and what else is no part of those modules, before the model's name
 *   optimizer.lstm.exp_avg.weight_ih_l0   Adam's moments
 *
 * @param model the model's name; @param part values, first or second
 */
export function weightTensors(
  model: string,
  part: string,
  tensors: readonly NamedTensor[],
): WeightTensor[] {
  const moment = PARTS.get(part) ?? part;
  const names = new Set(tensors.map(({ name }) => name));
  return tensors.flatMap((tensor) => {
    const { name, shape } = tensor;
    const fileName = (weight: string) =>
      moment === "" ? weightName(model, weight) : `optimizer.${model}.${moment}.${inSequential(weight)}`;
    const fileShape = isBias(name) ? [shape[0]] : [...shape];
    const stored = { name: fileName(name), shape: fileShape, order: orderOf(tensor) };
    const second = name.replace(/(^|\.)bias_ih_/, "$1bias_hh_");
    if (second === name || names.has(second) || moment !== "") return [stored];
    return [stored, { name: fileName(second), shape: fileShape, order: undefined }];
  });
}

/** What a file calls a weight of a model; without a model, of the module alone. */
export function weightName(model: string, weight: string): string {
  const prefix = model === "" ? "" : `${model}.`;
  return /^(head|skip)\./.test(weight)
    ? weight.replace(".", `.${prefix}`)
    : `${prefix}${inSequential(weight)}`;
}

/** Layer n of a perceptron is module 2n of an nn.Sequential: its ReLU is a module too. */
function inSequential(weight: string): string {
  return weight.replace(/^\d+(?=\.)/, (layer) => String(2 * Number(layer)));
}

function isBias(name: string): boolean {
  return /(^|\.)bias(_|$)/.test(name);
}

function orderOf({ shape: [rows, columns], index }: NamedTensor): Int32Array {
  const order = new Int32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) order[i * columns + j] = index(i, j);
  }
  return order;
}
