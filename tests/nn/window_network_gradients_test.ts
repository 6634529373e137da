import { Random } from "../../src/base/random.ts";
import { createReference } from "../../src/kernels/reference.ts";
import type { Cell } from "../../src/nn/cells/cell.ts";
import { CELLS } from "../../src/nn/cells/registry.ts";
import { WindowNetwork, type WindowSizes } from "../../src/nn/window_network.ts";
import { assertGradients } from "./differences.ts";
import { loadRows } from "./encoder_decoder_windows.ts";
import { inputLeaf, parameterLeaves, randomise, uniform } from "./leaves.ts";

const RAGGED = [4, 4, 2, 1];

/**
 * Holds all gradients of a network with random weights against differences of a linear probe of its outputs.
 */
function check(cell: Cell, sizes: Pick<WindowSizes, "bidirectional" | "layers" | "read">): void {
  const random = new Random(5);
  const all = { inputs: 3, hidden: 3, outputs: 2, ...sizes };
  const network = new WindowNetwork(createReference(), cell, all, random);
  randomise(network.parameters, random);
  const windows = RAGGED.map((length) => ({
    length,
    x: uniform(length * all.inputs, 1, random),
    probe: uniform(length * all.outputs, 1, random),
  }));
  const loss = () => {
    network.plan(RAGGED, RAGGED.length);
    loadRows(network, windows);
    network.forward();
    const { schedule, outputStride, parameters: { kernels: { memory } } } = network;
    let sum = 0;
    windows.forEach(({ probe }, b) => {
      for (let t = schedule.firsts[b]; t < schedule.steps; t++) {
        if (all.read === "end" && t < schedule.steps - 1) continue;
        const [y, dy] = [network.outputRow(t, b), network.gradientRow(t, b)];
        memory.fill(0, dy, dy + outputStride);
        for (let o = 0; o < all.outputs; o++) {
          memory[dy + o] = probe[(t - schedule.firsts[b]) * all.outputs + o];
          sum += memory[dy + o] * memory[y + o];
        }
      }
    });
    return sum;
  };
  loss();
  network.backward();
  const x = inputLeaf(network, windows); // first: it allocates, and so may move the memory
  assertGradients([x, ...parameterLeaves(network.parameters)], loss);
}

for (const cell of Object.values<Cell>(CELLS)) {
  for (const read of ["steps", "end"] as const) {
    Deno.test(`WindowNetwork.backward() equals differences: two directions of ${cell.name}, read at ${read}`, () => {
      check(cell, { bidirectional: true, layers: 1, read });
    });
  }
}

Deno.test("WindowNetwork.backward() equals differences: two layers of two directions", () => {
  check(CELLS.lstm, { bidirectional: true, layers: 2, read: "steps" });
  check(CELLS["gru-before"], { bidirectional: true, layers: 2, read: "end" });
});

Deno.test("WindowNetwork.backward() equals differences: two layers of one direction", () => {
  check(CELLS.lstm, { bidirectional: false, layers: 2, read: "end" });
});
