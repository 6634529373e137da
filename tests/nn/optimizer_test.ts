import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { MemoryArchive } from "../../src/base/archive.ts";
import { Random } from "../../src/base/random.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";
import { Optimizer } from "../../src/nn/optimizer.ts";
import { Parameters } from "../../src/nn/parameters.ts";
import { uniform } from "./leaves.ts";

const OPTIONS = { rate: 0.01, fall: 0, clip: 1, decay: 0 };

/** A vector of parameters, and no network. */
function vector(kernels: Kernels, values: ArrayLike<number>): Parameters {
  const parameters = new Parameters(kernels);
  const offset = parameters.reserve(values.length);
  parameters.name({ name: "w", shape: [values.length, 1], index: (i) => offset + i });
  parameters.allocate();
  parameters.write("w", values);
  return parameters;
}

function setGradient({ kernels, gradients }: Parameters, gradient: ArrayLike<number>): void {
  for (let i = 0; i < gradient.length; i++) kernels.memory[gradients + i] = gradient[i];
}

Deno.test("Optimizer.step() moves the first step by the rate against the gradient's sign, whatever its size", () => {
  const parameters = vector(createReference(), [1, 1, 1]);
  setGradient(parameters, [0.5, -1e-3, 0]);
  new Optimizer(parameters, OPTIONS).step();
  const [a, b, c] = parameters.read("w");
  assertAlmostEquals(a, 0.99, 1e-9);
  assertAlmostEquals(b, 1.01, 1e-6);
  assertEquals(c, 1);
});

Deno.test("Optimizer.step() scales a gradient longer than clip to that length, and leaves a shorter one", () => {
  for (const [gradient, first] of [[[3, 4], [0.06, 0.08]], [[0.3, 0.4], [0.03, 0.04]]]) {
    const parameters = vector(createReference(), [0, 0]);
    setGradient(parameters, gradient);
    const optimizer = new Optimizer(parameters, OPTIONS);
    optimizer.step();
    assertAlmostEquals(optimizer.norm, Math.hypot(...gradient), 1e-12);
    parameters.read("w", parameters.first).forEach((moment, i) => assertAlmostEquals(moment, first[i], 1e-7));
  }
});

for (const bad of [NaN, Infinity, -Infinity]) {
  Deno.test(`Optimizer.step() skips and counts a gradient that holds ${bad}, and changes nothing`, async () => {
    for (const kernels of [createReference(), await loadKernels()]) {
      const parameters = vector(kernels, [1, 2, 3]);
      const optimizer = new Optimizer(parameters, OPTIONS);
      setGradient(parameters, [0.1, 0.2, 0.3]);
      optimizer.step();
      const everything = () =>
        ["values", "first", "second"].map((part) => parameters.read("w", parameters[part as "first"]));
      const before = everything();
      const rate = optimizer.rate;
      setGradient(parameters, [0.1, bad, 0.3]);
      assertEquals(optimizer.step(), "skipped");
      assertEquals(everything(), before);
      assertEquals([optimizer.updates, optimizer.skipped, optimizer.rate], [1, 1, rate]);

      setGradient(parameters, [0.1, 0.2, 0.3]);
      assertEquals(optimizer.step(), "updated");
    }
  });
}

Deno.test("Optimizer.rate falls as √(τ / (τ + updates)) to a tenth, or not at all where fall is 0", () => {
  const optimizer = new Optimizer(vector(createReference(), [0]), { ...OPTIONS, fall: 1000 });
  assertEquals(optimizer.rate, 0.01);
  optimizer.updates = 1000;
  assertAlmostEquals(optimizer.rate, 0.01 / Math.SQRT2, 1e-15);
  optimizer.updates = 1_000_000;
  assertAlmostEquals(optimizer.rate, 0.001, 1e-15);
  const constant = new Optimizer(vector(createReference(), [0]), OPTIONS);
  constant.updates = 1_000_000;
  assertEquals(constant.rate, 0.01);
});

Deno.test("Optimizer.step() decays weights by rate · decay, and never past zero", () => {
  for (const [decay, kept] of [[10, 0.9], [1000, 0]]) {
    const parameters = vector(createReference(), [1, -2]);
    new Optimizer(parameters, { ...OPTIONS, decay }).step();
    const [a, b] = parameters.read("w");
    assertAlmostEquals(a, kept, 1e-12);
    assertAlmostEquals(b, -2 * kept, 1e-12);
  }
});

Deno.test("Optimizer minimises a quadratic", () => {
  const parameters = vector(createReference(), [3, -4]);
  const optimizer = new Optimizer(parameters, OPTIONS);
  for (let step = 0; step < 1000; step++) {
    const [a, b] = parameters.read("w");
    setGradient(parameters, [a - 1, 10 * (b - 2)]);
    optimizer.step();
  }
  const [a, b] = parameters.read("w");
  assertLess(Math.hypot(a - 1, b - 2), 1e-2);
});

Deno.test("Optimizer and Parameters continue bit for bit from an archive", async () => {
  for (const kernels of [createReference(), await loadKernels()]) {
    const random = new Random(1);
    const options = { ...OPTIONS, fall: 10, decay: 0.1 };
    const gradients = Array.from({ length: 12 }, () => uniform(9, 1, random));
    gradients[3][2] = NaN;
    const parameters = vector(kernels, uniform(9, 1, random));
    const optimizer = new Optimizer(parameters, options);
    const train = (into: Parameters, by: Optimizer, from: number, to: number) => {
      for (const gradient of gradients.slice(from, to)) {
        setGradient(into, gradient);
        by.step();
      }
    };
    train(parameters, optimizer, 0, 6);
    const archive = new MemoryArchive();
    parameters.persist(archive.within("parameters"));
    optimizer.persist(archive.within("optimizer"));
    train(parameters, optimizer, 6, 12);

    const restored = vector(kernels, new Float64Array(9));
    const later = new Optimizer(restored, options);
    restored.persist(archive.reopened().within("parameters"));
    later.persist(archive.reopened().within("optimizer"));
    assertEquals([later.updates, later.skipped], [5, 1]);
    train(restored, later, 6, 12);
    const after = (
      p: Parameters,
      o: Optimizer,
    ) => [...["values", "first", "second"].map((part) => p.read("w", p[part as "first"])), o.norm, o.rate];
    assertEquals(after(restored, later), after(parameters, optimizer));
  }
});
