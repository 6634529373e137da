import { assertEquals, assertNotEquals } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { createReference } from "../../src/kernels/reference.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";
import type { Cell } from "../../src/nn/cells/cell.ts";
import { CELLS } from "../../src/nn/cells/registry.ts";
import type { RecurrentNetwork } from "../../src/nn/recurrent_network.ts";
import { WindowNetwork, type WindowSizes } from "../../src/nn/window_network.ts";
import { loadRows } from "./encoder_decoder_windows.ts";
import { copy, randomise, uniform } from "./leaves.ts";

const SIZES: WindowSizes = {
  inputs: 3,
  hidden: 5,
  layers: 2,
  bidirectional: true,
  outputs: 2,
  read: "steps",
};
const LENGTHS = [6, 6, 4, 1, 1];

interface Rows {
  readonly length: number;
  readonly x: Float64Array;
}

function randomRows(lengths: readonly number[], random: Random): Rows[] {
  return lengths.map((length) => ({ length, x: uniform(length * SIZES.inputs, 1, random) }));
}

function randomNetwork(kernels: Kernels, cell: Cell, sizes: Partial<WindowSizes>, seed = 3): WindowNetwork {
  const random = new Random(seed);
  const network = new WindowNetwork(kernels, cell, { ...SIZES, ...sizes }, random);
  randomise(network.parameters, random);
  return network;
}

/** Outputs of each window: all steps' or the only one. */
function run(network: WindowNetwork, windows: readonly Rows[]): number[][] {
  network.plan(windows.map(({ length }) => length), windows.length);
  loadRows(network, windows);
  network.forward();
  const { schedule, sizes: { outputs, read }, parameters: { kernels: { memory } } } = network;
  return windows.map((_, b) => {
    const first = read === "end" ? schedule.steps - 1 : schedule.firsts[b];
    const steps = Array.from({ length: schedule.steps - first }, (_, i) => first + i);
    return steps.flatMap((t) => copy(memory, network.outputRow(t, b), outputs));
  });
}

for (const kernels of [createReference(), await loadKernels()]) {
  for (const cell of Object.values<Cell>(CELLS)) {
    for (const read of ["steps", "end"] as const) {
      Deno.test(`WindowNetwork gives ragged windows the bits it gives each alone: ${cell.name} at ${read} on ${kernels.name}`, () => {
        const network = randomNetwork(kernels, cell, { read });
        const windows = randomRows(LENGTHS, new Random(4));
        const alone = windows.map((window) => run(network, [window])[0]);
        assertEquals(run(network, windows), alone);
        assertNotEquals(alone[0], alone[1]);
      });
    }
  }
}

/** The same windows, last row first. */
function mirrored(windows: readonly Rows[]): Rows[] {
  return windows.map(({ length, x }) => {
    const rows = Array.from({ length }, (_, t) => [...x.subarray(t * SIZES.inputs, (t + 1) * SIZES.inputs)]);
    return { length, x: Float64Array.from(rows.reverse().flat()) };
  });
}

Deno.test("WindowNetwork reads a mirrored window as it reads the window when its directions change places", () => {
  const kernels = createReference();
  const [one, other] = [7, 7].map((seed) =>
    randomNetwork(kernels, CELLS.lstm, { layers: 1, read: "end" }, seed)
  );
  for (const { name } of one.parameters.tensors) {
    if (name.startsWith("head")) continue;
    const twin = name.endsWith("_reverse") ? name.replace("_reverse", "") : `${name}_reverse`;
    other.parameters.write(twin, one.parameters.read(name));
  }
  const head = one.parameters.read("head.weight");
  const { hidden } = SIZES;
  const swap = head.map((_, i) => {
    const column = i % (2 * hidden);
    return head[i - column + (column + hidden) % (2 * hidden)];
  });
  other.parameters.write("head.weight", swap);
  const windows = randomRows(LENGTHS, new Random(8));
  run(other, mirrored(windows)).forEach((outputs, b) => {
    run(one, windows)[b].forEach((y, i) => assertEquals(Math.abs(y - outputs[i]) < 1e-14, true));
  });
});

Deno.test("WindowNetwork's first output depends on the window's last row if it reads both ways, and only then", () => {
  for (const bidirectional of [true, false]) {
    const network = randomNetwork(createReference(), CELLS["gru-before"], { bidirectional });
    const [window] = randomRows([5], new Random(9));
    const before = run(network, [window])[0].slice(0, SIZES.outputs);
    window.x[window.x.length - 1] += 1;
    const after = run(network, [window])[0].slice(0, SIZES.outputs);
    if (bidirectional) assertNotEquals(after, before);
    else assertEquals(after, before);
  }
});

Deno.test("WindowNetwork answers zero until it has learned", () => {
  const network = new WindowNetwork(createReference(), CELLS.lstm, SIZES, new Random(1));
  const outputs = run(network, randomRows(LENGTHS, new Random(2)));
  assertEquals(outputs.flat().every((y) => y === 0), true);
});

Deno.test("WindowNetwork names its tensors as torch.nn.LSTM does with two directions", () => {
  const { parameters } = new WindowNetwork(createReference(), CELLS.lstm, SIZES, new Random(1));
  const shapes = Object.fromEntries(parameters.tensors.map(({ name, shape }) => [name, [...shape]]));
  assertEquals(shapes["weight_ih_l0_reverse"], [4 * SIZES.hidden, SIZES.inputs]);
  assertEquals(shapes["weight_ih_l1"], [4 * SIZES.hidden, 2 * SIZES.hidden]);
  assertEquals(shapes["head.weight"], [SIZES.outputs, 2 * SIZES.hidden]);
});

/**
 * What the streaming forecasters need of a network: states that go in and come out, and steps that go on from
 * them.
 */
type Streaming = Pick<RecurrentNetwork, "moveStates" | "forward">;

Deno.test("WindowNetwork carries no state: streaming with it does not compile", () => {
  const network = new WindowNetwork(createReference(), CELLS.lstm, SIZES, new Random(1));
  // @ts-expect-error: a network over closed windows has no states to move
  const streaming: Streaming = network;
  // @ts-expect-error: nor can it go on from a later step
  const forward = () => network.forward(1);
  // @ts-expect-error: nor put back what was kept
  const restore = () => network.moveStates(0, 0, new Float64Array(1), true);
  assertEquals([typeof streaming, typeof forward, typeof restore], ["object", "function", "function"]);
});
