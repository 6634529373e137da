import { assertAlmostEquals, assertEquals } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { Evaluation } from "../../src/evaluation/evaluation.ts";
import { aheadOf } from "../../src/report/ahead.ts";
import { ForecastRecord } from "../../src/report/forecast_record.ts";

const OPTIONS = { models: ["a", "b"], targets: ["y"], horizons: [2], warmup: 0, levels: [0.5, 0.9] };

Deno.test("ForecastRecord holds each forecast against the row it spoke of, as the evaluation does", () => {
  const random = new Random(5);
  const evaluation = new Evaluation(OPTIONS);
  const weights = { name: "ensemble", weights: () => [{ target: "y", weights: { a: 0.25, b: 0.75 } }] };
  const record = new ForecastRecord(OPTIONS, [weights]);
  record.listenTo(evaluation);
  const ledger = evaluation.open();
  const said: Float64Array[] = [];
  const seen: number[] = [];
  for (let row = 0; row < 60; row++) {
    seen.push(row % 9 === 4 ? NaN : random.normal());
    record.sampleWeights();
    ledger.settle(Float64Array.of(seen[row]));
    said.push(Float64Array.of(random.normal(), random.normal()));
    const bound = (side: number) =>
      Float64Array.from({ length: 4 }, (_, i) => side * (i % 2 === 0 ? 0.1 : 1));
    ledger.issue(said[row], bound(-1), bound(1));
  }
  assertEquals(record.rows, 60);
  const [actual, forecast] = [record.newest.points(0), record.newest.points(4)];
  assertEquals(actual.map(([, y]) => y), seen);
  assertEquals(forecast.slice(2).map(([, y]) => y), said.slice(0, 58).map(([, b]) => b), "two rows later");
  const [a] = evaluation.scores();
  const errors = record.errors.points(0); // a row each: NaN actuals left out
  assertEquals(errors.length, a.n);
  assertAlmostEquals(errors.reduce((sum, [, e]) => sum + e, 0) / a.n, a.mae, 1e-12);
  const inside = record.coverage.points(0);
  assertAlmostEquals(inside.reduce((sum, [, e]) => sum + e, 0) / inside.length, a.coverage, 1e-12, "of 0.9");
  const naive = record.errors.points(2);
  assertAlmostEquals(naive.reduce((sum, [, e]) => sum + e, 0) / naive.length, a.mae / a.mase, 1e-12);
  assertEquals(record.weights.points(1)[0], [0.5, 0.75]);
  const { points, band } = aheadOf(record, 0, 1);
  assertEquals(points, [[60, seen[59]], [62, said[59][1]]], "b, two rows after the newest");
  assertEquals(band, [[60, seen[59], seen[59]], [62, -1, 1]], "the widest");
});
