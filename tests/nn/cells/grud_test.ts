import { assert, assertEquals } from "@std/assert";
import { Random } from "../../../src/base/random.ts";
import { createReference } from "../../../src/kernels/reference.ts";
import { GrudNetwork } from "../../../src/nn/cells/grud_network.ts";
import { assertGradients, type Leaf } from "../differences.ts";
import { assertGolden, golden, numbers } from "../golden.ts";

/** Two columns (level, change, mask), one number more, two times. */
const SIZES = { inputs: 9, columns: 2, hidden: 4, outputs: 2 };

function network(): { network: GrudNetwork; kernels: ReturnType<typeof createReference> } {
  const kernels = createReference();
  return { network: new GrudNetwork(kernels, SIZES, new Random(1)), kernels };
}

Deno.test("GrudNetwork: outputs, state and all gradients are those of PyTorch's autograd", () => {
  const { weights, inputs, outputs, gradients } = golden("grud");
  const { network: net, kernels } = network();
  const { parameters } = net;
  for (const { name } of parameters.tensors) parameters.write(name, numbers(weights[name]));
  const [steps, batch] = inputs.x.shape;
  const x = numbers(inputs.x);
  const h = numbers(inputs.h);
  const probe = numbers(inputs.probe);
  net.plan(new Array(batch).fill(steps), batch);
  const m = kernels.memory;
  for (let b = 0; b < batch; b++) {
    net.moveStates(0, b, Float64Array.from(h.slice(4 * b, 4 * b + 4)), true);
    for (let t = 0; t < steps; t++) {
      m.set(x.slice((t * batch + b) * 9, (t * batch + b) * 9 + 9), net.inputRow(t, b));
      m.set(probe.slice((t * batch + b) * 2, (t * batch + b) * 2 + 2), net.gradientRow(t, b));
    }
  }
  net.forward();
  net.backward();
  const y = m.subarray(net.outputRow(0, 0), net.outputRow(0, 0) + steps * batch * 2);
  assertGolden(kernels, y, outputs.y, "y");
  for (let b = 0; b < batch; b++) {
    const state = new Float64Array(4);
    net.moveStates(steps, b, state, false);
    numbers(outputs.h).slice(4 * b, 4 * b + 4).forEach((value, j) => {
      assert(Math.abs(value - state[j]) < 1e-12, `h[${b},${j}]`);
    });
  }
  for (const { name } of parameters.tensors) {
    assertGolden(kernels, parameters.read(name, parameters.gradients), gradients[name], name);
  }
  assertGolden(kernels, m.subarray(net.startGradient, net.startGradient + 4 * batch), gradients.h, "dh");
});

Deno.test("GrudNetwork has the gradients of differences: segments of different lengths, decays on and off", () => {
  const { network: net, kernels } = network();
  const { parameters } = net;
  const random = new Random(5);
  const m = kernels.memory;
  for (const { name, shape } of parameters.tensors) {
    const values = Array.from({ length: shape[0] * shape[1] }, () => random.uniform(-0.6, 0.6));
    // Away from the corner of max(0, …): some units always decay, others never.
    if (name.startsWith("decay")) {
      values.forEach((v, i) => values[i] = i % 4 < 2 ? 0.1 + v * v : -0.1 - v * v);
    }
    if (name.startsWith("decay_h.weight")) {
      values.forEach((v, i) => values[i] = (i < 4 ? 1 : -1) * Math.abs(v));
    }
    if (name.startsWith("decay_x")) values.splice(0, 2, 0.3, 0.2);
    parameters.write(name, values);
  }
  const lengths = [5, 3];
  net.plan(lengths, 2);
  const probe = Array.from({ length: net.schedule.rows * 2 }, () => random.normal());
  const states = [0, 1].map(() => Float64Array.from({ length: 4 }, () => random.normal()));
  for (let b = 0; b < 2; b++) {
    for (let t = 5 - lengths[b]; t < 5; t++) {
      const at = net.inputRow(t, b);
      for (let i = 0; i < 7; i++) {
        m[at + i] = i % 3 === 2 ? (random.uniform() < 0.5 ? 1 : 0) : random.normal();
      }
      for (let i = 7; i < 9; i++) m[at + i] = random.uniform(0.5, 6);
    }
  }
  const loss = () => {
    states.forEach((state, b) => net.moveStates(5 - lengths[b], b, state, true));
    net.forward();
    const y = net.outputRow(0, 0);
    return probe.reduce((sum, weight, i) => sum + weight * m[y + i], 0);
  };
  loss();
  m.set(probe, net.gradientRow(0, 0));
  net.backward();
  const leaves: Leaf[] = parameters.tensors.map(({ name, shape: [rows, columns], index }) => ({
    name,
    elements: Array.from({ length: rows * columns }, (_, n) => {
      const at = index(Math.floor(n / columns), n % columns);
      return {
        where: `${name}[${n}]`,
        values: m,
        at: parameters.values + at,
        derived: m[parameters.gradients + at],
      };
    }),
  }));
  states.forEach((state, b) =>
    leaves.push({
      name: `h${b}`,
      elements: Array.from(state, (_, at) => ({
        where: `h${b}[${at}]`,
        values: state,
        at,
        derived: m[net.startGradient + 4 * b + at],
      })),
    })
  );
  assertGradients(leaves, loss);
});

Deno.test("GrudNetwork answers 0 until it has learned, and its state decays over a gap", () => {
  const { network: net, kernels } = network();
  const after = (delta: number): Float64Array => {
    net.plan([1], 1);
    kernels.memory.fill(0, net.inputRow(0, 0), net.inputRow(0, 0) + 9);
    kernels.memory.fill(delta, net.inputRow(0, 0) + 7, net.inputRow(0, 0) + 9);
    net.moveStates(0, 0, Float64Array.of(1, 1, -1, -1), true);
    net.forward();
    assertEquals([...kernels.memory.subarray(net.outputRow(0, 0), net.outputRow(0, 0) + 2)], [0, 0]);
    const state = new Float64Array(4);
    net.moveStates(1, 0, state, false);
    return state;
  };
  const norm = (state: Float64Array) => Math.hypot(...state);
  assert(norm(after(1000)) < 0.8 * norm(after(1)));
});
