import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { MemoryArchive } from "../../src/base/archive.ts";
import { Random } from "../../src/base/random.ts";
import { ForecastQueue } from "../../src/evaluation/forecast_queue.ts";
import { Intervals } from "../../src/intervals/intervals.ts";
import { SpreadScale } from "../../src/intervals/spread_scale.ts";
import { seriesLayout } from "../../src/series/layout.ts";
import { Stream } from "./stream.ts";

const ROWS = 6000;

Deno.test("SpreadScale says 1 of models without a spread, and until errors have borne one out", () => {
  const scale = new SpreadScale(2, 2);
  assertEquals(scale.factor(1, 7), 1);
  scale.update(0, 0, 3);
  scale.file(0, Float64Array.of(NaN, NaN));
  scale.file(1, Float64Array.of(NaN, 5));
  scale.file(2, Float64Array.of(NaN, 50));
  scale.update(0, 2, 3);
  assertEquals([0, 1].map((cell) => scale.factor(cell, 2)), [1, 1]);
});

Deno.test("SpreadScale.update() moves the exponent by 0.02 · (multiple − 1) · log(spread / usual spread)", () => {
  const scale = new SpreadScale(1, 1);
  scale.file(0, Float64Array.of(1));
  scale.file(1, Float64Array.of(Math.exp(0.5)));
  const log = 0.5 - 0.02 * 0.5; // the usual one has followed
  scale.update(0, 1, 3);
  assertAlmostEquals(scale.factor(0, 1), Math.exp(0.02 * 2 * log * log), 1e-15);
  scale.update(0, 1, 1);
  assertAlmostEquals(scale.factor(0, 1), Math.exp(0.02 * 2 * log * log), 1e-15);
  scale.update(0, 1, 0); // a small error where a large one was said
  assertAlmostEquals(scale.factor(0, 1), Math.exp(0.02 * log * log), 1e-15);
  for (let i = 0; i < 3; i++) scale.update(0, 1, 0);
  assertEquals(scale.factor(0, 1), 1); // never below 0
  for (let i = 0; i < 100; i++) scale.update(0, 1, 1e9);
  assertAlmostEquals(scale.factor(0, 1), Math.exp(log), 1e-15); // nor above 1
});

Deno.test("SpreadScale: no spread, however large or small, counts as more than e^1.5 times the usual one or its reciprocal", () => {
  for (const [spread, most] of [[1e300, Math.exp(1.5)], [1e-300, Math.exp(-1.5)]]) {
    const scale = new SpreadScale(1, 1);
    scale.file(0, Float64Array.of(1));
    scale.file(1, Float64Array.of(spread));
    for (let i = 0; i < 100; i++) scale.update(0, 1, most > 1 ? 9 : 0);
    assertAlmostEquals(scale.factor(0, 1), most, 1e-12);
  }
});

Deno.test("SpreadScale keeps the spreads of as many rows as the farthest horizon, and knows nothing where one is missing", () => {
  const scale = new SpreadScale(3, 1);
  for (const [row, spread] of [1, 2, 8, 0, Infinity, NaN].entries()) {
    scale.file(row, Float64Array.of(spread));
    for (let i = 0; i < 200 && row === 2; i++) scale.update(0, 2, 2);
    if (row < 2) continue;
    const known = [row - 2, row - 1, row].map((of) => scale.factor(0, of) > 1);
    assertEquals(
      known,
      [[false, true, true], [true, true, false], [true, false, false], [false, false, false]][row - 2],
    );
  }
});

/** The exponent after errors of normal laws: whether their deviations were told, or others of the same kind. */
function exponentAfter(isTold: boolean): number {
  const random = new Random(5);
  const scale = new SpreadScale(1, 1);
  let sum = 0;
  for (let row = 0; row < 8000; row++) {
    const size = Math.exp(random.normal() / 2);
    const said = isTold ? size : Math.exp(random.normal() / 2);
    scale.file(row, Float64Array.of(said));
    const factor = scale.factor(0, row);
    if (row >= 4000) sum += Math.log(scale.factor(0, row)) / Math.log(said) / 4000;
    // Mean |error| where θ = 1 is size · √(2 / π); the error scale sees to that mean for any θ.
    scale.update(0, row, Math.abs(size * random.normal()) / (Math.sqrt(2 / Math.PI) * factor));
  }
  return sum;
}

Deno.test("SpreadScale believes spreads that are right, and not those that tell nothing", () => {
  assertLess(0.85, exponentAfter(true));
  assertLess(exponentAfter(false), 0.15);
});

const HORIZONS = [1, 3];

/** Coverage and mean interval score at 0.9 (Gneiting & Raftery 2007) of each horizon's forecasts. */
interface Told {
  readonly coverage: number;
  readonly score: number;
}

/**
 * Errors of a deviation that changes with every row and horizon, by what the model says of it when it forecasts.
 * @param sizeOf deviation of the error of the forecast made at a row
 */
function outcome(sizeOf: (row: number) => number, said: (size: number) => number, hourly = false): Told[] {
  const layout = seriesLayout({
    ...{ targets: ["y"], features: [], horizons: HORIZONS, calendar: "auto", transform: "diff" },
    timeKind: hourly ? "date-time" : "row",
  });
  const pending = new ForecastQueue(1, 1, HORIZONS, 1);
  const series = new Intervals({ models: 1, layout, levels: [0.9] }).open(pending);
  const [lower, upper] = HORIZONS.map(() => new Float64Array(HORIZONS.length));
  const [held, score] = HORIZONS.map(() => new Float64Array(HORIZONS.length));
  const random = new Random(3);
  for (let row = 0; row < ROWS; row++) {
    series.settle(Float64Array.of(row % 2 === 0 ? 0 : 1e-12)); // a target that moves, if ever so little
    const sizes = HORIZONS.map(() => sizeOf(row));
    const errors = Float64Array.from(sizes, (size) => size * random.normal());
    series.issue(
      errors,
      { lower, upper, quantiles: new Float64Array(0) },
      row % 24,
      Float64Array.from(sizes, said),
    );
    pending.file(row, Float64Array.of(0), errors, lower, upper); // an actual of 0 is as far from its forecast
    for (let k = 0; row >= ROWS / 6 && k < HORIZONS.length; k++) {
      const miss = Math.max(0, lower[k], -upper[k]);
      if (miss === 0) held[k]++;
      score[k] += upper[k] - lower[k] + 20 * miss;
    }
  }
  const count = ROWS - ROWS / 6;
  return HORIZONS.map((_, k) => ({ coverage: held[k] / count, score: score[k] / count }));
}

Deno.test("Intervals gain at every horizon where a model tells how large errors will be, and lose nothing where it errs", () => {
  const [random, other] = [new Random(4), new Random(5)];
  const sizeOf = () => random.uniform() < 0.5 ? 2 : 0.3;
  const silent = outcome(sizeOf, () => NaN);
  const told = outcome(sizeOf, (size) => 7 * size);
  const wrong = outcome(sizeOf, () => Math.exp(other.normal()));
  HORIZONS.forEach((_, k) => {
    for (const { coverage } of [silent[k], told[k], wrong[k]]) assertAlmostEquals(coverage, 0.9, 0.012);
    assertLess(told[k].score, 0.75 * silent[k].score);
    assertLess(wrong[k].score, 1.03 * silent[k].score);
  });
});

Deno.test("Intervals do not take an hour for hard twice, by its errors and by what a model says", () => {
  const [withHour, without] = [true, false].map((hourly) => {
    const random = new Random(4);
    return outcome((row) => (row % 24 < 6 ? 5 : 1) * Math.exp(random.normal()), (size) => size, hourly);
  });
  HORIZONS.forEach((_, k) => assertLess(withHour[k].score, 1.1 * without[k].score));
});

Deno.test("Intervals with spreads continue bit for bit", () => {
  const random = new Random(5);
  const rows = Array.from({ length: 300 }, () => [random.normal(), 1 + random.uniform()]);
  const steps = (stream: Stream, from: number, to: number) =>
    rows.slice(from, to).map(([actual, spread]) => stream.step(actual, 0.1, 0, 0, spread));
  const make = () => new Stream(1, { horizon: 3, levels: [0.5, 0.9] });
  const whole = make();
  steps(whole, 0, 151);
  const saved = new MemoryArchive();
  whole.persist(saved);
  const restored = make();
  restored.persist(saved.reopened());
  const rest = steps(whole, 151, 300);
  assert(rest.every((bands) => bands.every(({ lower, upper }) => lower < upper)));
  assertEquals(steps(restored, 151, 300), rest);
});
