import { assertAlmostEquals, assertEquals } from "@std/assert";
import { christoffersen, kupiec } from "../../src/evaluation/backtests.ts";

Deno.test("kupiec(): of 255 rows at 1 % six misses are accepted at a test level of 5 %, seven are not", () => {
  // The bound: Jorion 2006, Value at Risk, table 6.1. The p-values: scipy.stats.chi2.sf of the ratio.
  assertAlmostEquals(kupiec(255, 7, 0.01), 0.02112632, 1e-7);
  assertAlmostEquals(kupiec(255, 6, 0.01), 0.06459242, 1e-7);
  assertAlmostEquals(kupiec(255, 0, 0.01), 0.02357445, 1e-7); // 2 · 255 · −log 0.99 = 5.1257
  assertAlmostEquals(kupiec(200, 20, 0.1), 1, 1e-6);
  assertEquals(kupiec(0, 0, 0.1), NaN);
});

Deno.test("christoffersen(): by hand, and 1 where misses don't cluster", () => {
  // π01 = 10 / 100, π11 = 5 / 10, π = 15 / 110: 2 (90 ln 0.9 + 10 ln 0.1 + 10 ln 0.5 − 95 ln 0.86364 − 15 ln 0.13636) = 8.748
  const clustered = { hitHit: 90, hitMiss: 10, missHit: 5, missMiss: 5 };
  assertAlmostEquals(christoffersen(clustered), 0.003099372, 1e-8);
  assertAlmostEquals(christoffersen({ hitHit: 81, hitMiss: 9, missHit: 9, missMiss: 1 }), 1, 1e-6);
  assertEquals(christoffersen({ hitHit: 100, hitMiss: 0, missHit: 0, missMiss: 0 }), NaN);
});
