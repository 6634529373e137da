import { assertAlmostEquals, assertLess } from "@std/assert";
import { crpsWeights } from "../../src/evaluation/crps.ts";

/** Mean pinball loss of a normal's own quantile is its density there; of a Laplace's with b = 1, τ (1 − ln 2τ) below the median. */
const normal = new Map([[0.5, 0.3177765727], [0.8, 0.1754983319], [0.9, 0.1031356404], [0.95, 0.0584450701]]);
const laplace = (level: number) => (1 - level) / 2 * (1 - Math.log(1 - level));

/** The approximation for forecasts that know the law, from the loss at the median and at either end of each level. */
function approximation(levels: readonly number[], median: number, loss: (level: number) => number): number {
  const { forecast, ends } = crpsWeights(levels);
  // the forecast is the median, its absolute error twice its pinball loss
  return 2 * forecast * median + 2 * levels.reduce((sum, level, l) => sum + ends[l] * loss(level), 0);
}

Deno.test("crpsWeights() by hand at one level", () => {
  // f(τ) linear in g = τ (1 − τ): 2 · 2 · ∫ to 0.1 and to 0.5; g = 0.09 and 0.25
  const { forecast, ends } = crpsWeights([0.8]);
  const low = 0.1 ** 2 / 2 - 0.1 ** 3 / 3;
  const high = (0.5 ** 2 - 0.1 ** 2) / 2 - (0.5 ** 3 - 0.1 ** 3) / 3 - 0.09 * 0.4;
  assertAlmostEquals(forecast, 2 * high / 0.16, 1e-15);
  assertAlmostEquals(ends[0], 2 * (low / 0.09 + 0.4 - high / 0.16), 1e-15);
});

Deno.test("crpsWeights() come near the CRPS of normal and Laplace forecasts, nearer with more levels", () => {
  const normalCrps = 1 / Math.sqrt(Math.PI);
  const laplaceCrps = 0.75;
  let off = 0.05;
  for (const levels of [[0.9], [0.5, 0.9], [0.5, 0.8, 0.95]]) {
    const ofNormal = approximation(
      levels,
      1 / Math.sqrt(2 * Math.PI),
      (level) => normal.get(level) as number,
    );
    const ofLaplace = approximation(levels, 0.5, laplace);
    assertLess(Math.abs(ofNormal / normalCrps - 1), off / 1.9);
    assertLess(Math.abs(ofLaplace / laplaceCrps - 1), off);
    off /= 2;
  }
  const many = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);
  assertAlmostEquals(approximation(many, 0.5, laplace), laplaceCrps, 1e-3 * laplaceCrps);
});

Deno.test("crpsWeights() are positive, so that a better forecast never scores worse", () => {
  for (const levels of [[0.01], [0.999], [0.1, 0.11, 0.12, 0.9], [0.5, 0.9, 0.99, 0.999]]) {
    const { forecast, ends } = crpsWeights(levels);
    for (const weight of [forecast, ...ends]) assertLess(0, weight);
  }
});
