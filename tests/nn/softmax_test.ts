import { assertAlmostEquals, assertEquals } from "@std/assert";
import { softmax, softmaxBack } from "../../src/nn/softmax.ts";

function softmaxOf(z: readonly number[]): number[] {
  const memory = Float64Array.from([9, ...z, 9]);
  softmax(memory, 1, z.length);
  assertEquals([memory[0], memory[z.length + 1]], [9, 9]);
  return [...memory.subarray(1, z.length + 1)];
}

Deno.test("softmax() gives shares in the ratio of the exponentials, whatever is added to all", () => {
  const shares = [1 / 6, 2 / 6, 3 / 6];
  for (const shift of [0, 1000, -1000]) {
    softmaxOf([1, 2, 3].map((share) => Math.log(share) + shift)).forEach((share, i) => {
      assertAlmostEquals(share, shares[i], 1e-12);
    });
  }
});

Deno.test("softmax() gives 0 in place of what would become a denormal number, and lets NaN through", () => {
  assertEquals(softmaxOf([0, -50, -Infinity]), [1, 0, 0]);
  assertEquals(softmaxOf([0, NaN]), [NaN, NaN]);
});

Deno.test("softmaxBack() is the derivative of softmax()", () => {
  const z = [0.3, -1.2, 0.8, 0];
  const probe = [0.5, -0.7, 1.1, 0.2];
  const value = (z: number[]) => softmaxOf(z).reduce((sum, share, i) => sum + probe[i] * share, 0);
  const memory = Float64Array.from([...softmaxOf(z), ...probe]);
  softmaxBack(memory, 0, 4, 4);
  z.forEach((_, i) => {
    const moved = (by: number) => value(z.map((x, j) => i === j ? x + by : x));
    assertAlmostEquals(memory[4 + i], (moved(1e-5) - moved(-1e-5)) / 2e-5, 1e-9);
  });
});
