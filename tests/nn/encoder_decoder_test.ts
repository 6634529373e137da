import { assert, assertAlmostEquals, assertEquals, assertGreater, assertThrows } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { createReference } from "../../src/kernels/reference.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";
import type { Cell } from "../../src/nn/cells/cell.ts";
import { CELLS } from "../../src/nn/cells/registry.ts";
import { EncoderDecoder, type EncoderDecoderSizes } from "../../src/nn/encoder_decoder.ts";
import { Optimizer } from "../../src/nn/optimizer.ts";
import { copyTaskAccuracy, trainCopyTask } from "./copy_task.ts";
import {
  load,
  probeLoss,
  randomEncoderDecoder,
  randomWindows,
  run,
  type Window,
} from "./encoder_decoder_windows.ts";
import { copy } from "./leaves.ts";

const SIZES: EncoderDecoderSizes = {
  inputs: 3,
  fed: 4,
  outputs: 2,
  hidden: 6,
  layers: 2,
  bidirectional: true,
  attention: "none",
};
const LENGTHS = [6, 6, 4, 1, 1];
const STEPS = 4;
const SCORES = ["none", "additive", "dot"] as const;

/** Outputs (T, O) of each window, every second step fed its own output. */
function outputsOf(network: EncoderDecoder, windows: readonly Window[]): number[][] {
  load(network, windows);
  run(network, windows, "own");
  const { sizes: { outputs }, parameters: { kernels: { memory } } } = network;
  return windows.map((_, b) =>
    Array.from({ length: STEPS }, (_, t) => copy(memory, network.outputRow(t, b), outputs)).flat()
  );
}

for (const kernels of [createReference(), await loadKernels()]) {
  for (const attention of SCORES) {
    const of = `attention ${attention} on ${kernels.name}`;
    Deno.test(`EncoderDecoder gives ragged windows the bits it gives each alone: ${of}`, () => {
      for (const cell of Object.values<Cell>(CELLS)) {
        const random = new Random(3);
        const network = randomEncoderDecoder(kernels, cell, { ...SIZES, attention }, random);
        const windows = randomWindows(network, LENGTHS, STEPS, random);
        const alone = windows.map((window) => outputsOf(network, [window])[0]);
        assertEquals(outputsOf(network, windows), alone, cell.name);
      }
    });

    Deno.test(`EncoderDecoder keeps its padding at zero through 20 training steps: ${of}`, () => {
      const random = new Random(4);
      const network = randomEncoderDecoder(kernels, CELLS.lstm, { ...SIZES, attention }, random);
      const windows = randomWindows(network, LENGTHS, STEPS, random);
      const optimizer = new Optimizer(network.parameters, { rate: 0.01, fall: 0, clip: 1, decay: 0.1 });
      for (let step = 0; step < 20; step++) {
        outputsOf(network, windows);
        probeLoss(network, windows);
        network.backward();
        optimizer.step();
      }
      assertEquals(paddingOf(network).filter((value) => value !== 0), []);
    });
  }
}

/** All parameters that no tensor names. */
function paddingOf({ parameters }: EncoderDecoder): number[] {
  const { values, length, kernels: { memory } } = parameters;
  const named = new Set<number>();
  for (const { shape, index } of parameters.tensors) {
    for (let i = 0; i < shape[0]; i++) for (let j = 0; j < shape[1]; j++) named.add(index(i, j));
  }
  return copy(memory, values, length).filter((_, i) => !named.has(i));
}

Deno.test("EncoderDecoder answers zero until it has learned, whatever the input", () => {
  for (const attention of SCORES) {
    const random = new Random(1);
    const network = new EncoderDecoder(createReference(), CELLS.lstm, { ...SIZES, attention }, random);
    const outputs = outputsOf(network, randomWindows(network, LENGTHS, STEPS, random));
    assert(outputs.flat().every((y) => y === 0));
  }
});

Deno.test("EncoderDecoder gives the same bits after its buffers have grown, and grows them by doubling", () => {
  for (const attention of SCORES) {
    const kernels = createReference();
    const random = new Random(6);
    const network = randomEncoderDecoder(kernels, CELLS.lstm, { ...SIZES, attention }, random);
    const small = randomWindows(network, [2], STEPS, random);
    const before = outputsOf(network, small);
    let allocated = 0;
    const counting = kernels.allocate.bind(kernels);
    kernels.allocate = (length) => {
      allocated += length;
      return counting(length);
    };
    outputsOf(network, randomWindows(network, new Array(8).fill(32), STEPS, random));
    const atOnce = allocated;
    assertEquals(outputsOf(network, small), before);

    allocated = 0;
    const growing = randomEncoderDecoder(kernels, CELLS.lstm, { ...SIZES, attention }, new Random(6));
    for (let length = 1; length <= 32; length++) {
      const lengths = new Array(Math.min(length, 8)).fill(length);
      outputsOf(growing, randomWindows(growing, lengths, STEPS, random));
    }
    assertGreater(4 * atOnce, allocated);
    assertEquals(outputsOf(growing, small), before);
  }
});

Deno.test("EncoderDecoder.attentionWeights() gives each step's share of each row, and nothing without attention", () => {
  for (const attention of SCORES) {
    const random = new Random(2);
    const network = randomEncoderDecoder(createReference(), CELLS.lstm, { ...SIZES, attention }, random);
    const windows = randomWindows(network, LENGTHS, STEPS, random);
    outputsOf(network, windows);
    LENGTHS.forEach((length, b) => {
      const weights = network.attentionWeights(b);
      assertEquals(weights?.length, attention === "none" ? undefined : STEPS * length);
      for (let t = 0; weights !== undefined && t < STEPS; t++) {
        const row = weights.subarray(t * length, (t + 1) * length);
        assertAlmostEquals(row.reduce((sum, share) => sum + share), 1, 1e-12);
        assert(row.every((share) => share > 0));
      }
    });
  }
});

Deno.test("EncoderDecoder refuses to halve an odd number of units", () => {
  const sizes = { ...SIZES, hidden: 5 };
  const build = () => new EncoderDecoder(createReference(), CELLS.lstm, sizes, new Random(1));
  assertThrows(build, RangeError, "Cannot halve 5 units for two directions");
});

Deno.test("EncoderDecoder with attention learns to copy a sequence that it cannot hold in its state, and without does not", async () => {
  const kernels: Kernels = await loadKernels();
  const right = (attention: "none" | "dot") => {
    const task = trainCopyTask(kernels, { attention, length: 12, tokens: 4, hidden: 16, steps: 1000 });
    return copyTaskAccuracy(task);
  };
  assertGreater(right("dot"), 0.95);
  assertGreater(0.6, right("none"));
});
