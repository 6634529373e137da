import { assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { firstRows, records } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

/** Forecasts by what a state has learned, and nothing more. */

const [HEADER, ...ROWS] = (await firstRows("vitals.csv", 400)).trimEnd().split("\n");
const LEARN = [
  "--series",
  "patient",
  "--target",
  "hr",
  "--models",
  "gru,ar,naive,ensemble",
  "--state",
  "s",
  "--quiet",
];
const READS = ["--allow-read=."];
const WRITES = [...READS, "--allow-write=."];
const csv = (rows: readonly string[]) => [HEADER, ...rows, ""].join("\n");

Deno.test("main.ts predict without rows says again what the state said last, and when it is for", async () => {
  await using dir = await Workdir.create();
  const learned = await dir.run(LEARN, { stdin: csv(ROWS), permissions: WRITES });
  const before = await Deno.readFile(`${dir.path}/s`);
  const said = await dir.run(["predict", "--state", "s", "--forecast-time"], { permissions: READS });
  const lines = records(learned.expect(0).stdout);
  const keys = [...new Set(lines.map(({ series }) => series))];
  const expected = keys.flatMap((key) => lines.filter(({ series }) => series === key).slice(-4));
  const predicted = records(said.expect(0).stdout);
  assertEquals(predicted.map(({ forecast_time: _, ...line }) => line), expected);
  for (const { time, forecast_time } of predicted) {
    assertEquals(Date.parse(forecast_time) - Date.parse(time), 60_000);
  }
  assertEquals(await Deno.readFile(`${dir.path}/s`), before);
});

Deno.test("main.ts predict answers rows, known times too, alike whenever it is asked, and learns nothing", async () => {
  await using dir = await Workdir.create();
  const [old, fresh] = [ROWS.slice(0, 300), ROWS.slice(300)];
  await dir.run(LEARN, { stdin: csv(old), permissions: WRITES });
  const before = await Deno.readFile(`${dir.path}/s`);
  const ask = (rows: readonly string[]) =>
    dir.run(["predict", "--state", "s"], { stdin: csv(rows), permissions: READS });
  const [first, again, known] = await Promise.all([ask(fresh), ask(fresh), ask(old.slice(-5))]);
  assertEquals(records(first.expect(0).stdout).length, 4 * fresh.length);
  assertEquals(again.expect(0).stdout, first.stdout);
  assertEquals(records(known.expect(0).stdout).length, 4 * 5);
  assertEquals(
    records(known.stdout).every(({ forecast }) => Number.isFinite(Number(forecast)) && forecast !== ""),
    true,
  );
  assertEquals(await Deno.readFile(`${dir.path}/s`), before);
  const learning = await dir.run(LEARN, { stdin: csv(fresh), permissions: WRITES });
  const header = first.stdout.slice(0, first.stdout.indexOf("\n") + 1); // a resumed run has none
  const [predicted, forecast] = [first.stdout, header + learning.expect(0).stdout].map((text) =>
    records(text).filter(({ model }) => model === "gru")
  );
  assertEquals(predicted[0], forecast[0]); // before anything was learned
  assertNotEquals(predicted.at(-1), forecast.at(-1));
});

Deno.test("main.ts predict refuses what is no forecast's state, and options that the state decides", async () => {
  await using dir = await Workdir.create();
  const none = await dir.run(["predict", "--state", "nothing"], { permissions: READS });
  assertStringIncludes(none.expect(1).stderr, 'Cannot read "nothing": there is no such file');
  assertStringIncludes((await dir.run(["predict"])).expect(2).stderr, "missing option --state FILE");
  const models = await dir.run(["predict", "--state", "s", "--models", "ar"]);
  assertStringIncludes(models.expect(2).stderr, 'Cannot use option "--models"');
});

Deno.test("main.ts --learning-rate 0 freezes ar and the ensemble as well as the networks", async () => {
  await using dir = await Workdir.create();
  const prices = await firstRows("sp500.csv", 300);
  const args = ["--target", "close", "--models", "lstm,ar,naive,ensemble", "--quiet", "--learning-rate", "0"];
  const rows = records((await dir.run(args, { stdin: prices })).expect(0).stdout);
  const of = (name: string) => rows.filter(({ model }) => model === name).map(({ forecast }) => forecast);
  for (const model of ["lstm", "ar"]) assertEquals(of(model), of("naive"));
});
