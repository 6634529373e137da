/**
 * Where element (output, input) of a weight matrix stands in the kernels' layout, from the matrix's address
 * on: blocks of eight outputs, and within a block the eight weights of one input side by side,
 *
 *   W[outputs / 8][inputs][8],
 *
 * so that one vector load meets eight outputs and one input value is spread over them. `inputs` is the padded
 * K.
 */
export function blockedIndex(output: number, input: number, inputs: number): number {
  return ((output >> 3) * inputs + input) * 8 + (output & 7);
}
