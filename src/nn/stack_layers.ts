import type { Cell } from "./cells/cell.ts";
import { padTo8, type Parameters } from "./parameters.ts";
import { RecurrentLayer } from "./recurrent_layer.ts";

/** Layers on layers: the first reads `inputs` numbers, each other one the states of the layer below it. */
export function stackLayers(
  parameters: Parameters,
  cell: Cell,
  inputs: number,
  hidden: number,
  layers: number,
  prefix = "",
): RecurrentLayer[] {
  return Array.from({ length: layers }, (_, n) => {
    const [reads, biasAt] = n === 0 ? [inputs, inputs] : [hidden, padTo8(hidden)];
    return new RecurrentLayer(parameters, cell, reads, hidden, biasAt, `l${n}`, prefix);
  });
}
