import { assert, assertEquals, assertMatch } from "@std/assert";
import { firstRows, HEADER, readForecasts, records } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

/** The main job through the real command line, with no permission at all: what is written, and in which order. */

const SP500 = await firstRows("sp500.csv", 400);
const VITALS = await firstRows("vitals.csv", 400);
const DEFAULT_MODELS = ["lstm", "gru", "mlp", "ar", "loose", "ets", "naive", "ensemble"];

Deno.test("main.ts writes a line per row and model, in the rows' order, from the first row on", async () => {
  await using dir = await Workdir.create();
  const run = (await dir.run(["--target", "close"], { stdin: SP500 })).expect(0);
  const lines = readForecasts(run.stdout);
  const expected = records(SP500).flatMap(({ date }) =>
    DEFAULT_MODELS.map((model) => ({ series: "", time: date, target: "close", horizon: 1, model }))
  );
  assertEquals(
    lines.map(({ series, time, target, horizon, model }) => ({ series, time, target, horizon, model })),
    expected,
  );
  assert(lines.every(({ forecast }) => Number.isFinite(forecast)));
  assert(lines.slice(0, DEFAULT_MODELS.length).every(({ lower, upper }) => lower === "" && upper === ""));
  for (const { lower, upper } of lines) {
    assert(lower === "" ? upper === "" : Number(lower) <= Number(upper), `${lower}, ${upper}`);
  }
  assertMatch(run.stderr, /^foretide: reading standard input: time "date"\nforetide: row 1\b.*\n/);
  assertMatch(run.stderr, /\nforetide: row 256, .*\n {2,}MAE +RMSE /);
  for (const model of DEFAULT_MODELS) assertMatch(run.stderr, new RegExp(`\n  ${model} +\\d`));
});

Deno.test("main.ts forecasts several targets of many series, each by its own past", async () => {
  await using dir = await Workdir.create();
  const args = ["--series", "patient", "--target", "hr,spo2", "--features", "resp,map"];
  const run = (await dir.run(args, { stdin: VITALS })).expect(0);
  const lines = readForecasts(run.stdout);
  const expected = records(VITALS).flatMap(({ patient, time }) =>
    ["hr", "spo2"].flatMap((target) => DEFAULT_MODELS.map((model) => [patient, time, target, model]))
  );
  assertEquals(lines.map(({ series, time, target, model }) => [series, time, target, model]), expected);
  assert(new Set(lines.map(({ series }) => series)).size > 3);
});

Deno.test("main.ts: naive repeats the last value, over missing ones too, and says nothing before the first", async () => {
  await using dir = await Workdir.create();
  const args = ["--series", "patient", "--target", "hr,map", "--models", "naive,lstm"];
  const gaps = VITALS.replaceAll(/^(\S+:0[0-2]:00Z,p0[13]),\d+,/gm, "$1,,"); // no hr at the start, and once an hour
  const run = (await dir.run(args, { stdin: gaps })).expect(0);
  const last = new Map<string, number>();
  const expected = records(gaps).flatMap((row) =>
    ["hr", "map"].map((target) => {
      const key = `${row.patient} ${target}`;
      if (row[target] !== "") last.set(key, Number(row[target]));
      return last.get(key) ?? NaN;
    })
  );
  const lines = readForecasts(run.stdout);
  assertEquals(lines.filter(({ model }) => model === "naive").map(({ forecast }) => forecast), expected);
  assert(expected.some(Number.isNaN), "the first rows have no value");
  const silent = (model: string) =>
    lines.filter((line) => line.model === model && Number.isNaN(line.forecast)).length;
  assertEquals(silent("lstm"), silent("naive"));
});

Deno.test("main.ts --horizon writes a line per row ahead, ascending", async () => {
  await using dir = await Workdir.create();
  const args = ["--target", "close", "--models", "naive,ar,mlp", "--horizon", "5,1-3"];
  const run = (await dir.run(args, { stdin: await firstRows("sp500.csv", 50) })).expect(0);
  const lines = readForecasts(run.stdout);
  assertEquals(lines.length, 50 * 4 * 3);
  const horizons = [1, 2, 3, 5].flatMap((horizon) => ["naive", "ar", "mlp"].map((model) => [horizon, model]));
  for (let row = 0; row < 50; row++) {
    const ofRow = lines.slice(12 * row, 12 * (row + 1));
    assertEquals(ofRow.map(({ horizon, model }) => [horizon, model]), horizons);
    assertEquals(
      new Set(ofRow.filter(({ model }) => model === "naive").map((line) => line.forecast)).size,
      1,
    );
  }
  const last = lines.slice(-12).filter(({ model }) => model === "ar").map(({ forecast }) => forecast);
  assertEquals(new Set(last).size, 4, "every horizon has outputs of its own");
});

Deno.test("main.ts --emit writes some models' lines and changes none of them", async () => {
  await using dir = await Workdir.create();
  const args = ["--target", "close", "--models", "gru,naive,lstm,lstm(hidden=8,as=small),ensemble"];
  const [all, some] = await Promise.all([
    dir.run(args, { stdin: SP500 }),
    dir.run([...args, "--emit", "small,naive,ensemble"], { stdin: SP500 }),
  ]);
  const kept = all.expect(0).stdout.split("\n").filter((line) =>
    /^series|,(naive|small|ensemble),/.test(line)
  );
  assertEquals(some.expect(0).stdout, kept.join("\n") + "\n");
  assertEquals(kept.length, 1 + 3 * 400);
  assertMatch(some.stderr, /\n {2}gru +\d/, "models that are not written are scored all the same");
});

Deno.test("main.ts --quiet writes nothing to standard error, and the same forecasts", async () => {
  await using dir = await Workdir.create();
  const args = ["--target", "close", "--models", "naive,ar"];
  const stdin = SP500.replace("\n", "\nnot,a,row\n");
  const [loud, quiet] = await Promise.all([
    dir.run(args, { stdin }),
    dir.run([...args, "--quiet"], { stdin }),
  ]);
  assertEquals(quiet.expect(0).stderr, "");
  assertEquals(quiet.stdout, loud.expect(0).stdout);
  assertMatch(loud.stderr, /^foretide: line 2: expected 7 fields, got 3, skipped\n/);
});

Deno.test("main.ts says which models there are, and that nothing was scored in a short run", async () => {
  await using dir = await Workdir.create();
  const run = (await dir.run(["--models", "naive"], { stdin: "y\n1\n2\n" })).expect(0);
  assertEquals(run.stdout, `${HEADER}\n,1,y,1,naive,1,,\n,2,y,1,naive,2,,\n`);
  assertMatch(run.stderr, /Nothing was scored in 2 rows: a series' warm-up is its first 100 rows\./);
  const wrong = (await dir.run(["--models", "oracle"], { stdin: "y\n1\n" })).expect(2);
  assertMatch(wrong.stderr, /expected one of .*lstm.*naive/);
});

Deno.test("main.ts lists the columns where the target is missing or cannot be chosen", async () => {
  await using dir = await Workdir.create();
  const [unknown, unchosen] = await Promise.all([
    dir.run(["--target", "closing"], { stdin: SP500 }),
    dir.run([], { stdin: VITALS }),
  ]);
  assertMatch(
    unknown.expect(2).stderr,
    /^foretide: Cannot find column "closing" in standard input: expected one of "date", "open", "high"/,
  );
  assertMatch(unchosen.expect(2).stderr, /got "hr", "spo2", "resp", "map"; name it with --target/);
  assertEquals(unknown.stdout + unchosen.stdout, "");
});

Deno.test("main.ts compares nothing while the last value is exact: progress has no NaN", async () => {
  await using dir = await Workdir.create();
  const run = await dir.run(["--models", "naive,ar", "--warmup", "2"], { stdin: "y\n" + "5\n".repeat(40) });
  assertMatch(run.expect(0).stderr, /^foretide: row 32/m);
  assertEquals(run.stderr.includes("NaN"), false);
});
