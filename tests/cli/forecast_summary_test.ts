import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { firstRows, readForecasts, records } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

/** The summary: its fields, and its scores against a computation of its own from what went in and what came out. */

const ROWS = 900;
const VITALS = await firstRows("vitals.csv", ROWS);
const ARGS = ["--series", "patient", "--target", "hr,spo2", "--features", "resp", "--horizon", "1,4"];
const MODELS = ["lstm", "ar", "ewma", "naive", "ensemble"];
const FLAGS = [...ARGS, "--models", MODELS.join(), "--warmup", "20", "--summary", "s.json"];

// deno-lint-ignore no-explicit-any -- what JSON holds is what the test is about
async function summarised(): Promise<{ summary: any; stdout: string; stderr: string }> {
  await using dir = await Workdir.create();
  const stdin = VITALS.replace("\n", "\nbad row\n");
  const run = (await dir.run(FLAGS, { stdin, permissions: ["--allow-write=s.json"] })).expect(0);
  return { summary: JSON.parse(await dir.read("s.json")), stdout: run.stdout, stderr: run.stderr };
}

Deno.test("main.ts --summary holds what the contract says", async () => {
  const { summary, stderr } = await summarised();
  const { rows, skipped, series, seconds, rowsPerSecond, configuration, seed, version, models, scores } =
    summary;
  assertEquals([rows, skipped, seed, version], [ROWS, 1, 1, config.version]);
  assertEquals(series, new Set(records(VITALS).map(({ patient }) => patient)).size);
  assert(seconds > 0);
  assertAlmostEquals(rowsPerSecond, rows / seconds, 1e-6 * rowsPerSecond);
  assertEquals(configuration.models, MODELS.join());
  assertEquals([configuration.warmup, configuration.window, configuration.horizon], ["20", "32", "1,4"]);
  assertEquals([configuration.time, configuration.series], ["time", "patient"]);
  assertMatch(summary.kernels, /^(wasm-relaxed-simd|wasm-simd|reference)$/);
  // deno-lint-ignore no-explicit-any -- as above
  assertEquals(models.map((model: any) => model.name), MODELS);
  assert(models[0].parameters > 4 * 32 * 32 && models[0].updates > 0 && models[0].skippedUpdates === 0);
  assertEquals(models[0].options.hidden, 32);
  assertEquals(models[4].weights.length, 2 * 2, "an ensemble says its weights by target and horizon");
  for (const { weights } of models[4].weights) {
    assertEquals(Object.keys(weights), MODELS.slice(0, -1));
    const sum = Object.values<number>(weights).reduce((sum, weight) => sum + weight, 0);
    assertAlmostEquals(sum, 1, 1e-9); // naive is a member, and takes what the others leave
  }
  const promised =
    "model,target,horizon,n,mae,rmse,mse,scaledMse,mase,smape,direction,coverage,width,pinball,skill,dmPValue";
  for (const score of scores) {
    for (const name of promised.split(",")) assert(name in score, `${name} is missing`);
  }
  assertEquals(scores.length, MODELS.length * 2 * 2);
  for (const model of MODELS) assertMatch(stderr, new RegExp(`\n  ${model} +\\d`));
});

Deno.test("main.ts --summary: the scores are those of the forecasts written, each against the row it speaks of", async () => {
  const { summary, stdout } = await summarised();
  const bySeries = Map.groupBy(records(VITALS), ({ patient }) => patient);
  const issued = new Map(
    readForecasts(stdout).map((l) => [[l.series, l.time, l.target, l.horizon, l.model].join(), l]),
  );
  for (const { model, target, horizon, ...score } of summary.scores) {
    const sums = { n: 0, absolute: 0, squared: 0, naive: 0, naiveSquared: 0, moves: 0, hits: 0, percent: 0 };
    const intervals = { n: 0, covered: 0, width: 0 };
    for (const [patient, rows] of bySeries) {
      let last = NaN;
      rows.forEach((origin, i) => {
        if (origin[target] !== "") last = Number(origin[target]);
        const text = rows[i + horizon]?.[target] ?? "";
        if (text === "" || i + horizon < 20 || Number.isNaN(last)) return;
        const actual = Number(text);
        const { forecast, ...interval } = issued.get([patient, origin.time, target, horizon, model].join())!;
        const error = actual - forecast;
        sums.n++;
        sums.absolute += Math.abs(error);
        sums.squared += error ** 2;
        sums.naive += Math.abs(actual - last);
        sums.naiveSquared += (actual - last) ** 2;
        sums.percent += error === 0 ? 0 : 200 * Math.abs(error) / (Math.abs(actual) + Math.abs(forecast));
        if (actual !== last) sums.moves++;
        if (interval.lower !== "") {
          const [lower, upper] = [Number(interval.lower), Number(interval.upper)];
          intervals.n++;
          if (actual >= lower && actual <= upper) intervals.covered++;
          intervals.width += upper - lower;
        }
        if (actual !== last && Math.sign(forecast - last) === Math.sign(actual - last)) sums.hits++;
      });
    }
    assertEquals(score.n, sums.n);
    const close = (name: string, expected: number) =>
      assertAlmostEquals(
        score[name],
        expected,
        1e-9 * Math.max(1, Math.abs(expected)),
        `${name} of ${model}`,
      );
    close("mae", sums.absolute / sums.n);
    close("mse", sums.squared / sums.n);
    close("rmse", Math.sqrt(sums.squared / sums.n));
    close("mase", sums.absolute / sums.naive);
    close("smape", sums.percent / sums.n);
    close("direction", sums.hits / sums.moves);
    close("skill", 1 - sums.squared / sums.naiveSquared);
    if (model === "naive") assertEquals([score.skill, score.mase, score.dmPValue], [0, 1, null]);
    if (intervals.n === 0) {
      assertEquals([score.coverage, score.width, score.pinball], [null, null, null]);
      continue;
    }
    close("coverage", intervals.covered / intervals.n);
    close("width", intervals.width / intervals.n);
  }
});
