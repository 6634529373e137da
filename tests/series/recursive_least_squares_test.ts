import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Random } from "../../src/base/random.ts";
import { RecursiveLeastSquares } from "../../src/series/recursive_least_squares.ts";
import { addScaled, dot } from "../../src/models/vectors.ts";
import { assertContinues } from "../support/continues.ts";

/** Solves R w = r by Gaussian elimination with pivoting: the independent way to the same weights. */
function solve(matrix: number[][], right: number[]): number[] {
  const n = right.length;
  const a = matrix.map((row, i) => [...row, right[i]]);
  for (let i = 0; i < n; i++) {
    const pivot = a.slice(i).reduce(
      (best, row, at) => Math.abs(row[i]) > Math.abs(a[best][i]) ? i + at : best,
      i,
    );
    [a[i], a[pivot]] = [a[pivot], a[i]];
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      const factor = a[j][i] / a[i][i];
      for (let k = i; k <= n; k++) a[j][k] -= factor * a[i][k];
    }
  }
  return a.map((row, i) => row[n] / row[i]);
}

/** The normal equations of the same problem, summed up: R w = r. */
class NormalEquations {
  readonly matrix: number[][];
  readonly right: number[];
  private turn = -1;

  constructor(
    private readonly variance: number[],
    private readonly forgetting: number,
    private readonly keep: number,
  ) {
    this.matrix = variance.map((v, i) => variance.map((_, j) => (i === j ? 1 / v : 0)));
    this.right = variance.map(() => 0);
  }

  add(x: number[], label: number): void {
    const { matrix, right, forgetting, keep, variance } = this;
    const n = x.length;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) matrix[i][j] = forgetting * matrix[i][j] + x[i] * x[j];
      right[i] = forgetting * right[i] + x[i] * label;
    }
    this.turn = (this.turn + 1) % n;
    matrix[this.turn][this.turn] += keep * n * (1 - forgetting) / variance[this.turn];
  }
}

/** One regression, learned at once. */
class Regression {
  readonly squares: RecursiveLeastSquares;
  readonly weights: Float64Array;
  readonly row: Float64Array;

  constructor(variance: number[], forgetting: number, keep: number) {
    this.squares = new RecursiveLeastSquares(Float64Array.from(variance), forgetting, keep);
    this.weights = new Float64Array(variance.length);
    this.row = new Float64Array(2 * variance.length);
  }

  add(x: number[], label: number): void {
    const n = x.length;
    this.row.set(x);
    this.squares.absorb(this.row, 0, n);
    addScaled(this.weights, 0, this.row, n, label - dot(this.weights, 0, this.row, 0, n), n);
    this.squares.shrink(this.weights);
  }
}

const rows = (random: Random, n: number, count: number) =>
  Array.from({ length: count }, () => Array.from({ length: n }, () => random.normal()));

Deno.test("RecursiveLeastSquares gives the weights of the batch solution, its ridge included", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e6 }),
      fc.integer({ min: 1, max: 6 }),
      fc.constantFrom(1, 0.99, 0.9),
      fc.constantFrom(0, 0.1, 1),
      (seed, n, forgetting, keep) => {
        const random = new Random(seed);
        const variance = Array.from({ length: n }, () => Math.exp(random.uniform(-3, 3)));
        const recursive = new Regression(variance, forgetting, keep);
        const batch = new NormalEquations(variance, forgetting, keep);
        for (const x of rows(random, n, 40)) {
          const label = random.normal() + x[0];
          recursive.add(x, label);
          batch.add(x, label);
        }
        solve(batch.matrix, batch.right).forEach((weight, i) =>
          assertAlmostEquals(recursive.weights[i], weight, 1e-8 * (1 + Math.abs(weight)))
        );
      },
    ),
    { seed: 11, numRuns: 60 },
  );
});

Deno.test("RecursiveLeastSquares serves labels that come later: kept gains give the same weights", () => {
  const random = new Random(5);
  const n = 3;
  const delay = 4;
  const variance = Float64Array.of(1, 2, 0.5);
  const inputs = rows(random, n, 50);
  const labels = inputs.map((x) => x[1] - x[2] + 0.1 * random.normal());
  const atOnce = new Regression([...variance], 0.98, 0);
  inputs.forEach((x, t) => atOnce.add(x, labels[t]));

  const squares = new RecursiveLeastSquares(variance, 0.98, 0);
  const kept = inputs.map((x) => Float64Array.from([...x, ...x.map(() => 0)]));
  const weights = new Float64Array(n);
  for (let t = 0; t < inputs.length + delay; t++) {
    const due = t - delay;
    if (due >= 0) addScaled(weights, 0, kept[due], n, labels[due] - dot(weights, 0, kept[due], 0, n), n);
    if (t < inputs.length) squares.absorb(kept[t], 0, n);
  }
  assertEquals(weights, atOnce.weights);
});

Deno.test("RecursiveLeastSquares returns the share of an error that its own update leaves", () => {
  const row = Float64Array.of(2, 0);
  const conversion = new RecursiveLeastSquares(Float64Array.of(0.5), 0.9, 0).absorb(row, 0, 1);
  assertAlmostEquals(conversion, 0.9 / (0.9 + 2), 1e-15);
  assertAlmostEquals(1 - row[0] * row[1], conversion, 1e-15);
});

Deno.test("RecursiveLeastSquares does not wind up: a direction unseen for 100,000 rows learns as at the start", () => {
  const variance = [0.01, 0.01];
  const fresh = new Regression(variance, 0.99, 0.1);
  const quiet = new Regression(variance, 0.99, 0.1);
  for (let t = 0; t < 100_000; t++) quiet.add([1, 0], 0);
  fresh.add([0, 1], 1);
  quiet.add([0, 1], 1);
  assert(fresh.weights[1] > 0);
  assert(quiet.weights[1] < 20 * fresh.weights[1], `${quiet.weights[1]} against ${fresh.weights[1]}`);
  // Without the ridge that stays, the same row throws the weight all the way: the test can fail.
  const bare = new Regression(variance, 0.99, 0);
  for (let t = 0; t < 5_000; t++) bare.add([1, 0], 0);
  bare.add([0, 1], 1);
  assert(bare.weights[1] > 50 * fresh.weights[1]);
});

Deno.test("RecursiveLeastSquares passes over a row that overflows, begins anew and goes on", () => {
  const regression = new Regression([1, 1], 0.99, 0.1);
  regression.add([1, 2], 3);
  const before = regression.weights.slice();
  for (const bad of [[1e200, 1], [NaN, 1], [1, Infinity]]) {
    regression.row.set(bad);
    assertEquals(regression.squares.absorb(regression.row, 0, 2), 0);
    assertEquals(regression.row.subarray(2), new Float64Array(2));
    regression.squares.shrink(regression.weights);
  }
  assertEquals(regression.weights, before);
  for (const x of rows(new Random(2), 2, 500)) regression.add(x, x[0]);
  assertAlmostEquals(regression.weights[0], 1, 0.05);
});

Deno.test("RecursiveLeastSquares continues bit for bit", () => {
  const inputs = rows(new Random(3), 3, 40);
  const run = (from: number, to: number) => (it: Resumable) => {
    for (const x of inputs.slice(from, to)) it.regression.add(x, x[0] - x[2]);
    return Array.from(it.regression.weights);
  };
  class Resumable {
    readonly regression = new Regression([1, 1, 1], 0.95, 0.3);
    persist(archive: Parameters<RecursiveLeastSquares["persist"]>[0]): void {
      this.regression.squares.persist(archive);
      archive.array("weights", this.regression.weights);
    }
  }
  assertContinues(() => new Resumable(), run(0, 17), run(17, 40));
});
