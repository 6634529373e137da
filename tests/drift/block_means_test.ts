import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { BlockMeans } from "../../src/drift/block_means.ts";

/** The lengths of the blocks that a stream is cut into. */
function lengths(errors: readonly number[], horizon = 1): number[] {
  const blocks = new BlockMeans(horizon);
  const found: number[] = [];
  let open = 0;
  for (const error of errors) {
    open++;
    if (Number.isNaN(blocks.update(error))) continue;
    found.push(open);
    open = 0;
  }
  return found;
}

/** An AR(1) process of variance 1. */
function alike(rho: number, length: number, seed: number): number[] {
  const random = new Random(seed);
  let x = random.normal();
  return Array.from({ length }, () => x = rho * x + Math.sqrt(1 - rho * rho) * random.normal());
}

Deno.test("BlockMeans lets errors through one by one that do not resemble each other, or do the opposite", () => {
  const single = lengths(alike(0, 2000, 1)).filter((length) => length === 1).length;
  assert(single > 1900, `${single} of 2000`);
  assert(lengths(alike(-0.8, 2000, 2)).slice(30).every((length) => length === 1));
});

Deno.test("BlockMeans gathers so many alike errors as a single independent one is worth", () => {
  for (const [rho, expected] of [[0.5, 3], [0.8, 9], [0.9, 19]]) {
    const found = lengths(alike(rho, 40_000, 3)).slice(100);
    const mean = found.reduce((a, b) => a + b, 0) / found.length;
    assertAlmostEquals(mean, expected, 0.15 * expected);
  }
});

Deno.test("BlockMeans' means vary no more than independent errors would, however alike they are", () => {
  for (const rho of [0, 0.5, 0.9]) {
    const blocks = new BlockMeans(1);
    const means = alike(rho, 100_000, 4).map((error) => blocks.update(error)).filter((mean) =>
      !Number.isNaN(mean)
    );
    const variance = means.reduce((sum, mean) => sum + mean * mean, 0) / means.length;
    assert(variance < 1.1, `${variance} at ρ = ${rho}`);
  }
});

Deno.test("BlockMeans begins with blocks of the horizon, and means of a constant are the constant", () => {
  assertEquals(lengths(new Array(29).fill(1), 5), [5, 5, 5, 5, 5]);
  const blocks = new BlockMeans(3);
  assertEquals([1, 2, 6].map((error) => blocks.update(error)), [NaN, NaN, 3]);
});
