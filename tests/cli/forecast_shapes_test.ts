import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { firstRows, records, recordsWith } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

/** The same forecasts in other shapes of lines. */

const PRICES = await firstRows("sp500.csv", 60);
const ARGS = ["--target", "close", "--models", "ar,naive", "--horizon", "1,5", "--warmup", "10"];

Deno.test("main.ts --wide writes the same numbers, a line for all models", async () => {
  await using dir = await Workdir.create();
  const [expected, rows] = await recordsWith(dir, ARGS, ["--wide"], PRICES);
  assertEquals(rows.length, expected.length / 2);
  for (const [i, row] of rows.entries()) {
    for (const [m, model] of ["ar", "naive"].entries()) {
      const { forecast, lower, upper, model: name, ...origin } = expected[2 * i + m];
      assertEquals([name, forecast, lower, upper], [
        model,
        row[model],
        row[`${model}_lower`],
        row[`${model}_upper`],
      ]);
      for (const [column, text] of Object.entries(origin)) assertEquals(row[column], text);
    }
  }
});

Deno.test("main.ts --format influx writes line protocol with the origin's time in nanoseconds", async () => {
  await using dir = await Workdir.create();
  const run = await dir.run([...ARGS, "--format", "influx"], { stdin: PRICES });
  const lines = run.expect(0).stdout.trimEnd().split("\n");
  assertEquals(lines.length, 60 * 2 * 2);
  const [first, second] = [records(PRICES)[0], lines[1].split(" ")];
  const nanoseconds = BigInt(Date.parse(first.date)) * 1_000_000n;
  assertEquals(second, [
    "forecast,target=close,horizon=1,model=naive",
    `forecast=${Number(first.close)}`,
    `${nanoseconds}`,
  ]);
});

Deno.test("main.ts refuses --wide where lines have the model as a tag", async () => {
  await using dir = await Workdir.create();
  const run = await dir.run([...ARGS, "--format", "influx", "--wide"], { stdin: PRICES });
  assertStringIncludes(run.expect(2).stderr, "Cannot use --wide with --format influx");
});

Deno.test("main.ts --log-format json says everything as JSON, with the wall clock's time", async () => {
  await using dir = await Workdir.create();
  const run = await dir.run([...ARGS, "--log-format", "json"], { stdin: PRICES });
  const entries = run.expect(0).stderr.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert(entries.every(({ time, level, message }) => !Number.isNaN(Date.parse(time)) && level && message));
  assertEquals(entries.filter(({ event }) => event === "progress").map(({ rows }) => rows), [
    1,
    2,
    4,
    8,
    16,
    32,
  ]);
});
