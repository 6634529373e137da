import { assertAlmostEquals } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { PartialRegression } from "../../src/models/partial_regression.ts";
import { RecursiveLeastSquares } from "../../src/series/recursive_least_squares.ts";
import { addScaled, dot } from "../../src/models/vectors.ts";
import { assertContinues } from "../support/continues.ts";

const N = 4; // regressors of the first regression
const M = 2; // further ones
const FORGETTING = 0.97;
const VARIANCE = Float64Array.of(1, 2, 0.5, 1, 3, 0.2);

/**
 * A regression on x, and a partial one on z, as an autoregression puts them together; no ridge that stays.
 */
class InTwoSteps {
  readonly squares = new RecursiveLeastSquares(VARIANCE.subarray(0, N), FORGETTING, 0);
  readonly partial = new PartialRegression(N, VARIANCE.subarray(N), 1, FORGETTING, 0);
  readonly weights = new Float64Array(N);

  predict(row: Float64Array): number {
    this.partial.project(row, 0, 2 * N);
    return dot(this.weights, 0, row, 0, N) + this.partial.predict(0);
  }

  learn(row: Float64Array, label: number): void {
    const conversion = this.squares.absorb(row, 0, N);
    const error = label - this.predict(row);
    const further = this.partial.predict(0);
    this.partial.absorb(row, N, conversion);
    addScaled(this.weights, 0, row, N, error + further, N);
    this.partial.learn(0, error);
    this.partial.shrink();
  }

  persist(archive: Parameters<PartialRegression["persist"]>[0]): void {
    this.squares.persist(archive.within("squares"));
    this.partial.persist(archive.within("partial"));
    archive.array("weights", this.weights);
  }
}

/** Rows as the autoregression keeps them: x, room for its gain, z. z is correlated with x. */
function makeRows(count: number): { row: Float64Array; label: number }[] {
  const random = new Random(7);
  return Array.from({ length: count }, () => {
    const row = new Float64Array(2 * N + M);
    for (let i = 0; i < N; i++) row[i] = random.normal();
    row[2 * N] = 0.8 * row[0] + 0.3 * random.normal();
    row[2 * N + 1] = row[1] - row[2] + random.normal();
    return { row, label: row[0] - 2 * row[2 * N] + 0.5 * row[2 * N + 1] + 0.2 * random.normal() };
  });
}

Deno.test("PartialRegression forecasts as the joint regression does, at every row", () => {
  const inTwoSteps = new InTwoSteps();
  const joint = new RecursiveLeastSquares(VARIANCE, FORGETTING, 0);
  const weights = new Float64Array(N + M);
  const both = new Float64Array(2 * (N + M));
  for (const { row, label } of makeRows(200)) {
    both.set(row.subarray(0, N));
    both.set(row.subarray(2 * N), N);
    const expected = dot(weights, 0, both, 0, N + M);
    assertAlmostEquals(inTwoSteps.predict(row), expected, 1e-9);
    joint.absorb(both, 0, N + M);
    addScaled(weights, 0, both, N + M, label - expected, N + M);
    inTwoSteps.learn(row, label);
  }
});

Deno.test("PartialRegression continues bit for bit", () => {
  const rows = makeRows(60);
  const run = (from: number, to: number) => (it: InTwoSteps) =>
    rows.slice(from, to).map(({ row, label }) => {
      const copy = row.slice();
      const forecast = it.predict(copy);
      it.learn(copy, label);
      return forecast;
    });
  assertContinues(() => new InTwoSteps(), run(0, 25), run(25, 60));
});
