import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import { firstRows, type ForecastLine, readForecasts, records } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

/** What the models are given to see: transforms, gaps in time, the calendar. */

const SP500 = await firstRows("sp500.csv", 300);
const VITALS = await firstRows("vitals.csv", 300);
const CLOSE = ["--target", "close", "--models", "lstm,gru,mlp,ar,seasonal,ewma,naive,ensemble"];

/** The S&P 500's rows with their closes changed, nothing else being left. */
function closes(change: (close: number, row: number) => number): string {
  const rows = records(SP500).map(({ date, close }, i) => `${date},${change(Number(close), i)}`);
  return ["date,close", ...rows, ""].join("\n");
}

async function forecasts(dir: Workdir, args: readonly string[], stdin: string): Promise<ForecastLine[]> {
  return readForecasts((await dir.run(args, { stdin })).expect(0).stdout);
}

Deno.test("main.ts --transform auto is log-return for prices and diff for other columns", async () => {
  await using dir = await Workdir.create();
  const vitals = ["--series", "patient", "--target", "hr", "--models", "lstm,ar"];
  const [price, logReturn, diff, rate, rateDiff] = await Promise.all([
    dir.run(CLOSE, { stdin: SP500 }),
    dir.run([...CLOSE, "--transform", "log-return"], { stdin: SP500 }),
    dir.run([...CLOSE, "--transform", "diff"], { stdin: SP500 }),
    dir.run(vitals, { stdin: VITALS }),
    dir.run([...vitals, "--transform", "diff"], { stdin: VITALS }),
  ]);
  assertEquals(price.expect(0).stdout, logReturn.expect(0).stdout);
  assertNotEquals(price.stdout, diff.expect(0).stdout);
  assertEquals(rate.expect(0).stdout, rateDiff.expect(0).stdout);
});

Deno.test("main.ts --transform log-return: prices in cents are forecast as those in dollars are", async () => {
  await using dir = await Workdir.create();
  const args = [...CLOSE, "--transform", "log-return"];
  const [dollars, cents] = await Promise.all([
    forecasts(dir, args, closes((close) => close)),
    forecasts(dir, args, closes((close) => 100 * close)),
  ]);
  dollars.forEach(({ model, forecast }, i) => {
    const reached = cents[i].forecast / 100;
    assert(Math.abs(reached / forecast - 1) < 2e-5, `${model}, line ${i}: ${reached}, not ${forecast}`);
  });
});

Deno.test("main.ts --transform diff: a constant added to all values is added to all forecasts", async () => {
  await using dir = await Workdir.create();
  const args = [...CLOSE, "--transform", "diff"];
  const [plain, shifted] = await Promise.all([
    forecasts(dir, args, closes((close) => close)),
    forecasts(dir, args, closes((close) => close - 4096)),
  ]);
  plain.forEach(({ forecast }, i) => assertAlmostEquals(shifted[i].forecast + 4096, forecast, 0.05));
});

Deno.test("main.ts --transform none forecasts the level itself: an untrained network says the mean so far", async () => {
  await using dir = await Workdir.create();
  const args = ["--target", "close", "--models", "lstm,naive", "--transform", "none", "--learning-rate", "0"];
  const lines = await forecasts(dir, args, closes((_, i) => i < 200 ? 10 : 30));
  const [lstm, naive] = lines.slice(-2);
  assertEquals(naive.forecast, 30);
  assert(lstm.forecast > 12 && lstm.forecast < 18, `the mean so far, slowly forgetting: ${lstm.forecast}`);
});

Deno.test("main.ts: an untrained network is the naive forecast to the bit", async () => {
  await using dir = await Workdir.create();
  const args = ["--target", "close,volume", "--models", "rnn,lstm,gru,mlp,naive", "--learning-rate", "0"];
  const lines = await forecasts(dir, [...args, "--horizon", "1,5", "--period", "none"], SP500);
  for (let at = 0; at < lines.length; at += 5) {
    const of = lines.slice(at, at + 5).map(({ forecast }) => forecast);
    assertEquals(of, new Array(5).fill(of[4]));
  }
});

Deno.test("main.ts accepts irregular times, and a gap is something that the networks see", async () => {
  await using dir = await Workdir.create();
  const rows = (gapAt: number) => {
    const times: number[] = [];
    for (let i = 0, time = 0; i < 200; i++) times.push(time += i === gapAt ? 500 : 1 + i % 3 + i % 7 * 0.25);
    return ["time,y", ...times.map((time, i) => `${time},${Math.sin(i / 5).toFixed(4)}`), ""].join("\n");
  };
  const args = ["--models", "lstm,mlp,naive", "--target", "y"];
  const [even, gap] = await Promise.all([forecasts(dir, args, rows(-1)), forecasts(dir, args, rows(150))]);
  assertEquals(gap.length, 3 * 200);
  const differs = gap.map(({ forecast }, i) => forecast !== even[i].forecast);
  assert(differs.slice(0, 3 * 150).every((different) => !different), "what came before the gap is as it was");
  assertEquals(differs.slice(3 * 150, 3 * 151), [true, true, false]);
});

Deno.test("main.ts --calendar: the hour of the day helps where the day has a shape, and none leaves it out", async () => {
  await using dir = await Workdir.create();
  const start = Date.UTC(2024, 0, 1);
  const rows = Array.from({ length: 900 }, (_, i) => {
    const value = (i % 24 === 8 ? 9 : 0) + i % 5 / 100; // one peak a day, foretold by nothing but the clock
    return `${new Date(start + 3_600_000 * i).toISOString()},${value}`;
  });
  const stdin = ["time,y", ...rows, ""].join("\n");
  const args = ["--models", "ar(lags=1),mlp(window=1,tbptt=16),naive", "--target", "y", "--period", "none"];
  const [auto, hour, none] = await Promise.all([
    dir.run(args, { stdin }),
    dir.run([...args, "--calendar", "hour"], { stdin }),
    dir.run([...args, "--calendar", "none"], { stdin }),
  ]);
  const errors = (csv: string, model: string) => {
    const lines = readForecasts(csv).filter((line) => line.model === model);
    return lines.slice(600, -1).reduce(
      (sum, { forecast }, i) => sum + (forecast - Number(rows[601 + i].split(",")[1])) ** 2,
      0,
    );
  };
  for (const model of ["ar", "mlp"]) {
    assert(errors(auto.expect(0).stdout, model) < 0.9 * errors(none.expect(0).stdout, model), model);
    assert(errors(hour.expect(0).stdout, model) < 0.9 * errors(none.stdout, model), model);
  }
  const refused = await dir.run(["--calendar", "hour"], { stdin: "y\n1\n" });
  assert(refused.expect(2).stderr.includes("the time column must hold ISO 8601 times"));
});
