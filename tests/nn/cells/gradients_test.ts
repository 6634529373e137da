import { assert, assertLess } from "@std/assert";
import type { Cell } from "../../../src/nn/cells/cell.ts";
import { lstm } from "../../../src/nn/cells/lstm.ts";
import { CELLS } from "../../../src/nn/cells/registry.ts";
import { worstGradientError } from "./gradient_check.ts";

const TOLERANCE = 1e-6;

for (const cell of Object.values<Cell>(CELLS)) {
  for (const [rows, units] of [[1, 8], [3, 8], [2, 16]]) {
    Deno.test(`${cell.name} has the gradients of central differences, ${rows} rows of ${units} units`, () => {
      assertLess(worstGradientError(cell, rows, units, 7 * units + rows), TOLERANCE);
    });
  }
}

/** The LSTM with a planted mistake: after its own backward pass, `spoil` changes one of the results. */
function broken(
  spoil: (memory: Float64Array | Float32Array, step: Parameters<Cell["backward"]>[1]) => void,
): Cell {
  return {
    ...lstm,
    backward(kernels, step) {
      lstm.backward(kernels, step);
      spoil(kernels.memory, step);
    },
  };
}

Deno.test("the gradient check refuses a cell whose forget gate gets a gradient one part in a thousand off", () => {
  const cell = broken((m, { dz, units }) => m[dz + units + 3] *= 1.001);
  assert(worstGradientError(cell, 2, 8, 1) > 1e-4);
});

Deno.test("the gradient check refuses a cell that drops dc", () => {
  const cell = broken((m, { dc, rows, units }) => m.fill(0, dc, dc + rows * units));
  assert(worstGradientError(cell, 2, 8, 1) > 0.9);
});
