import type { Random } from "../base/random.ts";
import type { Cell } from "../nn/cells/cell.ts";
import type { Parameters } from "../nn/parameters.ts";

/**
 * Biases under which a gated cell's first memories last from 1 to `longest` rows, unit by unit: the forget
 * gate's is log u, the input gate's −log u, with u uniform in [1, longest]; a GRU's z has −log u where it
 * writes, as in the lecture's, log u where it keeps, as in PyTorch's. An ungated cell is left as it is.
 *
 * Source: Tallec & Ollivier 2018, "Can recurrent neural networks warp time?", eq. 16.
 */
export function startWithLongMemory(
  parameters: Parameters,
  cell: Cell,
  hidden: number,
  longest: number,
  random: Random,
): void {
  const signs: Readonly<Record<string, number>> = { f: 1, i: -1, z: cell.name === "gru-after" ? 1 : -1 };
  if (!cell.gates.some((gate) => gate in signs)) return;
  const biases = parameters.read("bias_ih_l0");
  for (let unit = 0; unit < hidden; unit++) {
    const memory = Math.log(random.uniform(1, Math.max(2, longest)));
    cell.gates.forEach((gate, g) => {
      if (gate in signs) biases[g * hidden + unit] = signs[gate] * memory;
    });
  }
  parameters.write("bias_ih_l0", biases);
}
