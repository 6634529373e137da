/** The multilayer perceptron against PyTorch: outputs, two losses, and their gradients. */
import { Random } from "../../src/base/random.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";
import { LOSSES, rowLoss } from "../../src/nn/losses.ts";
import { MlpNetwork } from "../../src/nn/mlp_network.ts";
import { padTo8 } from "../../src/nn/parameters.ts";
import { assertGolden, golden, numbers } from "./golden.ts";
import { copy } from "./leaves.ts";

for (const [name, loss] of Object.entries(LOSSES)) {
  Deno.test(`MlpNetwork computes PyTorch's outputs, and gradients of the ${name} loss`, async () => {
    for (const kernels of [createReference(), await loadKernels()]) {
      const file = golden("mlp");
      const { meta, weights, inputs, outputs } = file;
      const gradients = file[`gradients_${name as "huber" | "squared"}`];
      const rows = meta.sizes.rows;
      const [I, ...rest] = meta.sizes.layers as unknown as number[];
      const O = rest.pop()!;
      const network = new MlpNetwork(kernels, { inputs: I, hidden: rest, outputs: O }, new Random(1));
      const { parameters } = network;
      /** PyTorch's Sequential counts the ReLUs between the layers. */
      const theirs = (name: string) => name.replace(/^\d+/, (layer) => String(2 * Number(layer)));
      for (const { name } of parameters.tensors) parameters.write(name, numbers(weights[theirs(name)]));

      network.plan(rows);
      const dx = kernels.allocate(rows * padTo8(I));
      const { memory } = kernels;
      const x = numbers(inputs.x);
      for (let row = 0; row < rows; row++) memory.set(x.slice(row * I, (row + 1) * I), network.inputRow(row));
      network.forward();
      const labels = Float64Array.from(numbers(inputs.labels));
      let sum = 0;
      const all = Array.from({ length: rows }, (_, row) => row);
      for (const row of all) {
        const [y, dy] = [network.outputRow(row), network.gradientRow(row)];
        sum += rowLoss(loss, memory, y, dy, labels, row * O, O, 1 / labels.length);
      }
      network.backward();
      network.inputGradient(dx, padTo8(I));

      assertGolden(
        kernels,
        all.flatMap((row) => copy(memory, network.outputRow(row), O)),
        outputs.output,
        "output",
      );
      assertGolden(kernels, [sum], outputs[name], name);
      for (const { name } of parameters.tensors) {
        assertGolden(
          kernels,
          parameters.read(name, parameters.gradients),
          gradients[theirs(name)],
          `gradient of ${name}`,
        );
      }
      assertGolden(
        kernels,
        all.flatMap((row) => copy(memory, dx + row * padTo8(I), I)),
        gradients.x,
        "gradient of x",
      );
    }
  });
}
