import { AssertionError, assertThrows } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { createReference } from "../../src/kernels/reference.ts";
import type { Cell } from "../../src/nn/cells/cell.ts";
import { lstm } from "../../src/nn/cells/lstm.ts";
import { CELLS } from "../../src/nn/cells/registry.ts";
import { LOSSES } from "../../src/nn/losses.ts";
import { assertGradients } from "./differences.ts";
import {
  labelledLoss,
  leavesOf,
  load,
  probeLoss,
  randomNetwork,
  randomSegments,
} from "./recurrent_segments.ts";

/** Segments of one length, and of several: these enter the minibatch late. */
const UNIFORM = [4, 4];
const RAGGED = [4, 4, 2, 1];

/** H = 5 leaves three units of padding; I = 3 and O = 2 are not multiples of anything either. */
const SIZES = { inputs: 3, hidden: 5, outputs: 2 };

/**
 * Holds all gradients of a network with random weights against differences of a loss; `loss` undefined: a
 * probe.
 */
function check(cell: Cell, layers: number, skip: boolean, lengths: readonly number[], loss?: string): void {
  const random = new Random(100 * layers + lengths.length + (skip ? 10 : 0));
  const network = randomNetwork(createReference(), cell, { ...SIZES, layers, skip }, random);
  const segments = randomSegments(network, lengths, random);
  const run = (): void => {
    load(network, segments);
    network.forward();
  };
  run();
  const measure = loss === undefined
    ? () => probeLoss(network, segments)
    : labelledLoss(network, segments, loss);
  measure();
  network.backward();
  assertGradients(leavesOf(network, segments), () => {
    run();
    return measure();
  });
}

for (const cell of Object.values<Cell>(CELLS)) {
  for (const layers of [1, 2]) {
    for (const skip of [false, true]) {
      const shape = `${layers} layer${layers > 1 ? "s" : ""} of ${cell.name}${skip ? " and skip" : ""}`;
      Deno.test(`RecurrentNetwork.backward() equals differences: ${shape}, segments of one length`, () => {
        check(cell, layers, skip, UNIFORM);
      });
      Deno.test(`RecurrentNetwork.backward() equals differences: ${shape}, ragged segments`, () => {
        check(cell, layers, skip, RAGGED);
      });
    }
  }
  for (const loss of Object.keys(LOSSES)) {
    Deno.test(`RecurrentNetwork.backward() equals differences of the ${loss} loss with missing labels: ${cell.name}`, () => {
      check(cell, 1, true, RAGGED, loss);
    });
  }
}

/** An LSTM whose gradient loses the way through the forget gate. */
const forgetful: Cell = {
  ...lstm,
  backward(kernels, step) {
    const { rows, units, ldz, dz, whh, whhT, dh } = step;
    lstm.backward(kernels, step);
    for (let row = 0; row < rows; row++) {
      kernels.memory.fill(0, dz + row * ldz + units, dz + row * ldz + 2 * units);
    }
    kernels.productBack(whh, whhT, dz, ldz, dh, units, rows, 4 * units, units, units, 0);
  },
};

Deno.test("assertGradients() refuses an LSTM whose gradient misses the forget gate, and names the tensor", () => {
  assertThrows(() => check(forgetful, 1, false, UNIFORM), AssertionError, "[");
});

Deno.test("assertGradients() refuses a tensor without any gradient", () => {
  const values = new Float64Array(1);
  const leaf = { name: "w", elements: [{ where: "w[0]", values, at: 0, derived: 0 }] };
  assertThrows(() => assertGradients([leaf], () => 0), AssertionError, "w has no gradient at all");
});
