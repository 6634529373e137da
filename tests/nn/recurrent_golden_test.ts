/** The recurrent networks against PyTorch: outputs, final states, and every gradient. */
import { Random } from "../../src/base/random.ts";
import type { CellTwin, Kernels } from "../../src/kernels/kernels.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";
import type { Cell } from "../../src/nn/cells/cell.ts";
import { padTo8 } from "../../src/nn/parameters.ts";
import { RecurrentNetwork } from "../../src/nn/recurrent_network.ts";
import {
  assertGolden,
  cellOf,
  golden,
  type GoldenTensor,
  loadRecurrent,
  numbers,
  statesOf,
} from "./golden.ts";
import { copy } from "./leaves.ts";

const FILES = ["rnn", "lstm", "lstm_two_layers", "gru_before", "gru_after"];

/** What a set computes the cell's step with: its twin, or the cell's own equations. */
function twinOf(kernels: Kernels, cell: Cell): CellTwin {
  return kernels.twins[cell.name] ?? {
    forward(whh, z, ldz, h, hNext, c, cNext, cache, rows, units, steps) {
      for (let t = 0; t < steps; t++) {
        const [gates, states, plain] = [t * rows * ldz, t * rows * (units + 4), t * rows * units];
        cell.forward(kernels, {
          ...{ whh, z: z + gates, ldz, h: h + states, hNext: hNext + states, rows, units },
          ...{ c: c + plain, cNext: cNext + plain, cache: cache + plain },
          ...{ whhT: 0, dz: 0, dzh: 0, dh: 0, dc: 0 },
        });
      }
    },
    backward(whh, whhT, z, dz, dzh, ldz, h, c, cache, dh, dc, dOut, rows, units, steps) {
      for (let t = 0; t < steps; t++) {
        const [gates, states, plain] = [t * rows * ldz, t * rows * (units + 4), t * rows * units];
        cell.backward(kernels, {
          ...{ whh, whhT, z: z - gates, dz: dz - gates, dzh: dzh - gates, ldz, h: h - states, rows, units },
          ...{ c: c - plain, cache: cache - plain, dh, dc, dOut: dOut === 0 ? 0 : dOut - plain },
          ...{ hNext: 0, cNext: 0 },
        });
      }
    },
  };
}

/**
 * The same kernels, whose backward pass begins at the final states with gradients of their own. A network's
 * loss reads its outputs alone; the golden one also reads h_n and c_n of every layer.
 */
function withFinalGradients(
  kernels: Kernels,
  cell: Cell,
  steps: number,
  layers: number,
  gradients: readonly GoldenTensor[],
): Kernels {
  const twin = twinOf(kernels, cell);
  let done = 0;
  const backward: CellTwin["backward"] = (...step) => {
    const [dh, dc, , rows, units, count] = step.slice(9);
    if (done % steps === 0) {
      const layer = layers - 1 - done / steps; // the topmost comes first
      for (let b = 0; b < rows; b++) {
        const own = statesOf(gradients, b).subarray(layer * gradients.length * units);
        for (let j = 0; j < units; j++) {
          kernels.memory[dh + b * units + j] += own[j];
          if (cell.hasCellState) kernels.memory[dc + b * units + j] += own[units + j];
        }
      }
    }
    done += count;
    twin.backward(...step);
  };
  const twins = { [cell.name]: { forward: twin.forward, backward } };
  return new Proxy(kernels, { get: (set, key) => key === "twins" ? twins : Reflect.get(set, key) });
}

for (const name of FILES) {
  Deno.test(`RecurrentNetwork computes PyTorch's outputs, states and gradients: ${name}`, async () => {
    for (const set of [createReference(), await loadKernels()]) {
      const { meta: { sizes: { T, B, I, H, layers } }, weights, inputs, outputs, gradients } = golden(name);
      const cell = cellOf(name);
      const parts = cell.hasCellState ? ["h", "c"] : ["h"];
      const finalGradients = parts.map((part) => inputs[`probe_${part}_n`]);
      const kernels = withFinalGradients(set, cell, T, layers, finalGradients);
      const sizes = { inputs: I, hidden: H, layers, outputs: H, skip: false };
      const network = new RecurrentNetwork(kernels, cell, sizes, new Random(1));
      const { parameters } = network;
      loadRecurrent(parameters, cell, weights);
      const identity = Array.from({ length: H * H }, (_, i) => i % (H + 1) === 0 ? 1 : 0);
      parameters.write("head.weight", identity); // outputs are the topmost h, and so are their gradients

      network.plan(new Array(B).fill(T), B);
      const { memory } = kernels;
      const x = numbers(inputs.x);
      const probe = numbers(inputs.probe_output);
      for (let b = 0; b < B; b++) {
        network.moveStates(0, b, statesOf(parts.map((part) => inputs[`${part}_0`]), b), true);
        for (let t = 0; t < T; t++) {
          const row = t * B + b;
          memory.set(x.slice(row * I, (row + 1) * I), network.inputRow(t, b));
          memory.set(probe.slice(row * H, (row + 1) * H), network.gradientRow(t, b));
        }
      }
      network.forward();
      network.backward();

      const rows = Array.from({ length: T * B }, (_, row) => network.outputRow(Math.floor(row / B), row % B));
      assertGolden(set, rows.flatMap((y) => copy(memory, y, H)), outputs.output, "output");
      const units = padTo8(H);
      parts.forEach((part, p) => {
        const finals: number[] = [];
        const starts: number[] = [];
        for (let layer = 0; layer < layers; layer++) {
          for (let b = 0; b < B; b++) {
            const states = new Float64Array(network.stateLength);
            network.moveStates(T, b, states, false);
            finals.push(...copy(states, (layer * parts.length + p) * units, H));
            const { dh, dc } = network.startGradients(layer);
            starts.push(...copy(memory, (part === "h" ? dh : dc) + b * units, H));
          }
        }
        assertGolden(set, finals, outputs[`${part}_n`], `${part}_n`);
        assertGolden(set, starts, gradients[`${part}_0`], `gradient of ${part}_0`);
      });
      for (const { name } of parameters.tensors) {
        if (name.startsWith("head")) continue;
        assertGolden(
          set,
          parameters.read(name, parameters.gradients),
          gradients[name],
          `gradient of ${name}`,
        );
      }
      const stride = padTo8(I);
      const dx = kernels.allocate(T * B * stride);
      network.inputGradient(dx, stride);
      const dxRows = rows.flatMap((_, row) => copy(kernels.memory, dx + row * stride, I));
      assertGolden(set, dxRows, gradients.x, "gradient of x");
    }
  });
}
