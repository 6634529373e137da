import { assertAlmostEquals, assertEquals } from "@std/assert";
import { LOSSES, rowLoss } from "../../src/nn/losses.ts";

Deno.test("LOSSES have the slopes of their values", () => {
  const small = 1e-6;
  for (const [name, { value, slope }] of Object.entries(LOSSES)) {
    for (const error of [-3, -1.2, -0.7, 0, 0.4, 0.9, 1.1, 20]) {
      const difference = (value(error + small) - value(error - small)) / (2 * small);
      assertAlmostEquals(slope(error), difference, 1e-7, `${name} at ${error}`);
    }
    assertEquals(value(0), 0, name);
  }
});

Deno.test("LOSSES.huber is half the square within 1 and the distance less a half beyond", () => {
  const { value } = LOSSES.huber;
  assertEquals([0.5, -1, 3, -10].map(value), [0.125, 0.5, 2.5, 9.5]);
});

Deno.test("rowLoss() sums the shares of known labels, and gives missing ones a gradient of exactly 0", () => {
  const memory = Float64Array.of(9, 1, 2, 3, 9, 7, 7, 7, 7);
  const labels = Float32Array.of(9, 0.5, NaN, 5, 9);
  const loss = rowLoss(LOSSES.squared, memory, 1, 5, labels, 1, 3, 0.5);
  assertEquals(loss, 0.5 * (0.25 + 4));
  assertEquals([...memory], [9, 1, 2, 3, 9, 0.5, 0, -2, 7]);
});

Deno.test("rowLoss() of a row without known labels is 0, whatever it predicts", () => {
  const memory = Float64Array.of(NaN, 7);
  assertEquals(rowLoss(LOSSES.huber, memory, 0, 1, Float32Array.of(NaN), 0, 1, 1), 0);
  assertEquals(memory[1], 0);
});
