import { assertAlmostEquals, assertEquals } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { Evaluation } from "../../src/evaluation/evaluation.ts";
import { aheadOf } from "../../src/report/ahead.ts";
import { gainFigure } from "../../src/report/forecast_figures.ts";
import { ForecastRecord } from "../../src/report/forecast_record.ts";
import { OverTime } from "../../src/report/over_time.ts";
import { UsualStep } from "../../src/series/usual_step.ts";

const OPTIONS = {
  models: ["a", "b"],
  kinds: ["gru", "ar"],
  targets: ["y"],
  horizons: [2],
  warmup: 5,
  levels: [0.5, 0.9],
  time: { kind: "date", name: "day" },
} as const;
const DAY = 86_400_000;

/** A record and an evaluation that have been told of the same rows, and what was said in them. */
function recorded(rows: number) {
  const random = new Random(5);
  const evaluation = new Evaluation(OPTIONS);
  const weights = { name: "ensemble", weights: () => [{ target: "y", weights: { a: 0.25, b: 0.75 } }] };
  const record = new ForecastRecord(OPTIONS, [weights]);
  const ledger = evaluation.open();
  const step = new UsualStep(true);
  const said: Float64Array[] = [];
  const seen: number[] = [];
  for (let row = 0; row < rows; row++) {
    seen.push(row % 9 === 4 ? NaN : random.normal());
    record.sampleWeights();
    const actuals = Float64Array.of(seen[row]);
    ledger.settle(actuals);
    said.push(Float64Array.of(random.normal(), random.normal()));
    const bound = (side: number) =>
      Float64Array.from({ length: 4 }, (_, i) => side * (i % 2 === 0 ? 0.1 : 1));
    const [forecasts, lower, upper] = [said[row], bound(-1), bound(1)];
    const time = row * DAY;
    step.observe(time, time);
    record.take({
      ...{ series: 0, name: "s", row: row + 1, time, offset: 0, step },
      ...{ actuals, ledger, forecasts, lower, upper },
    });
    ledger.issue(forecasts, lower, upper);
  }
  return { record, evaluation, said, seen };
}

Deno.test("ForecastRecord holds each forecast against the row it spoke of, as the evaluation does", () => {
  const { record, evaluation, said, seen } = recorded(60);
  assertEquals(record.rows, 60);
  const [series] = record.series;
  const { trace } = series!;
  assertEquals(trace!.points(0).map(([, place]) => place), seen.map((_, row) => row * DAY));
  assertEquals(trace!.points(2).map(([, y]) => y), seen);
  const forecast = trace!.points(6).map(([, y]) => y);
  assertEquals(forecast.slice(2), said.slice(0, 58).map(([, b]) => b), "two rows later");
  const scores = evaluation.scores();
  scores.forEach(({ n, mse, skill, coverage }, m) => {
    const [gain] = [new OverTime(record).total(record.gain(m, 0))];
    assertAlmostEquals(gain, n * mse / (1 - skill) - n * mse, 1e-9, "naive's squared error less its own");
    const own = series!.scoreOf(0, m);
    assertEquals(own.n, n);
    assertAlmostEquals(own.skill, skill, 1e-12);
    assertAlmostEquals(own.coverage, coverage, 1e-12, "of 0.9");
    const inside = record.means.stretches(record.inside(m, 0));
    const sum = (key: "sum" | "count") => inside.reduce((all, stretch) => all + stretch[key], 0);
    assertAlmostEquals(sum("sum") / sum("count"), coverage, 1e-12);
  });
  assertEquals(new OverTime(record).means(record.weight(0, 1, 0))[0], [0, 0.75]);
  const { points, bands } = aheadOf(OPTIONS, series!, 0, 1);
  assertEquals(points, [[59 * DAY, seen[59]], [61 * DAY, said[59][1]]], "b, two days after the newest");
  assertEquals(bands.map((band) => band[1]), [[61 * DAY, -1, 1], [61 * DAY, -0.1, 0.1]], "the widest first");
});

Deno.test("gainFigure: each line ends at the model's skill, of a run that was resumed too", () => {
  const { record, evaluation } = recorded(400);
  const scores = evaluation.scores();
  const ends = (told: typeof scores) =>
    gainFigure(record, 0, told).lines.slice(0, 2).map(({ points }) => points.at(-1)!);
  const last = 399 * DAY;
  scores.forEach(({ skill }, m) => {
    assertEquals(ends(scores)[m][0], last);
    assertAlmostEquals(ends(scores)[m][1], skill, 1e-9);
  });
  const longer = scores.map((score) => ({ ...score, n: 2 * score.n, skill: score.skill - 0.1 })); // as if more had been before
  longer.forEach(({ skill }, m) => assertAlmostEquals(ends(longer)[m][1], skill, 1e-9));
});

Deno.test("OverTime: series that come one after the other are shown in the order of time", () => {
  const record = new ForecastRecord(OPTIONS, []);
  [0, 1].forEach((series) => {
    const ledger = new Evaluation(OPTIONS).open();
    const step = new UsualStep(true);
    for (let row = 0; row < 100; row++) {
      const actuals = Float64Array.of(row);
      ledger.settle(actuals);
      const [forecasts, lower, upper] = [2, 4, 4].map((length) => new Float64Array(length));
      const time = row * DAY + series * 5 * DAY;
      const name = `s${series}`;
      step.observe(time, time);
      const place = { series, name, row: 100 * series + row + 1, time, offset: 0, step };
      record.take({ ...place, actuals, ledger, forecasts, lower, upper });
      ledger.issue(forecasts, lower, upper);
    }
  });
  const { places } = new OverTime(record);
  assertEquals(places, places.toSorted((a, b) => a - b));
  assertEquals([record.from, record.to], [0, 104 * DAY]);
});
