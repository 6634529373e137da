/** The optimizer, and whole training steps, against PyTorch. */
import { assertAlmostEquals } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";
import { LOSSES, rowLoss } from "../../src/nn/losses.ts";
import { Optimizer } from "../../src/nn/optimizer.ts";
import { Parameters } from "../../src/nn/parameters.ts";
import { RecurrentNetwork } from "../../src/nn/recurrent_network.ts";
import { assertGolden, cellOf, golden, loadRecurrent, numbers, statesOf } from "./golden.ts";

for (const name of ["adam", "adamw"]) {
  Deno.test(`Optimizer.step() makes PyTorch's clipped steps: ${name}`, async () => {
    for (const kernels of [createReference(), await loadKernels()]) {
      const { meta, inputs, outputs } = golden(name);
      const { rate, clip, weightDecay } = meta.optimizer as {
        rate: number;
        clip: number;
        weightDecay: number;
      };
      const start = numbers(inputs.parameters);
      const parameters = new Parameters(kernels);
      const offset = parameters.reserve(start.length);
      parameters.name({ name: "w", shape: [start.length, 1], index: (i) => offset + i });
      parameters.allocate();
      parameters.write("w", start);
      const optimizer = new Optimizer(parameters, { rate, fall: 0, clip, decay: weightDecay });
      for (let step = 1; step <= 3; step++) {
        numbers(inputs[`gradient_${step}`]).forEach((value, i) =>
          kernels.memory[parameters.gradients + i] = value
        );
        optimizer.step();
        assertGolden(kernels, [optimizer.norm], outputs[`norm_${step}`], `norm ${step}`);
        assertGolden(kernels, parameters.read("w"), outputs[`parameters_${step}`], `parameters ${step}`);
        const moments = { first: parameters.first, second: parameters.second };
        for (const [moment, address] of Object.entries(moments)) {
          const what = `${moment}_moment_${step}`;
          assertGolden(kernels, parameters.read("w", address), outputs[what], what);
        }
      }
    }
  });
}

for (const name of ["rnn", "lstm", "gru_before", "gru_after"]) {
  Deno.test(`RecurrentNetwork and Optimizer train as PyTorch does for five steps: ${name}`, async () => {
    for (const kernels of [createReference(), await loadKernels()]) {
      const { meta, weights, inputs, outputs, weights_after: after } = golden(`train_${name}`);
      const { T, B, I, H, O } = meta.sizes;
      const { rate, clip, steps } = meta.training as { rate: number; clip: number; steps: number };
      const cell = cellOf(name);
      const sizes = { inputs: I, hidden: H, layers: 1, outputs: O, skip: false };
      const network = new RecurrentNetwork(kernels, cell, sizes, new Random(1));
      const { parameters } = network;
      loadRecurrent(parameters, cell, weights, "recurrent.");
      parameters.write("head.weight", numbers(weights["linear.weight"]));
      parameters.write("head.bias", numbers(weights["linear.bias"]));
      const optimizer = new Optimizer(parameters, { rate, fall: 0, clip, decay: 0 });
      const states = cell.hasCellState ? [inputs.h_0, inputs.c_0] : [inputs.h_0];
      const x = numbers(inputs.x);
      const labels = Float64Array.from(numbers(inputs.labels));
      const losses: number[] = [];
      const norms: number[] = [];
      for (let step = 0; step < steps; step++) {
        network.plan(new Array(B).fill(T), B);
        const { memory } = kernels;
        for (let b = 0; b < B; b++) {
          network.moveStates(0, b, statesOf(states, b), true);
          for (let t = 0; t < T; t++) {
            memory.set(x.slice((t * B + b) * I, (t * B + b + 1) * I), network.inputRow(t, b));
          }
        }
        network.forward();
        let loss = 0;
        for (let row = 0; row < T * B; row++) {
          const [t, b] = [Math.floor(row / B), row % B];
          const [y, dy] = [network.outputRow(t, b), network.gradientRow(t, b)];
          loss += rowLoss(LOSSES.huber, memory, y, dy, labels, row * O, O, 1 / labels.length);
        }
        losses.push(loss);
        network.backward();
        optimizer.step();
        norms.push(optimizer.norm);
      }
      assertGolden(kernels, losses, outputs.losses, "losses");
      assertGolden(kernels, norms, outputs.norms, "norms");
      for (const { name } of parameters.tensors) {
        const theirs = name.startsWith("head") ? name.replace("head", "linear") : `recurrent.${name}`;
        assertGolden(kernels, parameters.read(name), after[theirs], name);
      }
    }
  });
}

Deno.test("LOSSES and rowLoss() give PyTorch's values, means and gradients, missing labels left out", () => {
  const { inputs, outputs, gradients } = golden("losses");
  const predictions = numbers(inputs.prediction);
  const labels = Float64Array.from(numbers(inputs.label));
  const known = labels.filter((label) => label === label).length;
  const [rows, columns] = inputs.label.shape;
  for (const [name, loss] of Object.entries(LOSSES)) {
    const memory = Float64Array.from([...predictions, ...predictions]);
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const [y, dy] = [row * columns, predictions.length + row * columns];
      sum += rowLoss(loss, memory, y, dy, labels, row * columns, columns, 1 / known);
    }
    assertAlmostEquals(sum, outputs[name].data[0]!, 1e-12 * sum);
    numbers(gradients[name]).forEach((slope, i) =>
      assertAlmostEquals(memory[predictions.length + i], slope, 1e-15)
    );
    numbers(outputs[`${name}_each`]).forEach((value, i) => {
      if (value === value) assertAlmostEquals(loss.value(predictions[i] - labels[i]), value, 1e-12);
    });
  }
});
