/** Attention against PyTorch: contexts, weights, and every gradient. */
import { Random } from "../../src/base/random.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";
import { Attention } from "../../src/nn/attention.ts";
import { padTo8, Parameters } from "../../src/nn/parameters.ts";
import { Schedule } from "../../src/nn/schedule.ts";
import { assertGolden, golden, numbers } from "./golden.ts";
import { copy } from "./leaves.ts";

for (const score of ["additive", "dot"] as const) {
  Deno.test(`Attention computes PyTorch's contexts, weights and gradients: ${score}`, async () => {
    for (const kernels of [createReference(), await loadKernels()]) {
      const { meta: { sizes }, weights, inputs, outputs, gradients } = golden(`attention_${score}`);
      const { L, B, T, S, D, A } = sizes;
      const parameters = new Parameters(kernels);
      const attention = new Attention(parameters, score, { queries: S, values: D, units: A }, "");
      parameters.allocate();
      attention.initialise(new Random(1));
      for (const { name } of parameters.tensors) parameters.write(name, numbers(weights[name]));

      const [lds, ldy] = [padTo8(S), padTo8(D)];
      const [states, dStates] = [kernels.allocate(T * B * lds), kernels.allocate(T * B * lds)];
      const [y, dy] = [kernels.allocate(L * B * ldy), kernels.allocate(L * B * ldy)];
      const schedule = new Schedule();
      schedule.plan(new Array(B).fill(L), B);
      attention.plan(schedule, T);
      const { memory } = kernels;
      const given = numbers(inputs.states);
      const values = numbers(inputs.values);
      const probe = numbers(inputs.probe_context);
      for (let row = 0; row < T * B; row++) {
        memory.set(given.slice(row * S, (row + 1) * S), states + row * lds);
        const dContext = attention.dContext(Math.floor(row / B), row % B);
        memory.set(probe.slice(row * D, (row + 1) * D), dContext);
      }
      for (let row = 0; row < L * B; row++) memory.set(values.slice(row * D, (row + 1) * D), y + row * ldy);

      attention.open(y, ldy);
      for (let t = 0; t < T; t++) attention.forward(t, states + t * B * lds, lds);
      const contexts = Array.from({ length: T * B }, (_, row) => {
        return copy(memory, attention.context(Math.floor(row / B), row % B), D);
      });
      assertGolden(kernels, contexts.flat(), outputs.context, "context");
      const ofWindows = Array.from({ length: B }, (_, b) => attention.weights(b));
      const alpha = Array.from(
        { length: T * B },
        (_, row) => [...ofWindows[row % B].subarray(Math.floor(row / B) * L, (Math.floor(row / B) + 1) * L)],
      );
      assertGolden(kernels, alpha.flat(), outputs.alpha, "alpha");

      attention.beginBackward();
      for (let t = T - 1; t >= 0; t--) attention.backward(t, dStates + t * B * lds, lds, 0);
      attention.endBackward(states, lds, y, ldy, dy, ldy);
      for (const { name } of parameters.tensors) {
        const found = parameters.read(name, parameters.gradients);
        assertGolden(kernels, found, gradients[name], `gradient of ${name}`);
      }
      const rows = (address: number, count: number, ld: number, width: number) =>
        Array.from({ length: count }, (_, row) => copy(memory, address + row * ld, width)).flat();
      assertGolden(kernels, rows(dStates, T * B, lds, S), gradients.states, "gradient of the states");
      assertGolden(kernels, rows(dy, L * B, ldy, D), gradients.values, "gradient of the values");
    }
  });
}
