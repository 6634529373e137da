import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import { MemoryArchive } from "../../src/base/archive.ts";
import { Moments, RootMeanSquare } from "../../src/series/moments.ts";

const FIXED = { seed: 1979, numRuns: 100 };
/** Numbers of everyday sizes: what is vastly larger than all before it counts as an outlier. */
const values = fc.array(fc.integer({ min: -1000, max: 1000 }).map((n) => n / 8), {
  minLength: 1,
  maxLength: 60,
});
const factors = fc.constantFrom(0.5, 0.9, 0.999, 1);

/** So far that no value is an outlier. */
const FAR = 1e9;

function fill<M extends { update(value: number): void }>(moments: M, values: readonly number[]): M {
  for (const value of values) moments.update(value);
  return moments;
}

/** Weights that fall by `factor` with every later value, in a pass of their own. */
function weighted(values: readonly number[], factor: number, of: (value: number) => number): number {
  const weights = values.map((_, i) => factor ** (values.length - 1 - i));
  const total = weights.reduce((sum, weight) => sum + weight);
  return values.reduce((sum, value, i) => sum + weights[i] / total * of(value), 0);
}

Deno.test("Moments equal the weighted mean and deviation of two passes", () => {
  fc.assert(
    fc.property(values, factors, (values, factor) => {
      const moments = fill(new Moments(factor, FAR), values);
      const mean = weighted(values, factor, (x) => x);
      const deviation = Math.sqrt(weighted(values, factor, (x) => (x - mean) ** 2));
      assertAlmostEquals(moments.mean, mean, 1e-6);
      assertAlmostEquals(moments.deviation, deviation, 1e-9 * deviation + 1e-6);
    }),
    FIXED,
  );
});

Deno.test("RootMeanSquare equals the weighted root mean square of two passes", () => {
  fc.assert(
    fc.property(values, factors, (values, factor) => {
      const expected = Math.sqrt(weighted(values, factor, (x) => x * x));
      const { value } = fill(new RootMeanSquare(factor, FAR), values);
      assertAlmostEquals(value, expected, 1e-9 * expected + 1e-12);
    }),
    FIXED,
  );
});

Deno.test("Moments of equal values are that value and exactly no deviation", () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: 1, max: 50 }),
      (value, n) => {
        const moments = fill(new Moments(0.999, 10), new Array(n).fill(value));
        assertEquals(moments.mean, value + 0); // −0 becomes 0
        assertEquals(moments.deviation, 0);
      },
    ),
    FIXED,
  );
});

Deno.test("Moments before the first value are 0", () => {
  const moments = new Moments(0.9, 10);
  assertEquals([moments.mean, moments.deviation, new RootMeanSquare(0.9, 10).value], [0, 0, 0]);
});

Deno.test("Moments let an outlier enter no farther than its reach", () => {
  const steady = Array.from({ length: 200 }, (_, i) => i % 2 === 0 ? 1 : -1);
  const at10 = fill(new Moments(0.99, 10), [...steady, 10]);
  const at1e9 = fill(new Moments(0.99, 10), [...steady, 1e9]);
  assertAlmostEquals(at1e9.mean, at10.mean, 1e-2);
  assertAlmostEquals(at1e9.deviation, at10.deviation, 1e-2);
  const square = fill(new RootMeanSquare(0.99, 10), [...steady, 1e9]);
  assertAlmostEquals(square.value ** 2, 1 + 99 / 100, 0.2);
});

Deno.test("RootMeanSquare that is too small grows tenfold within some dozens of values", () => {
  const square = fill(new RootMeanSquare(0.999, 10), new Array(2000).fill(1));
  fill(square, new Array(60).fill(1000));
  assertLess(10, square.value);
});

Deno.test("Moments and RootMeanSquare stay finite whatever comes", () => {
  const extremes = [Number.MAX_VALUE, -Number.MAX_VALUE, 1e300, -1e200, 5e-324, 0, 1e154];
  const wild = fc.array(
    fc.oneof(fc.constantFrom(...extremes), fc.double({ noNaN: true, noDefaultInfinity: true })),
    { minLength: 1, maxLength: 40 },
  );
  fc.assert(
    fc.property(wild, (values) => {
      const { mean, deviation } = fill(new Moments(0.99, 10), values);
      assert(Number.isFinite(mean) && deviation >= 0 && deviation < Infinity, `${mean}, ${deviation}`);
      const changes = values.map((value, i) => value - values[Math.max(0, i - 1)]); // may overflow
      const { value } = fill(new RootMeanSquare(0.99, 10), changes);
      assert(value >= 0 && value < Infinity, `${value}`);
    }),
    { ...FIXED, numRuns: 500 },
  );
});

Deno.test("Moments and RootMeanSquare continue bit for bit from an archive", () => {
  fc.assert(
    fc.property(values, values, (first, second) => {
      for (const make of [() => new Moments(0.9, 10), () => new RootMeanSquare(0.9, 10)]) {
        const moments = fill(make(), first);
        const archive = new MemoryArchive();
        moments.persist(archive);
        const restored = make();
        restored.persist(archive.reopened());
        assertEquals(fill(restored, second), fill(moments, second));
      }
    }),
    FIXED,
  );
});
