import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { RunError, UsageError } from "../../src/base/errors.ts";
import { forecast } from "../../src/library/forecast.ts";
import type { Forecast } from "../../src/library/forecast_collector.ts";
import { createForecaster, restoreForecaster } from "../../src/library/forecaster.ts";
import { type ForecasterOptions, OPTION_NAMES } from "../../src/library/forecaster_options.ts";
import { firstRows, records } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

/** The library's two verbs give what the command gives, and go on where they were saved. */

const PRICES = await firstRows("sp500.csv", 260);
const VITALS = await firstRows("vitals.csv", 700);

/** A line of the command's CSV output. */
function line({ series, time, target, horizon, model, value, lower, upper }: Forecast): string {
  const number = (x: number | undefined) => x === undefined || Number.isNaN(x) ? "" : String(x);
  return [series, time, target, horizon, model, number(value), number(lower), number(upper)].join(",");
}

async function gather(csv: string, options: ForecasterOptions): Promise<Forecast[]> {
  return await Array.fromAsync(forecast(records(csv), options));
}

Deno.test("forecast() gives the command's numbers to the bit: prices by the default models", async () => {
  await using dir = await Workdir.create();
  const args = ["--target", "close", "--horizon", "1,5", "--quiet", "--summary", "scores.json"];
  const permissions = ["--allow-write=scores.json"];
  const { stdout } = (await dir.run(args, { stdin: PRICES, permissions })).expect(0);
  const options = { target: "close", horizon: [1, 5] };
  assertEquals((await gather(PRICES, options)).map(line), stdout.trimEnd().split("\n").slice(1));
  const forecaster = createForecaster(options);
  for (const row of records(PRICES)) forecaster.observe(row);
  const { scores } = JSON.parse(await dir.read("scores.json"));
  assertEquals(JSON.parse(JSON.stringify(forecaster.scores())), scores);
});

Deno.test("forecast() gives the command's numbers to the bit: series of patients, lists as arrays or texts", async () => {
  await using dir = await Workdir.create();
  const models = "gru(hidden=8),ar,naive,ensemble";
  const args = ["--series", "patient", "--target", "hr,spo2", "--features", "resp,map", "--models", models];
  const { stdout } = (await dir.run([...args, "--quiet"], { stdin: VITALS })).expect(0);
  const expected = stdout.trimEnd().split("\n").slice(1);
  const common = { series: "patient", features: ["resp", "map"] };
  assertEquals((await gather(VITALS, { ...common, target: ["hr", "spo2"], models })).map(line), expected);
  const list = ["gru(hidden=8)", "ar", "naive", "ensemble"];
  assertEquals(
    (await gather(VITALS, { ...common, target: "hr,spo2", models: list })).map(line),
    expected,
  );
});

Deno.test("forecast() holds rows back for what is known ahead, as the command does", async () => {
  const csv = "t,promo,y\n" +
    Array.from({ length: 60 }, (_, i) => `${i},${i % 3},${(i * i) % 17}\n`).join("");
  await using dir = await Workdir.create();
  const args = "--time t --target y --known promo --horizon 1-2 --models ar,naive".split(" ");
  const { stdout } = (await dir.run([...args, "--quiet"], { stdin: csv })).expect(0);
  const options = { time: "t", target: "y", known: "promo", horizon: "1-2", models: "ar,naive" };
  assertEquals((await gather(csv, options)).map(line), stdout.trimEnd().split("\n").slice(1));
});

Deno.test("a forecaster that is saved and restored goes on bit for bit, and forecast() says the newest again", () => {
  const options = {
    series: "patient",
    target: "hr",
    models: "lstm(hidden=8),naive,ensemble",
    horizon: [1, 3],
  };
  const rows = records(VITALS);
  const whole = createForecaster(options);
  for (const row of rows.slice(0, 400)) whole.observe(row);
  const restored = restoreForecaster(whole.save());
  assertEquals(restored.rows, 400);
  assertEquals(restored.forecast(), whole.forecast());
  for (const row of rows.slice(400)) assertEquals(restored.observe(row), whole.observe(row));
  assertEquals(restored.scores(), whole.scores());
  assertEquals(restored.save(), whole.save());
  const newest = whole.forecast().filter(({ series }) => series === rows.at(-1)!.patient);
  assertEquals([...new Set(newest.map(({ time }) => time))], [rows.at(-1)!.time]);
});

Deno.test("restoreForecaster() goes on from a state of the command; inspect and generate read what save() made", async () => {
  await using dir = await Workdir.create();
  const [header, ...lines] = PRICES.trimEnd().split("\n");
  const part = (from: number, to?: number) => [header, ...lines.slice(from, to)].join("\n") + "\n";
  const permissions = ["--allow-read=.", "--allow-write=."];
  const args = ["--target", "close", "--models", "gru(hidden=4),naive", "--quiet"];
  (await dir.run([...args, "--state", "s"], { stdin: part(0, 200), permissions })).expect(0);
  const { stdout } = (await dir.run(args, { stdin: PRICES })).expect(0);
  const restored = restoreForecaster(await Deno.readFile(`${dir.path}/s`));
  const rest = records(part(200)).flatMap((row) => restored.observe(row));
  assertEquals(rest.map(line), stdout.trimEnd().split("\n").slice(1 + 2 * 200));
  await Deno.writeFile(`${dir.path}/saved`, restored.save());
  const told = (await dir.run(["inspect", "saved", "--format", "json"], { permissions })).expect(0);
  assertEquals(JSON.parse(told.stdout).rows, 260);
  const paths =
    (await dir.run(["generate", "--state", "saved", "--paths", "2", "--steps", "3"], { permissions }))
      .expect(0);
  assertEquals(paths.stdout.trimEnd().split("\n").length, 1 + 2 * 3);
});

Deno.test("errors of the library are the command's, word for word", async () => {
  await using dir = await Workdir.create();
  const said = async (args: string[], stdin = PRICES) =>
    (await dir.run(args, { stdin })).expect(2).stderr.trim().replace(/^foretide: /, "").replace(
      / \(--help.*$/,
      "",
    );
  const thrown = (options: ForecasterOptions) =>
    assertThrows(() => createForecaster(options).observe(records(PRICES)[0]), UsageError).message;
  assertEquals(thrown({ horizon: 0 }), await said(["--horizon", "0"]));
  assertEquals(thrown({ models: "lsmt" }), await said(["--models", "lsmt"]));
  assertEquals(thrown({ learningRate: 7 }), await said(["--learning-rate", "7"]));
  assertEquals(
    thrown({ target: "closs" }),
    (await said(["--target", "closs"])).replace("standard input", '"rows"'),
  );
  const wrong = assertThrows(() => createForecaster({ taget: "y" } as ForecasterOptions), UsageError).message;
  assertEquals(wrong, 'Cannot use option "taget": there is none of this name; did you mean target?');
  assertStringIncludes(
    assertThrows(() => createForecaster({ output: "f" } as ForecasterOptions), UsageError).message,
    "it is the command's",
  );
});

Deno.test("bad rows are skipped and told, or end the run; what is no state is refused", () => {
  const notes: string[] = [];
  const models = "naive";
  const onNote = (kind: string, text: string) => notes.push(`${kind}: ${text}`);
  const forecaster = createForecaster({ time: "t", target: "y", models, onNote });
  assertEquals(forecaster.observe({ t: 1, y: 2 }).length, 1);
  assertEquals(forecaster.observe({ t: 0, y: 3 }), []);
  assertEquals([forecaster.rows, forecaster.skipped], [1, 1]);
  assertStringIncludes(notes[0], "bad rows: row 2: ");
  const strict = createForecaster({ time: "t", target: "y", models, badRows: "fail" });
  strict.observe({ t: 1, y: 2 });
  assertThrows(() => strict.observe({ t: 0, y: 3 }), RunError, 'Cannot read line 2 of "rows"');
  assertThrows(() => createForecaster().save(), RunError, "it has seen none");
  const bytes = forecaster.save();
  bytes[bytes.length >> 1] ^= 1;
  assertThrows(() => restoreForecaster(bytes), RunError, "damaged");
  assertThrows(() => restoreForecaster(new Uint8Array(8)), RunError, "damaged");
});

Deno.test("rows as numbers and dates read as their texts do; a row without a time goes by its number", () => {
  const texts = createForecaster({ target: "y", models: "ar(lags=2),naive" });
  const values = createForecaster({ target: "y", models: "ar(lags=2),naive" });
  for (let i = 0; i < 50; i++) {
    const time = new Date(Date.UTC(2030, 0, 1 + i));
    const y = Math.sin(i) * 1e-7;
    const said = values.observe({ time, y });
    assertEquals(said, texts.observe({ time: time.toISOString(), y: String(y) }));
  }
  const counted = createForecaster({ models: "naive" });
  counted.observe({ y: 1 });
  const [{ time, value }] = restoreForecaster(counted.save()).observe({ y: 2 });
  assertEquals([time, value], [2, 2]);
});

Deno.test("ForecasterOptions has every option of the command that is not about its files, threads and terminal", async () => {
  const source = await Deno.readTextFile(
    new URL("../../src/library/forecaster_options.ts", import.meta.url),
  );
  const declared = [...source.matchAll(/^ {2}readonly (\w+)\?:/gm)].map(([, name]) => name);
  assertEquals(OPTION_NAMES.filter((name) => !declared.includes(name)), []);
  const own = ["ownModels", "onEvent", "onNote"];
  assertEquals(declared.filter((name) => !OPTION_NAMES.includes(name) && !own.includes(name)), []);
});
