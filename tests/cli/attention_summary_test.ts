import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { AttendedStep } from "../../src/output/summary.ts";
import { firstRows } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

const MODELS = "attention(hidden=8),gru(hidden=4),attention(hidden=4,window=4,score=additive,as=short)";

/** The text of a run's summary and what it says of attention. */
async function summarised(dir: Workdir, models: string, args: readonly string[] = []) {
  const run = await dir.run(
    ["--target", "close", "--horizon", "1,3", "--models", models, "--window", "6", "--quiet", ...args],
    {
      stdin: await firstRows("sp500.csv", 40),
      permissions: ["--allow-read", "--allow-write=s.json"],
    },
  );
  run.expect(0);
  const text = await dir.read("s.json");
  return { text, attention: JSON.parse(text).attention as AttendedStep[] | undefined };
}

Deno.test("main.ts --summary tells what each step of each attending model reads, a step a line", async () => {
  await using dir = await Workdir.create();
  const { text, attention } = await summarised(dir, MODELS, ["--summary", "s.json"]);
  assertEquals(
    attention!.map(({ model, step, weights }) => [model, step, weights.length]),
    [1, 2, 3].map((step) => ["attention", step, 6]).concat([1, 2, 3].map((step) => ["short", step, 4])),
  );
  for (const { weights } of attention!) {
    assertAlmostEquals(weights.reduce((sum, weight) => sum + weight, 0), 1, 1e-6); // float32
    assert(weights.every((weight) => weight > 0));
  }
  assert(attention!.some(({ weights }) => weights.some((weight) => weight !== Number(weight.toFixed(6)))));
  const lines = text.split("\n").filter((line) => line.includes('"step"'));
  assertEquals(lines.map((line) => JSON.parse(line.replace(/,$/, ""))), attention!);
  const divided = await summarised(dir, MODELS, ["--summary", "s.json", "--workers", "2"]);
  assertEquals(divided.attention, attention);
});

Deno.test("main.ts --summary has no attention where no model attends", async () => {
  await using dir = await Workdir.create();
  assertEquals((await summarised(dir, "seq2seq,naive", ["--summary", "s.json"])).attention, undefined);
});
