import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";
import { LOSSES, rowLoss } from "../../src/nn/losses.ts";
import { MlpNetwork, type MlpSizes } from "../../src/nn/mlp_network.ts";
import { Optimizer } from "../../src/nn/optimizer.ts";
import { padTo8 } from "../../src/nn/parameters.ts";
import { assertGradients, type Leaf } from "./differences.ts";
import { assertPaddingIsZero, copy, uniform } from "./leaves.ts";

/**
 * One to three layers of weights; no width is a multiple of eight, the second set's inputs fill less than
 * four.
 */
const SHAPES: MlpSizes[] = [
  { inputs: 6, hidden: [], outputs: 2 },
  { inputs: 2, hidden: [5], outputs: 3 },
  { inputs: 9, hidden: [5, 11], outputs: 2 },
];

const KERNEL_SETS: Kernels[] = [createReference(), await loadKernels()];

function randomNetwork(kernels: Kernels, sizes: MlpSizes, random: Random): MlpNetwork {
  const network = new MlpNetwork(kernels, sizes, random);
  for (const { name, shape } of network.parameters.tensors) {
    network.parameters.write(name, uniform(shape[0] * shape[1], 0.7, random));
  }
  return network;
}

function forward(network: MlpNetwork, rows: readonly Float64Array[]): number[][] {
  network.plan(rows.length);
  const { memory } = network.parameters.kernels;
  rows.forEach((row, b) => memory.set(row, network.inputRow(b)));
  network.forward();
  return rows.map((_, b) => copy(memory, network.outputRow(b), network.sizes.outputs));
}

/** Σ probe · y over the rows; writes its gradient. */
function probeLoss(network: MlpNetwork, probe: readonly Float64Array[]): number {
  const { memory } = network.parameters.kernels;
  let loss = 0;
  probe.forEach((row, b) => {
    memory.fill(0, network.gradientRow(b), network.gradientRow(b) + network.outputStride);
    memory.set(row, network.gradientRow(b));
    row.forEach((share, o) => loss += share * memory[network.outputRow(b) + o]);
  });
  return loss;
}

/**
 * The network's equations over plain arrays: outputs, and the distance of the nearest pre-activation from
 * ReLU's kink.
 */
function plainForward({ parameters, sizes }: MlpNetwork, x: Float64Array): { y: number[]; kink: number } {
  let a = [...x];
  let kink = Infinity;
  for (let n = 0; n <= sizes.hidden.length; n++) {
    const weight = parameters.read(`${n}.weight`);
    const z = [...parameters.read(`${n}.bias`)].map((bias, i) =>
      a.reduce((sum, value, j) => sum + weight[i * a.length + j] * value, bias)
    );
    if (n === sizes.hidden.length) return { y: z, kink };
    kink = Math.min(kink, ...z.map(Math.abs));
    a = z.map((value) => Math.max(0, value));
  }
  throw new Error("a network has an output layer");
}

/** Rows whose pre-activations all stay away from ReLU's kink. */
function smoothRows(network: MlpNetwork, count: number, random: Random): Float64Array[] {
  const rows: Float64Array[] = [];
  while (rows.length < count) {
    const row = uniform(network.sizes.inputs, 1.5, random);
    if (plainForward(network, row).kink > 0.01) rows.push(row);
  }
  return rows;
}

function leavesOf(network: MlpNetwork, rows: readonly Float64Array[]): Leaf[] {
  const { parameters, sizes: { inputs } } = network;
  const { kernels } = parameters;
  const stride = padTo8(inputs);
  const dx = kernels.allocate(rows.length * stride);
  network.inputGradient(dx, stride);
  const { memory } = kernels;
  const tensors = parameters.tensors.map(({ name, shape, index }): Leaf => ({
    name,
    elements: Array.from({ length: shape[0] * shape[1] }, (_, at) => {
      const [i, j] = [Math.floor(at / shape[1]), at % shape[1]];
      const derived = memory[parameters.gradients + index(i, j)];
      return { where: `${name}[${i},${j}]`, values: memory, at: parameters.values + index(i, j), derived };
    }),
  }));
  const elements = rows.flatMap((values, b) =>
    [...values.keys()].map((at) => ({
      where: `x[${b},${at}]`,
      values,
      at,
      derived: memory[dx + b * stride + at],
    }))
  );
  return [...tensors, { name: "x", elements }];
}

for (const sizes of SHAPES) {
  const shape = [sizes.inputs, ...sizes.hidden, sizes.outputs].join("-");

  Deno.test(`MlpNetwork.forward() computes its equations, ${shape}`, () => {
    for (const kernels of KERNEL_SETS) {
      const random = new Random(1);
      const network = randomNetwork(kernels, sizes, random);
      const rows = smoothRows(network, 3, random);
      const tolerance = kernels.memory instanceof Float64Array ? 1e-13 : 1e-5;
      forward(network, rows).forEach((outputs, b) => {
        const { y } = plainForward(network, rows[b]);
        outputs.forEach((output, o) => assertAlmostEquals(output, y[o], tolerance));
      });
    }
  });

  Deno.test(`MlpNetwork.backward() equals differences of a probe, ${shape}`, () => {
    const random = new Random(2);
    const network = randomNetwork(createReference(), sizes, random);
    const rows = smoothRows(network, 3, random);
    const probe = rows.map(() => uniform(sizes.outputs, 1, random));
    forward(network, rows);
    probeLoss(network, probe);
    network.backward();
    assertGradients(leavesOf(network, rows), () => {
      forward(network, rows);
      return probeLoss(network, probe);
    });
  });

  for (const [name, loss] of Object.entries(LOSSES)) {
    Deno.test(`MlpNetwork.backward() equals differences of the ${name} loss with missing labels, ${shape}`, () => {
      const random = new Random(3);
      const network = randomNetwork(createReference(), sizes, random);
      const rows = smoothRows(network, 4, random);
      const errors = [0.4, -1.7, NaN, -0.6, 2.3];
      const labels = forward(network, rows).map((outputs, b) =>
        Float64Array.from(outputs, (y, o) => y - errors[(b * sizes.outputs + o) % errors.length])
      );
      const known = labels.flatMap((row) => [...row]).filter((label) => label === label).length;
      const measure = (): number => {
        const { memory } = network.parameters.kernels;
        return labels.reduce((sum, row, b) => {
          const [y, dy] = [network.outputRow(b), network.gradientRow(b)];
          memory.fill(0, dy, dy + network.outputStride);
          return sum + rowLoss(loss, memory, y, dy, row, 0, sizes.outputs, 1 / known);
        }, 0);
      };
      measure();
      network.backward();
      assertGradients(leavesOf(network, rows), () => {
        forward(network, rows);
        return measure();
      });
    });
  }
}

Deno.test("MlpNetwork gives a batch of rows the bits it gives each alone, and the sum of their gradients", () => {
  for (const kernels of KERNEL_SETS) {
    const random = new Random(4);
    const network = randomNetwork(kernels, SHAPES[2], random);
    const rows = smoothRows(network, 7, random);
    const probe = rows.map(() => uniform(SHAPES[2].outputs, 1, random));
    const { parameters } = network;
    const gradients = () => parameters.tensors.map(({ name }) => parameters.read(name, parameters.gradients));
    const outputs = forward(network, rows);
    probeLoss(network, probe);
    network.backward();
    const together = gradients();

    const sums = together.map((gradient) => gradient.map(() => 0));
    rows.forEach((row, b) => {
      assertEquals(forward(network, [row])[0], outputs[b]);
      probeLoss(network, [probe[b]]);
      network.backward();
      gradients().forEach((gradient, n) => gradient.forEach((value, i) => sums[n][i] += value));
    });
    const tolerance = kernels.memory instanceof Float64Array ? 1e-12 : 2e-5;
    together.forEach((gradient, n) =>
      gradient.forEach((value, i) =>
        assertAlmostEquals(value, sums[n][i], tolerance, parameters.tensors[n].name)
      )
    );
  }
});

Deno.test("MlpNetwork keeps its padding at zero through 20 training steps", () => {
  for (const kernels of KERNEL_SETS) {
    const random = new Random(5);
    const network = randomNetwork(kernels, SHAPES[2], random);
    const { parameters } = network;
    const optimizer = new Optimizer(parameters, { rate: 0.01, fall: 0, clip: 1, decay: 0.1 });
    for (let step = 0; step < 20; step++) {
      const rows = Array.from({ length: 4 }, () => uniform(SHAPES[2].inputs, 1, random));
      forward(network, rows);
      probeLoss(network, rows.map(() => uniform(SHAPES[2].outputs, 1, random)));
      network.backward();
      assertEquals(optimizer.step(), "updated");
    }
    assertPaddingIsZero(parameters);
  }
});

Deno.test("MlpNetwork answers zero until it has learned, whatever the input", () => {
  const network = new MlpNetwork(createReference(), SHAPES[2], new Random(6));
  assertEquals(forward(network, [uniform(9, 3, new Random(7))]), [[0, 0]]);
});

Deno.test("MlpNetwork.plan() reserves for minibatches that grow row by row no more than for a few of the largest", () => {
  const used = (plan: (network: MlpNetwork) => void): number => {
    const kernels = createReference();
    const network = randomNetwork(kernels, SHAPES[2], new Random(8));
    const before = kernels.allocate(0);
    plan(network);
    return kernels.allocate(0) - before;
  };
  const grown = used((network) => {
    for (let rows = 1; rows <= 500; rows++) network.plan(rows);
  });
  assertLess(grown, 5 * used((network) => network.plan(500)));
});

Deno.test("MlpNetwork learns from one row the same, whether somebody looks at its gradient or not", () => {
  for (const kernels of KERNEL_SETS) {
    const [looked, unseen] = [true, false].map((look) => {
      const random = new Random(5);
      const network = randomNetwork(kernels, SHAPES[2], random);
      const { parameters } = network;
      const optimizer = new Optimizer(parameters, { rate: 0.01, fall: 0, clip: 0.5, decay: 0.01 });
      const norms = [];
      for (const row of smoothRows(network, 5, random)) {
        forward(network, [row]);
        probeLoss(network, [uniform(SHAPES[2].outputs, 1, random)]);
        network.backward();
        if (look) parameters.read("0.weight", parameters.gradients);
        assertEquals(parameters.outer.length, look ? 0 : SHAPES[2].hidden.length + 1);
        optimizer.step();
        norms.push(optimizer.norm);
      }
      return { norms, weights: parameters.tensors.flatMap(({ name }) => [...parameters.read(name)]) };
    });
    const tolerance = kernels.memory instanceof Float64Array ? 1e-12 : 1e-5;
    for (const what of ["norms", "weights"] as const) {
      unseen[what].forEach((value, i) => assertAlmostEquals(value, looked[what][i], tolerance));
    }
  }
});
