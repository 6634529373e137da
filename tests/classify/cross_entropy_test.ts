import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { CELLS } from "../../src/nn/cells/registry.ts";
import { crossEntropy } from "../../src/nn/cross_entropy.ts";
import { RecurrentNetwork } from "../../src/nn/recurrent_network.ts";

Deno.test("crossEntropy() of equal logits is the logarithm of their number, its gradient p − 1", () => {
  const memory = Float64Array.of(9, 2, 2, 2, 2, 9, 0, 0, 0, 0, 9);
  assertAlmostEquals(crossEntropy(memory, 1, 6, 4, 2, 0.5), 0.5 * Math.log(4), 1e-15);
  assertEquals([...memory], [9, 2, 2, 2, 2, 9, 0.125, 0.125, -0.375, 0.125, 9]);
});

Deno.test("crossEntropy() has the gradient of its value, and stays finite where p is 0", () => {
  const logits = [0.3, -1.2, 2, 0.1];
  const loss = (at: number, moved: number) => {
    const memory = new Float64Array(8);
    memory.set(logits);
    memory[at] += moved;
    return crossEntropy(memory, 0, 4, 4, 1, 0.7);
  };
  const memory = new Float64Array(8);
  memory.set(logits);
  crossEntropy(memory, 0, 4, 4, 1, 0.7);
  for (let i = 0; i < 4; i++) {
    assertAlmostEquals(memory[4 + i], (loss(i, 1e-6) - loss(i, -1e-6)) / 2e-6, 1e-9, `logit ${i}`);
  }
  assertEquals(crossEntropy(Float64Array.of(0, 2000, 0, 0), 0, 2, 2, 0, 1), 2000);
});

Deno.test("crossEntropy(): sequences of different lengths in one minibatch give what they give one by one", () => {
  for (const cell of Object.values(CELLS)) {
    const network = new RecurrentNetwork(
      createReference(),
      cell,
      { inputs: 3, hidden: 5, layers: 2, outputs: 4, skip: false },
      new Random(7),
    );
    const { parameters } = network;
    const random = new Random(3);
    for (let i = 0; i < parameters.tensors.length; i++) { // the output layer starts at zero: move it
      const { name, shape } = parameters.tensors[i];
      parameters.write(name, Array.from({ length: shape[0] * shape[1] }, () => random.uniform(-0.5, 0.5)));
    }
    const sequences = [7, 4, 4, 1].map((length) => ({
      rows: Array.from({ length }, () => Array.from({ length: 3 }, () => random.uniform(-1, 1))),
      label: random.below(4),
    }));
    const run = (batch: typeof sequences): { loss: number; gradients: Map<string, Float64Array> } => {
      network.plan(batch.map(({ rows }) => rows.length), batch.length);
      const { memory } = parameters.kernels;
      const { steps } = network.schedule;
      batch.forEach(({ rows }, b) => {
        network.moveStates(steps - rows.length, b, new Float64Array(network.stateLength), true);
        rows.forEach((x, t) => memory.set(x, network.inputRow(steps - rows.length + t, b)));
      });
      network.forward();
      let loss = 0;
      batch.forEach(({ rows, label }, b) => {
        for (let t = steps - rows.length; t < steps; t++) {
          const dy = network.gradientRow(t, b);
          memory.fill(0, dy, dy + network.outputStride);
          if (t === steps - 1) loss += crossEntropy(memory, network.outputRow(t, b), dy, 4, label, 0.25);
        }
      });
      network.backward();
      const named = parameters.tensors.map(({ name }) =>
        [name, parameters.read(name, parameters.gradients)] as const
      );
      return { loss, gradients: new Map(named) };
    };
    const together = run(sequences);
    const single = sequences.map((sequence) => run([sequence]));
    assertAlmostEquals(together.loss, single.reduce((sum, { loss }) => sum + loss, 0), 1e-12, cell.name);
    let largest = 0;
    for (const [name, gradient] of together.gradients) {
      gradient.forEach((value, i) => {
        const sum = single.reduce((sum, { gradients }) => sum + gradients.get(name)![i], 0);
        assertAlmostEquals(value, sum, 1e-12, `${cell.name} ${name} ${i}`);
        largest = Math.max(largest, Math.abs(value));
      });
    }
    assert(largest > 1e-3, "there is a gradient");
  }
});
