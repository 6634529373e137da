import { assert, assertEquals, assertThrows } from "@std/assert";
import { RunError } from "../../src/base/errors.ts";
import { Random } from "../../src/base/random.ts";
import { composeSafetensors, parseSafetensors } from "../../src/checkpoint/safetensors.ts";
import { type Beginner, loadWeights, startFrom } from "../../src/checkpoint/starting_weights.ts";
import { createReference } from "../../src/kernels/reference.ts";
import type { Cell } from "../../src/nn/cells/cell.ts";
import { CELLS } from "../../src/nn/cells/registry.ts";
import { RecurrentNetwork } from "../../src/nn/recurrent_network.ts";
import { Workdir } from "../support/workdir.ts";

const SIZES = { inputs: 2, hidden: 3, layers: 1, outputs: 1, skip: true };

/** What PyTorch would save of an nn.LSTM or nn.GRU: tensor k holds k, k + 0.01 … */
function module(prefix: string, gates: number, layers = 1): Record<string, readonly number[]> {
  const shapes: Record<string, readonly number[]> = {};
  for (let n = 0; n < layers; n++) {
    shapes[`${prefix}weight_ih_l${n}`] = [gates * 3, n === 0 ? 2 : 3];
    shapes[`${prefix}weight_hh_l${n}`] = [gates * 3, 3];
    shapes[`${prefix}bias_ih_l${n}`] = [gates * 3];
    shapes[`${prefix}bias_hh_l${n}`] = [gates * 3];
  }
  return shapes;
}

function file(shapes: Record<string, readonly number[]>, metadata: Record<string, string> = {}) {
  const tensors = new Map(
    Object.entries(shapes).map(([name, shape], k) => {
      const length = shape.reduce((product, n) => product * n, 1);
      return [name, { shape, values: Float32Array.from({ length }, (_, i) => k + 1 + i / 128) }];
    }),
  );
  return parseSafetensors(composeSafetensors(metadata, tensors), "w");
}

function beginner(
  cell: Cell,
  rest: Partial<Beginner> = {},
  layers = 1,
): Beginner & { network: RecurrentNetwork } {
  const network = new RecurrentNetwork(createReference(), cell, { ...SIZES, layers }, new Random(1));
  return { name: "lstm", kind: "lstm", parameters: network.parameters, ...rest, network };
}

Deno.test("loadWeights() finds a module's weights whatever stands before their names, and adds its two biases", () => {
  for (const prefix of ["", "lstm.", "big.", "encoder.rnn."]) {
    const start = beginner(CELLS.lstm, { name: "big" });
    loadWeights(file(module(prefix, 4)), "w", start);
    const { parameters } = start.network;
    assertEquals(parameters.read("weight_ih_l0")[0], 1);
    assertEquals(parameters.read("weight_hh_l0")[35], 2 + 35 / 128);
    assertEquals(parameters.read("bias_ih_l0")[11], 3 + 4 + 22 / 128);
    assertEquals(
      [...parameters.read("head.weight")],
      [0, 0, 0],
      "an output layer that is not there begins at zero",
    );
  }
});

Deno.test("loadWeights() takes the output layers too, if they are there", () => {
  const shapes = {
    ...module("lstm.", 4),
    "head.lstm.weight": [1, 3],
    "head.lstm.bias": [1],
    "skip.lstm.weight": [1, 2],
  };
  const start = beginner(CELLS.lstm);
  loadWeights(file(shapes), "w", start);
  assertEquals([...start.network.parameters.read("head.weight")], [5, 5 + 1 / 128, 5 + 2 / 128]);
  assertEquals([...start.network.parameters.read("skip.weight")], [7, 7 + 1 / 128]);
});

Deno.test("loadWeights() keeps both biases of a GRU that resets after the product", () => {
  const start = beginner(CELLS["gru-after"], { name: "gru", kind: "gru", reset: "after" });
  loadWeights(file(module("gru.", 3)), "w", start);
  assertEquals(start.network.parameters.read("bias_ih_l0")[0], 3);
  assertEquals(start.network.parameters.read("bias_hh_l0")[0], 4);
});

Deno.test("loadWeights() refuses what does not fit, naming both shapes", () => {
  const weights = module("lstm.", 4);
  const { "lstm.weight_hh_l0": _, ...incomplete } = weights;
  const gru = { name: "gru", kind: "gru", reset: "before" };
  const cases: [Record<string, readonly number[]>, Beginner, string][] = [
    [
      { ...weights, "lstm.weight_ih_l0": [12, 5] },
      beginner(CELLS.lstm),
      "expected weight_ih_l0 of shape 12×2, got 12×5",
    ],
    [module("lstm.", 3), beginner(CELLS.lstm), "expected weight_ih_l0 of shape 12×2, got 9×2"],
    [incomplete, beginner(CELLS.lstm), "expected a tensor lstm.weight_hh_l0, got none"],
    [{ x: [1] }, beginner(CELLS.lstm), "expected a tensor lstm.weight_ih_l0, got none"],
    [module("lstm.", 4, 2), beginner(CELLS.lstm), "it has lstm.weight_ih_l1, and the model no such layer"],
    [weights, beginner(CELLS.lstm, {}, 2), "expected a tensor lstm.weight_ih_l1, got none"],
    [
      module("", 3),
      beginner(CELLS["gru-before"], gru),
      "its reset gate acts after the product: write gru(reset=after,…)",
    ],
  ];
  for (const [shapes, start, why] of cases) {
    const { message } = assertThrows(() => loadWeights(file(shapes), "w.safetensors", start), RunError);
    assertEquals(message, `Cannot load weights of ${start.name} from "w.safetensors": ${why}`);
  }
});

Deno.test("loadWeights() refuses weights that are no numbers", () => {
  const shapes = module("", 4);
  const source = file(shapes);
  new DataView(source.tensors.get("bias_hh_l0")!.bytes.buffer).setFloat32(
    source.tensors.get("bias_hh_l0")!.bytes.byteOffset,
    NaN,
    true,
  );
  assertThrows(
    () => loadWeights(source, "w", beginner(CELLS.lstm)),
    RunError,
    "bias_ih_l0 holds numbers that are not finite",
  );
});

Deno.test("loadWeights() believes a checkpoint of ours on how its GRU resets", () => {
  const run = JSON.stringify({ models: [{ name: "gru", options: { reset: "before" } }] });
  const start = beginner(CELLS["gru-before"], { name: "gru", kind: "gru", reset: "before" });
  loadWeights(file(module("gru.", 3), { run }), "w", start);
  assert(start.network.parameters.read("weight_ih_l0")[0] === 1);
});

Deno.test("startFrom() knows what torch.save makes, and says how to save it instead", async () => {
  await using dir = await Workdir.create();
  const path = `${dir.path}/${await dir.write("w.pt", "PK\u0003\u0004 and so on, as a zip archive does")}`;
  assertThrows(
    () => startFrom(path, beginner(CELLS.lstm)),
    RunError,
    `from "${path}": expected safetensors, got what torch.save makes; save it with safetensors.torch.save_file`,
  );
});
