import { assertAlmostEquals, assertEquals } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { drawClass } from "../../src/generate/temperature.ts";

const P = Float64Array.of(0.5, 0.3, 0.2, 0.9);

function shares(temperature: number): number[] {
  const random = new Random(1);
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < 20_000; i++) counts[drawClass(P, 3, temperature, random)]++;
  return counts.map((count) => count / 20_000);
}

Deno.test("drawClass() at temperature 1 draws as often as p says, among the classes asked for", () => {
  shares(1).forEach((share, i) => assertAlmostEquals(share, [0.5, 0.3, 0.2, 0][i], 0.012));
});

Deno.test("drawClass() sharpens below temperature 1, flattens above, and at 0 takes the likeliest", () => {
  const squares = [0.25, 0.09, 0.04].map((p) => p / 0.38);
  shares(0.5).slice(0, 3).forEach((share, i) => assertAlmostEquals(share, squares[i], 0.012));
  shares(100).slice(0, 3).forEach((share) => assertAlmostEquals(share, 1 / 3, 0.015));
  assertEquals(shares(0), [1, 0, 0, 0]);
});
