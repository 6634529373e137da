import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { aggregateLoss } from "../../src/models/aggregate_loss.ts";
import { LOSSES } from "../../src/nn/losses.ts";
import type { Series } from "../../src/series/series.ts";
import { append, labelAt, newSeries } from "../series/rows.ts";
import { walk } from "./made_series.ts";

/**
 * Predictions of windows that ended these many rows ago, one after the other in memory, then room for
 * gradients.
 */
function windows(series: Series, ages: readonly number[], predictions: readonly number[]) {
  const width = series.layout.labelCount;
  const memory = new Float64Array(2 * ages.length * width);
  memory.set(predictions);
  const y = ages.map((_, j) => j * width);
  return { memory, windows: { ages, y, dy: y.map((at) => at + ages.length * width) } };
}

const all = () => true;

Deno.test("aggregateLoss() by hand: two windows that speak of the newest row share its mean error", () => {
  // Changes 0, 2, 2, 2: units 2 for one step and 4 for two.
  const series = append(newSeries({ horizons: [1, 2] }), [0, 2, 4, 6]);
  // no two-step change had been seen at row 1
  assertEquals([labelAt(series, 1, 0), labelAt(series, 2, 1)], [1, NaN]);
  append(series, [8, 10]);
  assertEquals([labelAt(series, 1, 0), labelAt(series, 2, 1)], [1, 1]);
  // The window of row 3 says 0.6 too much two steps ahead, that of row 4 says 0.2 too little one step ahead.
  const { memory, windows: rows } = windows(series, [2, 1], [7, 1.6, 0.8, 7]);
  const learns = (age: number, horizon: number) => age === horizon; // what came with the newest row
  const loss = aggregateLoss(LOSSES.squared, memory, rows, series, learns, 0.5);
  assertAlmostEquals(loss, 2 * 0.5 * 0.2 ** 2, 1e-12);
  const slope = 0.5 * 2 * 0.2;
  [0, slope, slope, 0].forEach((expected, i) => assertAlmostEquals(memory[4 + i], expected, 1e-12));
});

Deno.test("aggregateLoss() of a single horizon is the loss of each window", () => {
  const series = append(newSeries(), walk(20, 1));
  const ages = [6, 5, 4, 3, 2, 1];
  const { memory, windows: rows } = windows(series, ages, ages.map((age) => 0.3 * age - 1));
  const loss = aggregateLoss(LOSSES.huber, memory, rows, series, all, 1 / 6);
  const expected = ages.map((age, j) => LOSSES.huber.value(memory[j] - labelAt(series, age)) / 6);
  assertAlmostEquals(loss, expected.reduce((sum, value) => sum + value), 1e-12);
  ages.forEach((age, j) => {
    assertAlmostEquals(memory[6 + j], LOSSES.huber.slope(memory[j] - labelAt(series, age)) / 6, 1e-12);
  });
});

Deno.test("aggregateLoss() has the gradient of its differences, windows and labels missing here and there", () => {
  const random = new Random(2);
  for (const [name, loss] of Object.entries(LOSSES)) {
    const series = append(newSeries({ targets: ["a", "b"], horizons: [1, 2, 4] }), walk(30, 3, 2, 0.2));
    const ages = [9, 8, 6, 5, 4, 2, 1]; // every window but two
    const predictions = Array.from({ length: 6 * ages.length }, () => random.uniform(-2, 2));
    const learns = (age: number, horizon: number) => age >= horizon && age - horizon < 6;
    const lossOf = (y: readonly number[]) => {
      const { memory, windows: rows } = windows(series, ages, y);
      const value = aggregateLoss(loss, memory, rows, series, learns, 0.1);
      return { value, gradient: memory.subarray(y.length) };
    };
    const { gradient } = lossOf(predictions);
    let moved = 0;
    predictions.forEach((_, i) => {
      const at = (step: number) => lossOf(predictions.map((y, j) => j === i ? y + step : y)).value;
      const difference = (at(1e-5) - at(-1e-5)) / 2e-5;
      assertAlmostEquals(gradient[i], difference, 1e-8, `${name}, ${i}`);
      if (difference !== 0) moved++;
      const [window, slot] = [Math.floor(i / 6), i % 6];
      const label = labelAt(series, ages[window], slot);
      const known = label === label && learns(ages[window], [1, 2, 4][slot % 3]);
      assertEquals(gradient[i] !== 0, known);
    });
    assert(moved > 10);
  }
});

Deno.test("aggregateLoss() of no windows is 0", () => {
  const series = append(newSeries(), [1, 2, 3]);
  const { memory, windows: rows } = windows(series, [], []);
  assertEquals(aggregateLoss(LOSSES.huber, memory, rows, series, all, 1), 0);
});
