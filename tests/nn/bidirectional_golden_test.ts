/** Two directions over closed windows against PyTorch: outputs, final states, and every gradient. */
import { Random } from "../../src/base/random.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";
import { CELLS } from "../../src/nn/cells/registry.ts";
import { padTo8, Parameters } from "../../src/nn/parameters.ts";
import { WindowEncoder } from "../../src/nn/window_encoder.ts";
import { assertGolden, golden, loadBoth, numbers } from "./golden.ts";
import { copy } from "./leaves.ts";

const CELL_OF = { rnn: CELLS.rnn, lstm: CELLS.lstm, gru: CELLS["gru-after"] };

for (const [name, cell] of Object.entries(CELL_OF)) {
  Deno.test(`WindowEncoder computes PyTorch's outputs, final states and gradients: bidirectional ${name}`, async () => {
    for (const kernels of [createReference(), await loadKernels()]) {
      const { meta: { sizes }, weights, inputs, outputs, gradients } = golden(`bidirectional_${name}`);
      const { T, B, I, H, layers } = sizes;
      const parameters = new Parameters(kernels);
      const encoder = new WindowEncoder(
        parameters,
        cell,
        { inputs: I, hidden: H, layers, bidirectional: true },
        "",
      );
      parameters.allocate();
      encoder.initialise(new Random(1));
      loadBoth(parameters, weights);

      const width = padTo8(2 * H);
      const rowsOf = (length: number) => kernels.allocate(length);
      const [h, c] = [rowsOf(B * width), rowsOf(B * width)];
      const seeds = Array.from({ length: layers }, () => [rowsOf(B * width), rowsOf(B * width)]);
      const dx = rowsOf(T * B * padTo8(I));
      encoder.plan(new Array(B).fill(T), B);
      const { memory } = kernels;
      const x = numbers(inputs.x);
      const probe = numbers(inputs.probe_output);
      const { top } = encoder;
      for (let row = 0; row < T * B; row++) {
        memory.set(x.slice(row * I, (row + 1) * I), encoder.inputRow(Math.floor(row / B), row % B));
        memory.set(probe.slice(row * 2 * H, (row + 1) * 2 * H), top.dOut + row * top.width);
      }
      // PyTorch's final states are (2 · layers, B, H), ours (B, 2 H) for each layer.
      const place = (layer: number, direction: number, b: number) => ((2 * layer + direction) * B + b) * H;
      const parts = cell.hasCellState ? ["h", "c"] : ["h"];
      for (let layer = 0; layer < layers; layer++) {
        parts.forEach((part, p) => {
          const values = numbers(inputs[`probe_${part}_n`]);
          for (let b = 0; b < B; b++) {
            for (const direction of [0, 1]) {
              const from = place(layer, direction, b);
              memory.set(values.slice(from, from + H), seeds[layer][p] + b * width + direction * H);
            }
          }
        });
      }

      encoder.forward();
      const y = Array.from({ length: T * B }, (_, row) => copy(memory, top.y + row * top.stride, 2 * H));
      assertGolden(kernels, y.flat(), outputs.output, "output");
      const finals = { h: new Array(2 * layers * B * H), c: new Array(2 * layers * B * H) };
      for (let layer = 0; layer < layers; layer++) {
        encoder.layers[layer].copyFinal(encoder.schedule, h, width, c, width);
        for (let b = 0; b < B; b++) {
          for (const direction of [0, 1]) {
            for (let j = 0; j < H; j++) {
              const to = place(layer, direction, b) + j;
              finals.h[to] = memory[h + b * width + direction * H + j];
              finals.c[to] = memory[c + b * width + direction * H + j];
            }
          }
        }
      }
      assertGolden(kernels, finals.h, outputs.h_n, "h_n");
      if (cell.hasCellState) assertGolden(kernels, finals.c, outputs.c_n, "c_n");

      encoder.backward((layer) => ({ dh: seeds[layer][0], dc: seeds[layer][1], stride: width }));
      for (const { name } of parameters.tensors) {
        const found = parameters.read(name, parameters.gradients);
        assertGolden(kernels, found, gradients[name], `gradient of ${name}`);
      }
      encoder.inputGradient(dx, padTo8(I));
      const rows = Array.from({ length: T * B }, (_, row) => copy(memory, dx + row * padTo8(I), I));
      assertGolden(kernels, rows.flat(), gradients.x, "gradient of x");
    }
  });
}
