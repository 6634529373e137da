import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Archive, Persistent } from "../../src/base/archive.ts";
import { readOptions } from "../../src/base/options.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { Learning, LEARNING_OPTIONS } from "../../src/models/learning.ts";
import { Parameters } from "../../src/nn/parameters.ts";
import type { Series } from "../../src/series/series.ts";
import { append, labelAt, newSeries } from "../series/rows.ts";
import type { Options } from "./model_driver.ts";
import { assertContinues } from "../support/continues.ts";

const FIXED = { seed: 1990, numRuns: 200 };

/** Learning of a single parameter w, 1 at the start. */
class OneWeight implements Persistent {
  readonly learning: Learning;
  readonly parameters = new Parameters(createReference());
  private gradient = 0;

  constructor(options: Options = {}, horizons: readonly number[] = [1]) {
    const offset = this.parameters.reserve(1);
    this.parameters.name({ name: "w", shape: [1, 1], index: () => offset });
    this.parameters.allocate();
    this.parameters.write("w", [1]);
    const given = new Map(Object.entries(options).map(([name, value]) => [name, String(value)]));
    this.learning = new Learning(this, readOptions("model", LEARNING_OPTIONS, given), horizons);
  }

  get w(): number {
    return this.parameters.read("w")[0];
  }

  step(loss: number, gradient: number): void {
    this.gradient = gradient;
    this.learning.trainer.step(loss);
  }

  backward(): void {
    this.parameters.kernels.memory[this.parameters.gradients] = this.gradient;
  }

  persist(archive: Archive): void {
    this.parameters.persist(archive.within("parameters"));
    this.learning.trainer.persist(archive.within("learning"));
  }
}

const learning = (options: Options = {}, horizons: readonly number[] = [1]): Learning =>
  new OneWeight(options, horizons).learning;

/** A series of so many rows, of which Learning reads nothing else. */
const ofRows = (rows: number): Series => ({ rows }) as Series;

const truncation = fc.record({
  every: fc.integer({ min: 1, max: 12 }),
  tbptt: fc.integer({ min: 1, max: 12 }),
});
const horizonLists = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 })
  .map((list) => list.sort((a, b) => a - b));

Deno.test("Learning.isDue() every k1 rows, once a label is there", () => {
  const due = (options: Options, horizons: number[]) =>
    [1, 2, 3, 4, 5, 6, 7, 8, 9].filter((rows) => learning(options, horizons).isDue(ofRows(rows)));
  assertEquals(due({}, [1]), [2, 3, 4, 5, 6, 7, 8, 9]);
  assertEquals(due({ every: 3 }, [1, 5]), [3, 6, 9]);
  assertEquals(due({ every: 3 }, [3]), [6, 9]);
  assertEquals(due({ rate: 0 }, [1]), []);
});

Deno.test("Learning.learns() the labels that came with the last k2 rows", () => {
  const it = learning({ tbptt: 3 }, [1, 4]);
  const ages = [0, 1, 2, 3, 4, 5, 6, 7];
  assertEquals(ages.filter((age) => it.learns(age, 1)), [1, 2, 3]);
  assertEquals(ages.filter((age) => it.learns(age, 4)), [4, 5, 6]);
  assertEquals([it.newestAge, it.oldestAge(ofRows(100)), it.oldestAge(ofRows(4))], [1, 6, 3]);
  assertEquals(it.segmentRows, 6);
});

Deno.test("Learning.nextStart() is the oldest row that the next due step learns a label of", () => {
  fc.assert(
    fc.property(truncation, horizonLists, fc.nat(40), (options, horizons, rows) => {
      const it = learning(options, horizons);
      let due = rows + 1;
      while (!it.isDue(ofRows(due))) due++;
      assertEquals(it.nextStart(rows), due - 1 - it.oldestAge(ofRows(due)));
    }),
    FIXED,
  );
});

Deno.test("Learning.rowLoss() and countLabels() take a row's labels that are known and whose turn it is", () => {
  const values = fc.array(fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constant(NaN)), {
    minLength: 3,
    maxLength: 30,
  });
  fc.assert(
    fc.property(truncation, horizonLists, values, (options, horizons, values) => {
      const it = learning(options, horizons);
      const series = append(
        newSeries({ horizons, targets: ["a", "b"] }),
        values.map((a, i) => [a, values.at(-1 - i)!]),
      );
      const labels = 2 * horizons.length;
      const share = 0.125;
      for (let age = 0; age < series.rows; age++) {
        const memory = Float64Array.from(
          { length: 2 * labels + 2 },
          (_, i) => i < labels ? 0.3 * i - 0.7 : 9,
        );
        const loss = it.rowLoss(memory, 0, labels, labels + 1, series, age, share);
        let expected = 0;
        let known = 0;
        for (let slot = 0; slot < labels; slot++) {
          const label = labelAt(series, age, slot);
          const since = age - horizons[slot % horizons.length];
          const counts = label === label && since >= 0 && since < options.tbptt;
          const error = counts ? memory[slot] - label : 0;
          if (counts) known++;
          expected += share * (Math.abs(error) <= 1 ? error * error / 2 : Math.abs(error) - 0.5);
          assertEquals(memory[labels + slot], share * Math.max(-1, Math.min(1, error)));
        }
        assertAlmostEquals(loss, expected, 1e-9);
        assertEquals(it.countLabels(series, age), known);
        assertEquals([...memory.slice(2 * labels)], [0, 9]); // all of the width is written, and no more
      }
    }),
    FIXED,
  );
});

Deno.test("Trainer.step() makes the optimizer's step, or skips and counts it", () => {
  const one = new OneWeight({ rate: 0.01, fall: 0, decay: 0 });
  one.step(0.5, 0.25);
  assertAlmostEquals(one.w, 0.99, 1e-6);
  const norms = { gradientNorm: 0.25, largestGradient: 0.25 };
  assertEquals(one.learning.trainer.report(), {
    parameters: 1,
    updates: 1,
    skippedUpdates: 0,
    loss: 0.5,
    ...norms,
  });

  const before = one.w;
  for (const loss of [Infinity, NaN]) {
    one.step(loss, -9); // there is nothing to differentiate
  }
  one.step(0.4, NaN);
  assertEquals(one.w, before);
  const { updates, skippedUpdates } = one.learning.trainer.report();
  assertEquals([updates, skippedUpdates], [1, 3]);
  one.step(0.3, 0.25);
  assert(one.w < before);
});

Deno.test("Trainer continues bit for bit from an archive", () => {
  const run = (one: OneWeight, from: number): void => {
    for (let n = from; n < from + 5; n++) one.step(n === 2 || n === 8 ? NaN : n, Math.sin(n));
  };
  assertContinues(
    () => new OneWeight({ rate: 0.01 }),
    (one) => run(one, 0),
    (one) => {
      run(one, 5);
      return [one.learning.trainer.report(), one.w];
    },
  );
});
