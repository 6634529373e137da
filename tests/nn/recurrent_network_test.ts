import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";
import type { Cell } from "../../src/nn/cells/cell.ts";
import { CELLS } from "../../src/nn/cells/registry.ts";
import { Optimizer } from "../../src/nn/optimizer.ts";
import { padTo8 } from "../../src/nn/parameters.ts";
import { RecurrentNetwork } from "../../src/nn/recurrent_network.ts";
import {
  eachRow,
  load,
  probeLoss,
  randomNetwork,
  randomSegments,
  type Segment,
} from "./recurrent_segments.ts";
import { assertPaddingIsZero, copy } from "./leaves.ts";

const SIZES = { inputs: 3, hidden: 5, layers: 2, outputs: 2, skip: true };
const LENGTHS = [6, 6, 4, 1, 1];

const KERNEL_SETS: Kernels[] = [createReference(), await loadKernels()];

interface Pass {
  readonly outputs: number[];
  /** States after the last row. */
  readonly states: Float64Array;
  readonly gradients: Float64Array[];
}

/** Outputs (T, O) and final states of each segment, and the gradients of the probe over all of them. */
function pass(network: RecurrentNetwork, segments: readonly Segment[]): Pass[] {
  const { sizes: { outputs }, parameters } = network;
  load(network, segments);
  network.forward();
  const results = segments.map((_, b) => {
    const states = new Float64Array(network.stateLength);
    network.moveStates(network.schedule.steps, b, states, false);
    return { outputs: [] as number[], states, gradients: [] as Float64Array[] };
  });
  eachRow(network, segments, (segment, _t, y) => {
    results[segments.indexOf(segment)].outputs.push(...copy(parameters.kernels.memory, y, outputs));
  });
  probeLoss(network, segments);
  network.backward();
  const gradients = parameters.tensors.map(({ name }) => parameters.read(name, parameters.gradients));
  return results.map((result) => ({ ...result, gradients }));
}

for (const kernels of KERNEL_SETS) {
  for (const cell of Object.values<Cell>(CELLS)) {
    const of = `${cell.name} on ${kernels.name}`;
    for (const [kind, lengths] of [["equal", [4, 4, 4, 4, 4]], ["ragged", LENGTHS]] as const) {
      Deno.test(`RecurrentNetwork gives a batch of ${kind} segments the bits it gives each alone: ${of}`, () => {
        const random = new Random(3);
        const network = randomNetwork(kernels, cell, SIZES, random);
        const segments = randomSegments(network, lengths, random);
        const together = pass(network, segments);
        const alone = segments.map((segment) => pass(network, [segment])[0]);
        together.forEach(({ outputs, states }, b) => {
          assertEquals(outputs, alone[b].outputs);
          assertEquals(states, alone[b].states);
        });
        const tolerance = kernels.memory instanceof Float64Array ? 1e-12 : 2e-5;
        together[0].gradients.forEach((gradient, tensor) => {
          gradient.forEach((derived, i) => {
            const sum = alone.reduce((sum, { gradients }) => sum + gradients[tensor][i], 0);
            assertAlmostEquals(derived, sum, tolerance, network.parameters.tensors[tensor].name);
          });
        });
      });
    }

    Deno.test(`RecurrentNetwork keeps its padding at zero through 20 training steps: ${of}`, () => {
      const random = new Random(4);
      const network = randomNetwork(kernels, cell, SIZES, random);
      const { parameters, stateLength, outputStride, sizes: { hidden, outputs } } = network;
      const optimizer = new Optimizer(parameters, { rate: 0.01, fall: 0, clip: 1, decay: 0.1 });
      for (let step = 0; step < 20; step++) {
        pass(network, randomSegments(network, LENGTHS, random));
        assertEquals(optimizer.step(), "updated");
      }
      const [{ states }] = pass(network, randomSegments(network, LENGTHS, random));
      const { memory } = kernels;
      assertPaddingIsZero(parameters);
      const units = padTo8(hidden);
      for (let at = 0; at < stateLength; at++) if (at % units >= hidden) assertEquals(states[at], 0);
      const padding = copy(memory, network.outputRow(0, 0) + outputs, outputStride - outputs);
      assertEquals(padding, padding.map(() => 0));
    });
  }
}

Deno.test("RecurrentNetwork answers zero until it has learned, whatever the input", () => {
  const network = new RecurrentNetwork(createReference(), CELLS.lstm, SIZES, new Random(5));
  const outputs = pass(network, randomSegments(network, LENGTHS, new Random(6))).flatMap(({ outputs }) =>
    outputs
  );
  assertEquals(outputs, outputs.map(() => 0));
});

Deno.test("RecurrentNetwork.forward() from a later step reads the states before it and writes the same outputs", () => {
  for (const kernels of KERNEL_SETS) {
    const random = new Random(7);
    const network = randomNetwork(kernels, CELLS["gru-before"], SIZES, random);
    const segments = randomSegments(network, [6, 6, 4], random);
    const [{ outputs: whole }] = pass(network, segments);
    load(network, segments);
    network.forward();
    const { memory } = kernels;
    for (let t = 3; t < 6; t++) memory.fill(NaN, network.outputRow(t, 0), network.outputRow(t, 0) + 2);
    network.forward(3);
    const outputs = [0, 1, 2, 3, 4, 5].flatMap((t) => copy(memory, network.outputRow(t, 0), 2));
    assertEquals(outputs, whole);
  }
});

Deno.test("RecurrentNetwork.plan() reserves for segments that grow row by row no more than for a few of the longest", () => {
  const grown = createReference();
  const rows = 500;
  const network = randomNetwork(grown, CELLS.lstm, SIZES, new Random(8));
  const before = grown.allocate(0);
  for (let length = 1; length <= rows; length++) network.plan([length], 1);
  const used = grown.allocate(0) - before;

  const direct = createReference();
  const other = randomNetwork(direct, CELLS.lstm, SIZES, new Random(8));
  const start = direct.allocate(0);
  other.plan([rows], 1);
  assertLess(used, 5 * (direct.allocate(0) - start));
});

Deno.test("RecurrentNetwork gives the same bits after its buffers have grown", () => {
  for (const kernels of KERNEL_SETS) {
    const random = new Random(9);
    const network = randomNetwork(kernels, CELLS.lstm, SIZES, random);
    const small = randomSegments(network, [3], random);
    const before = pass(network, small)[0];
    pass(network, randomSegments(network, [20, 9, 9, 9, 9, 9, 1], random));
    assertEquals(pass(network, small)[0], before);
  }
});
