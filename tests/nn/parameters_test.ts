import { assertEquals, assertThrows } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { CELLS } from "../../src/nn/cells/registry.ts";
import { RecurrentNetwork } from "../../src/nn/recurrent_network.ts";
import { uniform } from "./leaves.ts";

function network(seed = 1): RecurrentNetwork {
  const sizes = { inputs: 3, hidden: 5, layers: 2, outputs: 2, skip: true };
  return new RecurrentNetwork(createReference(), CELLS.lstm, sizes, new Random(seed));
}

Deno.test("Parameters have PyTorch's names and shapes, and count no padding", () => {
  const { parameters } = network();
  assertEquals(parameters.tensors.map(({ name, shape }) => `${name} ${shape.join("×")}`), [
    "weight_ih_l0 20×3",
    "weight_hh_l0 20×5",
    "bias_ih_l0 20×1",
    "weight_ih_l1 20×5",
    "weight_hh_l1 20×5",
    "bias_ih_l1 20×1",
    "head.weight 2×5",
    "head.bias 2×1",
    "skip.weight 2×3",
    "skip.bias 2×1",
  ]);
  assertEquals(parameters.count, 60 + 100 + 20 + 100 + 100 + 20 + 10 + 2 + 6 + 2);
});

Deno.test("Parameters.read() gives what write() took, for every tensor at once", () => {
  const { parameters } = network();
  const random = new Random(2);
  const written = parameters.tensors.map(({ shape }) => uniform(shape[0] * shape[1], 1, random));
  parameters.tensors.forEach(({ name }, i) => parameters.write(name, written[i]));
  assertEquals(parameters.tensors.map(({ name }) => parameters.read(name)), written);
});

Deno.test("Parameters.read() and write() refuse an unknown name and a wrong length", () => {
  const { parameters } = network();
  assertThrows(
    () => parameters.read("head.weights"),
    RangeError,
    'Cannot find "head.weights": the tensors are weight_ih_l0',
  );
  assertThrows(
    () => parameters.write("head.bias", [1]),
    RangeError,
    'Cannot write "head.bias": expected 2×1 values, got 1',
  );
});

Deno.test("RecurrentNetwork begins within ±1/√H, the forget gate's bias one higher, the output layers at zero", () => {
  const { parameters } = network();
  const bound = 1 / Math.sqrt(5);
  for (const { name } of parameters.tensors) {
    const values = parameters.read(name);
    const isOutput = name.startsWith("head") || name.startsWith("skip");
    values.forEach((value, i) => {
      const centre = name.startsWith("bias_ih") && i >= 5 && i < 10 ? 1 : 0;
      assertEquals(Math.abs(value - centre) <= (isOutput ? 0 : bound), true, `${name}[${i}] is ${value}`);
    });
    assertEquals(new Set(values).size === values.length, !isOutput, name);
  }
});

Deno.test("RecurrentNetwork begins with the same weights from the same seed, and with others from another", () => {
  const weights = (seed: number) => network(seed).parameters.read("weight_hh_l1");
  assertEquals(weights(1), weights(1));
  assertEquals(weights(1).some((value, i) => value === weights(2)[i]), false);
});
