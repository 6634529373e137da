import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { laplaceSize, Shape } from "../../src/intervals/shape.ts";
import { GAIN, ShapePool } from "../../src/intervals/shape_pool.ts";

const HIT = 0;
const ABOVE = 1;
const BELOW = -1;

Deno.test("Shape.move() by hand", () => {
  const shape = new Shape(2);
  shape.move(1, 0.5, 0.1, ABOVE, false);
  assertAlmostEquals(shape.size[1], 0.5 * 0.9, 1e-15);
  assertAlmostEquals(shape.skew[1], 0.15 * 0.5, 1e-15);
  shape.move(1, 0.5, 0.1, HIT, false);
  shape.move(1, 0.5, 0.1, BELOW, false);
  assertAlmostEquals(shape.size[1], 0.5 * (0.9 - 0.1 + 0.9), 1e-15);
  assertAlmostEquals(shape.skew[1], 0, 1e-15);
  assertEquals([shape.size[0], shape.skew[0]], [0, 0]);
});

Deno.test("Shape: the misses over any stretch are what is allowed and the change of size over the gain", () => {
  const shape = new Shape(1);
  const random = new Random(60);
  let misses = 0;
  for (let row = 1; row <= 5000; row++) {
    const miss = random.uniform() < 0.05 + 0.1 * Math.abs(Math.sin(row / 100));
    if (miss) misses++;
    shape.move(0, 0.02, 0.1, miss ? ABOVE : HIT, false);
    assertLess(Math.abs(shape.size[0]), 2.5); // within its bounds the identity is exact
    assertAlmostEquals(misses - 0.1 * row, shape.size[0] / 0.02, 1e-9);
  }
});

Deno.test("Shape has bounds, and exact hits move it only as far as there is credit", () => {
  const shape = new Shape(1);
  for (let row = 0; row < 10_000; row++) shape.move(0, 0.02, 0.1, HIT, true);
  assertAlmostEquals(shape.size[0], -0.02 * 30, 0.003); // 300 hits against 30 misses
  shape.move(0, 0.02, 0.1, BELOW, false);
  for (let row = 0; row < 100; row++) shape.move(0, 0.02, 0.1, HIT, true);
  assertAlmostEquals(shape.size[0], -0.02 * 30, 0.003); // one miss, ten hits
  for (let row = 0; row < 10_000; row++) shape.move(0, 0.02, 0.1, HIT, false);
  assertEquals(shape.size[0], -2.5);
  for (let row = 0; row < 1000; row++) shape.move(0, 0.02, 0.1, ABOVE, false);
  assertEquals([shape.size[0], shape.skew[0]], [2.5, 1]);
});

Deno.test("laplaceSize() is the logarithm of Laplace's quantile", () => {
  // P(|e| > x) = exp(−x / b), b the mean absolute error
  assertAlmostEquals(Math.exp(-Math.exp(laplaceSize(0.9))), 0.1, 1e-15);
});

Deno.test("ShapePool.gain() begins large, and falls as far as many forecasts are under way", () => {
  const pool = new ShapePool(1, 1);
  pool.join();
  assertAlmostEquals(pool.gain(0, 1), 4 * GAIN, 1e-15);
  pool.settled[0] = 1e9;
  assertAlmostEquals(pool.gain(0, 1), GAIN, 1e-4 * GAIN);
  for (let series = 1; series < 100; series++) pool.join();
  assertAlmostEquals(pool.gain(0, 30), 1 / 3000, 1e-3 / 3000 * 10);
});
