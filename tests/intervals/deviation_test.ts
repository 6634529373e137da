import { assertAlmostEquals, assertEquals } from "@std/assert";
import { above, below, deviation } from "../../src/intervals/deviation.ts";

Deno.test("deviation() by difference and by ratio, by hand", () => {
  assertEquals(deviation("difference", 10, 7), -3);
  assertEquals(deviation("ratio", 10, 15), 0.5);
  assertEquals(deviation("ratio", 15, 10), -0.5); // as far as the other way round
  assertEquals(deviation("ratio", 10, 10), 0);
  for (const [forecast, actual] of [[0, 1], [1, 0], [-1, -1], [NaN, 1], [1, NaN]]) {
    assertEquals(deviation("ratio", forecast, actual), NaN);
  }
});

Deno.test("below() and above() lie at the deviation that they were given", () => {
  for (const kind of ["difference", "ratio"] as const) {
    for (const distance of [0, 0.3, 4]) {
      assertAlmostEquals(deviation(kind, 8, above(kind, 8, distance)), distance, 1e-12);
      assertAlmostEquals(deviation(kind, 8, below(kind, 8, distance)), -distance, 1e-12);
    }
  }
  assertEquals([below("ratio", -2, 1), above("ratio", -2, 1)], [NaN, NaN]);
  assertEquals([below("difference", -2, 1), above("difference", -2, 1)], [-3, -1]);
});
