import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Evaluation } from "../../src/evaluation/evaluation.ts";
import { type MetricName, METRICS, type Score } from "../../src/evaluation/metrics.ts";
import { replay, type Said } from "./replay.ts";

const shape = { models: 1, targets: 1, horizons: [1] };

function scoreOf(values: number[], warmup: number, said: readonly Said[], level = 0.8): Score {
  const evaluation = new Evaluation({
    models: ["m"],
    targets: ["y"],
    horizons: [1],
    warmup,
    levels: [level],
  });
  replay(evaluation, shape, values, (row) => said[row + 1] ?? 0); // said[r] speaks of row r
  return evaluation.scores()[0];
}

Deno.test("METRICS are what paper and pencil say", () => {
  // Rows 2 to 5 are scored. Warm-up 0, 4: variance 4. Last values 4, 2, 2, 5; moves −2, 0, +3, −4.
  // Forecasts 3, 3, 4, 6: errors −1, −1, 1, −5; their moves −1, +1, +2, +1: two of three moves right.
  // At level 0.8 the interval's ends are the quantiles 0.1 and 0.9.
  const score = scoreOf([0, 4, 2, 2, 5, 1], 2, [0, 0, 3, [3, 1, 3], [4, 1, 4], [6, 1, 7]]);
  const paper: Record<MetricName, number> = {
    n: 4,
    mae: (1 + 1 + 1 + 5) / 4,
    rmse: Math.sqrt(7),
    mse: (1 + 1 + 1 + 25) / 4,
    scaledMse: 7 / 4,
    mase: (1 + 1 + 1 + 5) / (2 + 0 + 3 + 4),
    smape: (200 / 5 + 200 / 5 + 200 / 9 + 1000 / 7) / 4,
    direction: 2 / 3,
    baseUp: 1 / 3,
    coverage: 2 / 3, // 2 in [1, 3]; 5 above [1, 4]; 1 on the edge of [1, 7]
    width: (2 + 3 + 6) / 3,
    // by row: ends 1 and −1 away: (0.1 + 0.1) / 2; 4 and 1: (0.4 + 0.9) / 2; 0 and −6: (0 + 0.6) / 2
    pinball: (0.1 + 0.65 + 0.3) / 3,
    intervalScore: (2 + 3 + 10 * 1 + 6) / 3, // 5 is 1 above [1, 4], at a price of 2 / (1 − 0.8)
    coverageLast: 2 / 3,
    widthLast: (2 + 3 + 6) / 3,
    pinballLast: (0.1 + 0.65 + 0.3) / 3,
    intervalScoreLast: (2 + 3 + 10 * 1 + 6) / 3,
    coverageLeast: NaN, // no thousand rows yet
    coverageMost: NaN,
    // Hit, miss, hit: 2 trials behind another, one missed; χ² of 2 (2 ln ½ − ln 0.8 − ln 0.2), and of −4 ln ½
    kupiecPValue: 0.3447807,
    christoffersenPValue: 0.095891,
    crps: (8 / 15 * (1 + 1 + 5) + 10 / 27 * (0.2 + 1.3 + 0.6)) / 3, // absolute errors and the ends' losses
    crpsLast: (8 / 15 * (1 + 1 + 5) + 10 / 27 * (0.2 + 1.3 + 0.6)) / 3,
    skill: 1 - 28 / (4 + 0 + 9 + 16),
    dmPValue: NaN, // four rows say nothing about significance
  };
  for (const [name, value] of Object.entries(paper)) {
    assertAlmostEquals(score[name as MetricName], value, name.endsWith("PValue") ? 1e-6 : 1e-14, name);
  }
  // 2 in [1, 3] below a forecast of 3; 5 above all; 1 on the lower end, half below it: bins 0, 0.1, 0.5, 0.9, 1
  assertEquals(score.pit?.map(({ from }) => from), [0, 0.1, 0.5, 0.9]);
  score.pit?.forEach(({ share }, i) => assertAlmostEquals(share, [0.5, 1.5, 0, 1][i] / 3, 1e-15));
  assertEquals([score.model, score.target, score.horizon], ["m", "y", 1]);
});

Deno.test("METRICS.smape counts zero against zero as no error and opposite signs as 200 percent", () => {
  assertEquals(scoreOf([0, 0, 1], 1, [0, 0, -1]).smape, 100);
});

Deno.test("METRICS.direction counts a forecast of no move as wrong, and is NaN where nothing moved", () => {
  assertEquals(scoreOf([5, 6, 7, 6], 1, [0, 5, 6, 7]).direction, 0);
  const still = scoreOf([5, 5, 5], 1, [0, 6, 4]);
  assertEquals([still.direction, still.baseUp], [NaN, NaN]);
});

Deno.test("METRICS against a naive forecast without error are NaN", () => {
  const score = scoreOf([5, 5, 5], 1, [0, 6, 4]);
  assertEquals([score.mae, score.mase, score.skill], [1, NaN, NaN]);
});

Deno.test("METRICS of the interval are NaN before the first interval", () => {
  const score = scoreOf([1, 2, 3], 1, [0, 2, 2]);
  assertEquals([score.n, score.coverage, score.width, score.pinball], [2, NaN, NaN, NaN]);
});

Deno.test("METRICS.scaledMse leaves out a series whose warm-up did not vary, or was missing", () => {
  assertEquals(scoreOf([3, 3, 4, 5], 2, [0, 0, 4, 5]).scaledMse, NaN);
  assertEquals(scoreOf([NaN, NaN, 4, 5, 6], 2, [0, 0, 4, 5, 6]).scaledMse, NaN);
  assertEquals(scoreOf([3, 4, 5], 0, [0, 4, 5]).scaledMse, NaN);

  const evaluation = new Evaluation({
    models: ["m"],
    targets: ["y"],
    horizons: [1],
    warmup: 2,
    levels: [0.9],
  });
  replay(evaluation, shape, [3, 3, 9, 9], () => 0); // in no unit: left out
  replay(evaluation, shape, [-1, NaN, 2, 4], () => 0); // one value has no variance: left out
  replay(evaluation, shape, [-1, 1, 2, 4], () => 0); // variance 1
  replay(evaluation, shape, [-2, 2, 2, 4], () => 0); // variance 4
  assertEquals(evaluation.scores()[0].scaledMse, (4 + 16 + 1 + 4) / 4);
});

Deno.test("METRICS each give every score a number and say what it is", () => {
  const score = scoreOf([0, 4, 2, 2, 5, 1], 2, [0, 0, 3, 3, 4, 6]);
  assertEquals(Object.keys(score), ["model", "target", "horizon", ...Object.keys(METRICS)]);
  for (const [name, metric] of Object.entries(METRICS)) {
    assert(metric.about.length > 5, name);
    assertEquals(typeof score[name as MetricName], "number", name);
  }
});
