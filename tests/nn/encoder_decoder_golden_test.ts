/**
 * Whole encoder-decoders against PyTorch: outputs, every gradient, and the weights after three training
 * steps.
 */
import { Random } from "../../src/base/random.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";
import { CELLS } from "../../src/nn/cells/registry.ts";
import { EncoderDecoder } from "../../src/nn/encoder_decoder.ts";
import { LOSSES, rowLoss } from "../../src/nn/losses.ts";
import { Optimizer } from "../../src/nn/optimizer.ts";
import { assertGolden, golden, type GoldenSection, loadBoth, numbers } from "./golden.ts";
import { copy } from "./leaves.ts";

const FILES = {
  encoder_decoder: CELLS.lstm,
  encoder_decoder_additive: CELLS.lstm,
  encoder_decoder_dot: CELLS["gru-after"],
};

/** Our names: the output layers belong to the decoder. */
function ours(section: GoldenSection): GoldenSection {
  return Object.fromEntries(
    Object.entries(section).map(([name, tensor]) => [name.replace(/^(head|skip)\./, "decoder.$1."), tensor]),
  );
}

for (const [name, cell] of Object.entries(FILES)) {
  Deno.test(`EncoderDecoder and Optimizer compute and train as PyTorch does: ${name}`, async () => {
    for (const kernels of [createReference(), await loadKernels()]) {
      const file = golden(name);
      const { meta, inputs, outputs } = file;
      const { L, T, B, I, F, O, H, layers } = meta.sizes;
      const { rate, clip, steps } = meta.training as { rate: number; clip: number; steps: number };
      const network = new EncoderDecoder(kernels, cell, {
        inputs: I,
        fed: F,
        outputs: O,
        hidden: H,
        layers,
        bidirectional: meta.encoder === "two directions",
        attention: meta.attention as "none",
      }, new Random(1));
      const { parameters } = network;
      loadBoth(parameters, ours(file.weights));
      const optimizer = new Optimizer(parameters, { rate, fall: 0, clip, decay: 0 });
      const x = numbers(inputs.x);
      const fed = numbers(inputs.fed);
      const labels = Float64Array.from(numbers(inputs.labels));
      const losses: number[] = [];
      const norms: number[] = [];
      for (let step = 0; step < steps; step++) {
        network.plan(new Array(B).fill(L), B, T);
        const { memory } = kernels;
        for (let row = 0; row < L * B; row++) {
          memory.set(x.slice(row * I, (row + 1) * I), network.inputRow(Math.floor(row / B), row % B));
        }
        network.forward((t, b, to, own) => {
          memory.set(fed.slice((t * B + b) * F, (t * B + b + 1) * F), to);
          if (t < 2) return false;
          memory.copyWithin(to, own, own + O);
          return true;
        });
        let loss = 0;
        const rows: number[] = [];
        for (let row = 0; row < T * B; row++) {
          const [t, b] = [Math.floor(row / B), row % B];
          const [y, dy] = [network.outputRow(t, b), network.gradientRow(t, b)];
          rows.push(...copy(memory, y, O));
          loss += rowLoss(LOSSES.huber, memory, y, dy, labels, row * O, O, 1 / labels.length);
        }
        losses.push(loss);
        network.backward();
        if (step === 0) {
          assertGolden(kernels, rows, outputs.outputs, "outputs");
          const gradients = ours(file.gradients);
          for (const { name } of parameters.tensors) {
            const found = parameters.read(name, parameters.gradients);
            assertGolden(kernels, found, gradients[name], `gradient of ${name}`);
          }
        }
        optimizer.step();
        norms.push(optimizer.norm);
      }
      assertGolden(kernels, losses, outputs.losses, "losses");
      assertGolden(kernels, norms, outputs.norms, "norms");
      const after = ours(file.weights_after);
      for (const { name } of parameters.tensors) {
        assertGolden(kernels, parameters.read(name), after[name], `${name} after ${steps} steps`);
      }
    }
  });
}
