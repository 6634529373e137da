import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { MemoryArchive } from "../../src/base/archive.ts";
import { LossWeights } from "../../src/series/loss_weights.ts";

const WEIGHING = { temper: 5, full: 4, forgetting: 0.5 };

Deno.test("LossWeights are what the formula says, worked out by hand", () => {
  const weights = new LossWeights([1, 3], WEIGHING);
  assertEquals([...weights.values], [0.25, 0.75]);
  weights.update(Float64Array.of(2, 4)); // n = 1: L = 2, 4
  const first = Math.exp(-5 / 4 * (4 / 2 - 1));
  assertAlmostEquals(weights.values[1], 3 * first / (1 + 3 * first), 1e-15);
  weights.update(Float64Array.of(2, 1)); // n = 1.5: L₂ = 4 + (1 − 4) / 1.5 = 2
  assertAlmostEquals(weights.values[0], 0.25, 1e-15);
  weights.reset();
  assertEquals([...weights.values], [0.25, 0.75]);
});

Deno.test("LossWeights: whoever is far worse has nothing, whoever is as good an equal share, and none is lost for good", () => {
  const weights = new LossWeights([1, 1, 1], { temper: 5, full: 30, forgetting: 0.99 });
  for (let t = 0; t < 200; t++) weights.update(Float64Array.of(1, 1, 4));
  assert(weights.values[2] < 1e-5);
  assertEquals(weights.values[0], weights.values[1]);
  for (let t = 0; t < 500; t++) weights.update(Float64Array.of(1, 1, 0.2));
  assert(weights.values[2] > 0.99);
});

Deno.test("LossWeights stand for the prior while nobody has been wrong, and continue to the bit", () => {
  const weights = new LossWeights([1, 1], WEIGHING);
  weights.update(Float64Array.of(0, 3));
  assertEquals([...weights.values], [0.5, 0.5]);
  weights.update(Float64Array.of(1, 3));
  const archive = new MemoryArchive();
  weights.persist(archive);
  const again = new LossWeights([1, 1], WEIGHING);
  again.persist(archive.reopened());
  for (const one of [weights, again]) one.update(Float64Array.of(1, 2));
  assertEquals([...again.values], [...weights.values]);
});
