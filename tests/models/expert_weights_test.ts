import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import { Random } from "../../src/base/random.ts";
import { ExpertWeights } from "../../src/models/expert_weights.ts";
import { assertContinues } from "../support/continues.ts";

const even = (n: number) => new Float64Array(n).fill(1 / n);

Deno.test("ExpertWeights starts at the prior and stays there while nobody is wrong", () => {
  const weights = new ExpertWeights(Float64Array.of(0.5, 0.3, 0.2), 0.1, 0.999);
  weights.update(new Float64Array(3));
  assertEquals(Array.from(weights.values), [0.5, 0.3, 0.2]);
});

Deno.test("ExpertWeights follows its formula by hand for one loss", () => {
  const weights = new ExpertWeights(Float64Array.of(0.5, 0.5), 0.2, 1);
  weights.update(Float64Array.of(1, 3)); // the usual loss is then 2
  const expected = 1 / (1 + Math.exp(-0.2 * (3 - 1) / 2));
  assertAlmostEquals(weights.values[0], expected, 1e-12);
});

Deno.test("ExpertWeights forgets: an old difference counts by a power of the forgetting", () => {
  const weights = new ExpertWeights(Float64Array.of(0.5, 0.5), 0.2, 0.5);
  weights.update(Float64Array.of(1, 3));
  const before = Math.log(weights.values[0] / weights.values[1]);
  for (let t = 0; t < 3; t++) weights.update(Float64Array.of(1, 1));
  assertAlmostEquals(Math.log(weights.values[0] / weights.values[1]), before / 8, 1e-12);
});

Deno.test("ExpertWeights does not hold a long bad past against an expert", () => {
  const weights = new ExpertWeights(even(2), 1, 1);
  for (let t = 0; t < 10_000; t++) weights.update(Float64Array.of(1, 2));
  for (let t = 0; t < 60; t++) weights.update(Float64Array.of(2, 1));
  assertLess(0.9, weights.values[1]);
});

Deno.test("ExpertWeights ends on the best expert, and turns when another becomes the best", () => {
  const random = new Random(1);
  const weights = new ExpertWeights(even(3), 0.1, 0.999);
  const rounds = (levels: number[], count: number) => {
    for (let t = 0; t < count; t++) {
      weights.update(Float64Array.from(levels, (level) => level * random.normal() ** 2));
    }
  };
  rounds([1, 2, 4], 2000);
  assertLess(0.98, weights.values[0]);
  rounds([4, 2, 1], 2000);
  assertLess(0.98, weights.values[2]);
});

Deno.test("ExpertWeights stays a distribution whatever the losses, and does not see their units", () => {
  const loss = fc.oneof(fc.constant(0), fc.double({ min: 1e-30, max: 1e30, noNaN: true }));
  const losses = fc.array(fc.tuple(loss, loss, loss), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(losses, fc.integer({ min: -30, max: 30 }), (rounds, power) => {
      const weights = new ExpertWeights(even(3), 0.5, 0.99);
      const scaled = new ExpertWeights(even(3), 0.5, 0.99);
      for (const round of rounds) {
        weights.update(Float64Array.from(round));
        scaled.update(Float64Array.from(round, (x) => x * 2 ** power));
        assertAlmostEquals(weights.values.reduce((a, b) => a + b), 1, 1e-12);
        assert(weights.values.every((w) => w >= 0 && w <= 1));
      }
      assertEquals(scaled.values, weights.values);
    }),
    { seed: 3, numRuns: 200 },
  );
});

Deno.test("ExpertWeights loses little against the best expert in hindsight", () => {
  const random = new Random(2);
  const weights = new ExpertWeights(even(4), 0.1, 1);
  const total = new Float64Array(5);
  for (let t = 0; t < 5000; t++) {
    const actual = random.normal();
    const forecasts = [0.3, 0.5, 0.8, 1.5].map((noise) => actual + noise * random.normal());
    const combined = forecasts.reduce((sum, f, n) => sum + weights.values[n] * f, 0);
    const losses = forecasts.map((f) => (f - actual) ** 2);
    losses.concat((combined - actual) ** 2).forEach((loss, n) => total[n] += loss);
    weights.update(Float64Array.from(losses));
  }
  assertLess(total[4], total[0] + 0.1 * total[0]);
});

Deno.test("ExpertWeights continues bit for bit", () => {
  const random = new Random(4);
  const rounds = Array.from({ length: 50 }, () => Float64Array.of(random.uniform(), 2 * random.uniform()));
  const run = (from: number, to: number) => (it: ExpertWeights) =>
    rounds.slice(from, to).map((round) => {
      it.update(round);
      return Array.from(it.values);
    });
  assertContinues(() => new ExpertWeights(even(2), 0.3, 0.99), run(0, 20), run(20, 50));
});

Deno.test("ExpertWeights with a start rate follow the first losses sooner, later ones as fast as without", () => {
  const prior = Float64Array.of(0.5, 0.5);
  const [slow, quick] = [new ExpertWeights(prior, 0.1, 1), new ExpertWeights(prior, 0.1, 1, 1)];
  for (const weights of [slow, quick]) for (let t = 0; t < 3; t++) weights.update(Float64Array.of(1, 2));
  assert(quick.values[0] > slow.values[0] + 0.1);
  quick.renew();
  assert(quick.values[0] > 0.5 && quick.values[0] < 0.9); // half of the record is left
});
