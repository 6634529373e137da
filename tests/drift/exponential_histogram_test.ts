import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { ExponentialHistogram } from "../../src/drift/exponential_histogram.ts";
import { Random } from "../../src/base/random.ts";
import { MemoryArchive } from "../../src/base/archive.ts";

function assertHolds(histogram: ExponentialHistogram, values: readonly number[]): void {
  assertEquals(histogram.count, values.length);
  const sum = values.reduce((a, b) => a + b, 0);
  const mean = sum / values.length;
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  assertAlmostEquals(histogram.sum, sum, 1e-9);
  if (values.length > 0) assertAlmostEquals(histogram.squares, squares, 1e-9);
  let last = 0;
  histogram.someBorder((count, older) => {
    assert(count > last && count < values.length);
    last = count;
    assertAlmostEquals(older, values.slice(0, count).reduce((a, b) => a + b, 0), 1e-9);
    return false;
  });
}

Deno.test("ExponentialHistogram knows the sums that an array knows, at every border, however much is dropped", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof({ weight: 5, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) }, fc.constant("drop")),
        {
          maxLength: 300,
        },
      ),
      (steps) => {
        const histogram = new ExponentialHistogram();
        let values: number[] = [];
        for (const step of steps) {
          if (typeof step === "number") {
            histogram.add(step);
            values.push(step);
          } else if (values.length > 0) {
            histogram.dropOldest();
            values = values.slice(values.length - histogram.count);
          }
        }
        assertHolds(histogram, values);
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});

Deno.test("ExponentialHistogram has single values at its new end, and powers of two behind", () => {
  const histogram = new ExponentialHistogram();
  for (let i = 1; i <= 21; i++) histogram.add(i);
  const borders: number[] = [];
  histogram.someBorder((count) => borders.push(count) === 0);
  assertEquals(borders, [4, 8, 10, 12, 14, 16, 17, 18, 19, 20]);
});

Deno.test("ExponentialHistogram is bounded: it forgets what is oldest", () => {
  const histogram = new ExponentialHistogram();
  const values: number[] = [];
  const random = new Random(1);
  for (let i = 0; i < 50_000; i++) {
    values.push(random.uniform());
    histogram.add(values[i]);
    assert(histogram.count <= 2_555);
  }
  assert(histogram.count > 1_900);
  const held = values.slice(values.length - histogram.count);
  assertAlmostEquals(histogram.sum, held.reduce((a, b) => a + b, 0), 1e-6);
});

Deno.test("ExponentialHistogram continues bit for bit", () => {
  const random = new Random(2);
  const [whole, restored] = [new ExponentialHistogram(), new ExponentialHistogram()];
  for (let i = 0; i < 777; i++) whole.add(random.uniform());
  const archive = new MemoryArchive();
  whole.persist(archive);
  restored.persist(archive.reopened());
  for (let i = 0; i < 500; i++) {
    const value = random.uniform();
    for (const histogram of [whole, restored]) {
      histogram.add(value);
      if (i % 97 === 0) histogram.dropOldest();
    }
  }
  assertEquals([restored.count, restored.sum, restored.squares], [whole.count, whole.sum, whole.squares]);
});
