import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { MemoryArchive } from "../../src/base/archive.ts";
import { Random } from "../../src/base/random.ts";
import { Leverage } from "../../src/intervals/leverage.ts";
import { judge, Stream } from "./stream.ts";

/** What falls and rises tell of the next error. */

/** Prices of a GJR-GARCH(1,1): variance = ω + γ [last < 0] last² + β variance; `sign` −1: moves are larger after rises. */
function prices(seed: number, rows: number, sign = 1): number[] {
  const random = new Random(seed);
  let [price, variance, last] = [100, 1e-4, 0];
  return Array.from({ length: rows }, () => {
    variance = 5e-6 + (sign * last < 0 ? 0.36 : 0) * last * last + 0.76 * variance;
    last = Math.sqrt(variance) * random.normal();
    return price *= Math.exp(last);
  });
}

/** Interval score at 90 % of the naive forecast's intervals, by the price, mean from row 1,000 on. */
function score(actuals: readonly number[]): number {
  const stream = new Stream(1, { transform: "log-return" });
  const bands = actuals.map((actual) => stream.step(actual, actual)[0]);
  let sum = 0;
  for (const { row, lower, upper } of bands.slice(1000, -1)) {
    const actual = actuals[row];
    sum += (upper - lower + 20 * (Math.max(0, lower - actual) + Math.max(0, actual - upper))) / actual;
  }
  return sum / (bands.length - 1001);
}

/** The same moves, up or down as it falls: their sizes tell as much as before. */
function withRandomSigns(actuals: readonly number[]): number[] {
  const random = new Random(2);
  let log = 0;
  return actuals.map((actual, row) => {
    const size = row === 0 ? 0 : Math.abs(Math.log(actual / actuals[row - 1]));
    return Math.exp(log += random.below(2) === 0 ? size : -size);
  });
}

Deno.test("Leverage makes better intervals of prices that move more after falls, and after rises", () => {
  for (const sign of [1, -1]) {
    const actuals = prices(1, 8000, sign);
    const ratio = score(actuals) / score(withRandomSigns(actuals));
    assertLess(ratio, 0.97);
  }
});

Deno.test("Leverage leaves intervals of prices without any as good as they were", () => {
  const random = new Random(3);
  let price = 100;
  const actuals = Array.from({ length: 8000 }, () => price *= Math.exp(0.01 * random.normal()));
  assertLess(score(actuals), 2 * 1.645 * 0.01 * 1.254 * 1.02); // misses add a quarter: 2 φ(1.645) / 0.1 is 4.126, and 2 · 1.645 is 3.29
  const stream = new Stream(1, { transform: "log-return" });
  const { coverage } = judge(actuals, actuals.map((actual) => stream.step(actual, actual)[0]), 200);
  assertLess(Math.abs(coverage - 0.9), 0.01);
});

Deno.test("Leverage steps downhill on −log of the two-sided Laplace density", () => {
  for (const [multiple, side] of [[0.4, 1], [2.2, 1], [1.3, -1]]) {
    const leverage = new Leverage(2, 1, 1);
    // A fall, then a rise of half of it: leans that are not zero.
    for (const [row, value] of [100, 90, 95, 94].entries()) leverage.take(0, row, value);
    const arrays = new MemoryArchive();
    leverage.persist(arrays);
    const x = (arrays.entries.get("leans") as Float64Array).slice(2); // row 3 is in place 1
    assert(x.every((lean) => Math.abs(lean) > 1e-3));
    const [theta, psi] = [[0.3, -0.2], [0.5, 0.1]];
    (arrays.entries.get("sizes") as Float64Array).set(theta);
    (arrays.entries.get("skews") as Float64Array).set(psi);
    const before = new Leverage(2, 1, 1);
    before.persist(arrays.reopened());
    const dot = (weights: readonly number[]) => weights.reduce((sum, weight, k) => sum + weight * x[k], 0);
    assertAlmostEquals(before.size(0, 0, 3), dot(theta), 1e-12);
    assertAlmostEquals(before.skew(0, 0, 3), dot(psi), 1e-12);
    // The error itself, in units without leverage, by the multiple with the size included.
    const error = multiple * Math.exp(dot(theta));
    const loss = (size: readonly number[], skew: readonly number[]) => {
      const s = dot(skew);
      return dot(size) + Math.log(Math.exp(s) + Math.exp(-s)) + error / Math.exp(dot(size) + side * s);
    };
    before.update(0, 0, 3, multiple, side);
    const after = new MemoryArchive();
    before.persist(after);
    const norm = 100 + x[0] ** 2 + x[1] ** 2;
    const moved = (name: string, from: readonly number[]) =>
      from.map((weight, k) => ((after.entries.get(name) as Float64Array)[k] - weight) * norm);
    const slope = (at: (weights: readonly number[]) => number, weights: readonly number[], k: number) => {
      const shifted = (h: number) => at(weights.map((weight, i) => i === k ? weight + h : weight));
      return (shifted(1e-6) - shifted(-1e-6)) / 2e-6;
    };
    for (const k of [0, 1]) {
      assertAlmostEquals(moved("sizes", theta)[k], -slope((size) => loss(size, psi), theta, k), 1e-7);
      assertAlmostEquals(moved("skews", psi)[k], -slope((skew) => loss(theta, skew), psi, k), 1e-7);
    }
  }
});

Deno.test("Leverage: a missing value is no news", () => {
  const [one, other] = [new Leverage(3, 1, 1), new Leverage(3, 1, 1)];
  [100, 90, 95].forEach((value, row) => one.take(0, row, value));
  [100, NaN, 90, 95].forEach((value, row) => other.take(0, row, value));
  for (const leverage of [one, other]) leverage.update(0, 0, leverage === one ? 2 : 3, 2, 1);
  assertEquals(one.size(0, 0, 2), other.size(0, 0, 3));
});

Deno.test("Leverage begins anew where a state of an earlier version knows nothing of it", () => {
  const setting = { transform: "log-return" };
  const stream = new Stream(1, setting);
  const actuals = prices(4, 600);
  actuals.slice(0, 300).forEach((actual) => stream.step(actual, actual));
  const saved = new MemoryArchive();
  stream.persist(saved);
  for (const name of saved.entries.keys()) if (name.includes(".leverage.")) saved.entries.delete(name);
  const resumed = new Stream(1, setting);
  resumed.persist(saved.reopened());
  const bands = actuals.slice(300).map((actual) => resumed.step(actual, actual)[0]);
  assert(bands.every(({ lower, upper }) => lower < upper));
});
