/**
 * Classifiers against PyTorch: the probabilities after every row, the loss of a minibatch of ragged
 * sequences, its gradient.
 */
import { assertAlmostEquals } from "@std/assert";
import { createReference } from "../../src/kernels/reference.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";
import { assertGolden, golden, loadBoth, numbers } from "../nn/golden.ts";
import { buildTask, feed, type TaskRow } from "./task.ts";

const MODELS = {
  lstm: "lstm(hidden=3,batch=3)",
  bidirectional_gru: "gru(hidden=6,bidirectional=yes,reset=after,batch=3)",
};

for (const [name, list] of Object.entries(MODELS)) {
  Deno.test(`CLASSIFIERS compute PyTorch's probabilities, loss and gradients: ${name}`, async () => {
    for (const kernels of [createReference(), await loadKernels()]) {
      const { meta: { sizes }, weights, inputs, outputs, gradients } = golden(`classifier_${name}`);
      const { run, models } = buildTask({ list, characters: sizes.I, classes: sizes.O, kernels });
      const { parameters } = models[0].network!;
      loadBoth(parameters, weights);
      const texts = numbers(inputs.texts);
      const labels = numbers(inputs.labels);
      const rows = numbers(inputs.lengths).flatMap((length, s) =>
        texts.splice(0, length).map((text, t): TaskRow => [
          s,
          [],
          "abc"[text],
          t === length - 1 ? "xy"[labels[s]] : "",
        ])
      );
      const wanted = numbers(outputs.probabilities);
      // Not to 1e-10, for what is carried from row to row is kept in single precision.
      feed(run, rows, 1).flat().forEach((p, i) => assertAlmostEquals(p, wanted[i], 5e-7, `probability ${i}`));
      assertAlmostEquals(models[0].report().loss, numbers(outputs.loss)[0], 1e-6, "loss");
      for (const { name } of parameters.tensors) {
        const found = parameters.read(name, parameters.gradients);
        assertGolden(kernels, found, gradients[name], `gradient of ${name}`);
      }
    }
  });
}
