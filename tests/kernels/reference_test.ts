import { assertAlmostEquals, assertEquals } from "@std/assert";
import { blockedIndex } from "../../src/kernels/blocked.ts";
import { createReference } from "../../src/kernels/reference.ts";

const N = 16;
const K = 4;
const weight = (output: number, input: number) => 100 * output + input;

/** A heap with W (16, 4), whose element (n, k) is 100 n + k. */
function withWeights() {
  const kernels = createReference();
  const w = kernels.allocate(N * K);
  for (let output = 0; output < N; output++) {
    for (let input = 0; input < K; input++) {
      kernels.memory[w + blockedIndex(output, input, K)] = weight(output, input);
    }
  }
  return { kernels, w };
}

Deno.test("blockedIndex() fills the matrix without gaps, eight outputs of one input side by side", () => {
  const indices = new Set<number>();
  for (let output = 0; output < N; output++) {
    for (let input = 0; input < K; input++) indices.add(blockedIndex(output, input, K));
  }
  assertEquals([...indices].sort((a, b) => a - b), Array.from({ length: N * K }, (_, i) => i));
  assertEquals([blockedIndex(3, 2, K), blockedIndex(8, 0, K), blockedIndex(9, 1, K)], [19, 32, 41]);
});

Deno.test("product() of the reference is a · Wᵀ", () => {
  const { kernels, w } = withWeights();
  const a = kernels.allocate(2 * K);
  const z = kernels.allocate(2 * N);
  kernels.memory.set([1, 0, 0, 0, 0, 2, 0, 3], a);
  kernels.product(w, a, K, z, N, 2, N, K, 0);
  for (let n = 0; n < N; n++) {
    assertEquals(kernels.memory[z + n], weight(n, 0));
    assertEquals(kernels.memory[z + N + n], 2 * weight(n, 1) + 3 * weight(n, 3));
  }
});

Deno.test("productBack() and weightGradient() of the reference are the adjoints of product()", () => {
  // ⟨dz, a·Wᵀ⟩ = ⟨dz·W, a⟩ = ⟨dzᵀ·a, W⟩
  const { kernels, w: small } = withWeights();
  const [n, k, rows] = [N, 8, 3];
  const fill = (length: number, seed: number) => {
    const address = kernels.allocate(length);
    for (let i = 0; i < length; i++) kernels.memory[address + i] = Math.sin(seed + 1.7 * i);
    return address;
  };
  assertEquals(small > 0, true); // address 0 belongs to no buffer
  const [w, a, dz] = [fill(n * k, 1), fill(rows * k, 2), fill(rows * n, 3)];
  const [z, da, dw] = [kernels.allocate(rows * n), kernels.allocate(rows * k), kernels.allocate(n * k)];
  kernels.product(w, a, k, z, n, rows, n, k, 0);
  kernels.productBack(w, 0, dz, n, da, k, rows, n, k, k, 0);
  kernels.weightGradient(a, k, dz, n, dw, rows, n, k, 0);
  const dot = (x: number, y: number, length: number) => {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += kernels.memory[x + i] * kernels.memory[y + i];
    return sum;
  };
  const expected = dot(dz, z, rows * n);
  assertAlmostEquals(dot(da, a, rows * k), expected, 1e-12);
  assertAlmostEquals(dot(dw, w, n * k), expected, 1e-12);
});

Deno.test("adam() of the reference takes the first step that the paper's algorithm takes", () => {
  const kernels = createReference();
  const [w, g, m, v] = [1, 2, 3, 4].map(() => kernels.allocate(4));
  kernels.memory[w] = 1;
  kernels.memory[g] = -5;
  const [alpha, beta1, beta2, epsilon] = [0.01, 0.9, 0.999, 1e-8];
  const correction = Math.sqrt(1 - beta2);
  kernels.adam(w, g, m, v, 4, 1, alpha * correction / (1 - beta1), epsilon * correction, beta1, beta2, 0.001);
  // m̂ = g and v̂ = g², so the step is α · g / (|g| + ε); and the decay takes a thousandth
  assertAlmostEquals(kernels.memory[w], 1 * (1 - 0.001) + alpha * 5 / (5 + epsilon), 1e-12);
  assertEquals(kernels.memory[w + 1], 0);
});
