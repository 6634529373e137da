import { assert, assertEquals, assertThrows } from "@std/assert";
import { RunError } from "../../src/base/errors.ts";
import { Random } from "../../src/base/random.ts";
import { RestoringArchive } from "../../src/checkpoint/restoring_archive.ts";
import { composeSafetensors, parseSafetensors } from "../../src/checkpoint/safetensors.ts";
import { SavingArchive } from "../../src/checkpoint/saving_archive.ts";
import { numbersOf } from "../../src/checkpoint/tensor_values.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";
import { CELLS } from "../../src/nn/cells/registry.ts";
import { MlpNetwork } from "../../src/nn/mlp_network.ts";
import type { Parameters } from "../../src/nn/parameters.ts";
import { RecurrentNetwork } from "../../src/nn/recurrent_network.ts";

const SIZES = { inputs: 5, hidden: 6, layers: 2, outputs: 3, skip: true };

/** Every weight and moment another number; padding stays zero. */
function fill({ kernels, tensors, values, first, second }: Parameters): void {
  let next = 0;
  for (const base of [values, first, second]) {
    for (const { shape, index } of tensors) {
      for (let i = 0; i < shape[0] * shape[1]; i++) {
        kernels.memory[base + index(Math.floor(i / shape[1]), i % shape[1])] = Math.sin(++next);
      }
    }
  }
}

function saved(parameters: Parameters, model: string) {
  const archive = new SavingArchive();
  parameters.persist(archive.within("engine").within(`model.${model}`).within("parameters"));
  return parseSafetensors(composeSafetensors({}, archive.tensors()), "f").tensors;
}

function restore(parameters: Parameters, model: string, tensors: ReturnType<typeof saved>): void {
  const archive = RestoringArchive.from(tensors, "f");
  parameters.persist(archive.within("engine").within(`model.${model}`).within("parameters"));
  archive.finish();
}

function flat({ kernels, values, first, second, length }: Parameters): number[] {
  return [values, first, second].flatMap((at) => [...kernels.memory.subarray(at, at + length)]);
}

for (const [name, cell] of Object.entries(CELLS)) {
  Deno.test(`SavingArchive.weights(): ${name} comes back to the bit, padding included, under a model's odd name`, async () => {
    for (const kernels of [createReference(), await loadKernels()]) {
      for (const model of [name, "7", "a.b.parameters", "head"]) {
        const { parameters } = new RecurrentNetwork(kernels, cell, SIZES, new Random(1));
        fill(parameters);
        const tensors = saved(parameters, model);
        const other = new RecurrentNetwork(kernels, cell, SIZES, new Random(2)).parameters;
        restore(other, model, tensors);
        assertEquals(flat(other), flat(parameters));
      }
    }
  });
}

Deno.test("SavingArchive.weights() uses the names and shapes of torch.nn.LSTM, and a zero for its second bias", () => {
  const { parameters } = new RecurrentNetwork(createReference(), CELLS.lstm, SIZES, new Random(1));
  fill(parameters);
  const tensors = saved(parameters, "lstm");
  const shapes = Object.fromEntries([...tensors].map(([name, { shape }]) => [name, shape.join("×")]));
  const own = Object.fromEntries(Object.entries(shapes).filter(([name]) => name.startsWith("lstm.")));
  assertEquals(own, {
    "lstm.weight_ih_l0": "24×5",
    "lstm.weight_hh_l0": "24×6",
    "lstm.bias_ih_l0": "24",
    "lstm.bias_hh_l0": "24",
    "lstm.weight_ih_l1": "24×6",
    "lstm.weight_hh_l1": "24×6",
    "lstm.bias_ih_l1": "24",
    "lstm.bias_hh_l1": "24",
  });
  assertEquals(shapes["head.lstm.weight"], "3×6");
  assertEquals(shapes["optimizer.lstm.exp_avg_sq.weight_ih_l1"], "24×6");
  assert(numbersOf(tensors.get("lstm.bias_hh_l0")!).every((value) => value === 0));
  assertEquals([...numbersOf(tensors.get("lstm.weight_ih_l0")!)], [...parameters.read("weight_ih_l0")]);
});

Deno.test("SavingArchive.weights() numbers a perceptron's layers as an nn.Sequential with ReLU does", () => {
  const sizes = { inputs: 4, hidden: [5, 3], outputs: 2 };
  const { parameters } = new MlpNetwork(createReference(), sizes, new Random(1));
  fill(parameters);
  const tensors = saved(parameters, "mlp");
  const names = [...tensors.keys()].filter((name) => name.startsWith("mlp."));
  assertEquals(names, [
    "mlp.0.weight",
    "mlp.0.bias",
    "mlp.2.weight",
    "mlp.2.bias",
    "mlp.4.weight",
    "mlp.4.bias",
  ]);
  const other = new MlpNetwork(createReference(), sizes, new Random(2)).parameters;
  restore(other, "mlp", tensors);
  assertEquals(flat(other), flat(parameters));
});

Deno.test("RestoringArchive.weights() names both shapes where they differ", () => {
  const kernels = createReference();
  const small = new RecurrentNetwork(kernels, CELLS["gru-before"], SIZES, new Random(1));
  const large = new RecurrentNetwork(kernels, CELLS["gru-before"], { ...SIZES, hidden: 8 }, new Random(1));
  assertThrows(
    () => restore(large.parameters, "gru", saved(small.parameters, "gru")),
    RunError,
    "expected gru.weight_ih_l0 of shape 24×5, got 18×5",
  );
});
