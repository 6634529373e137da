import { assertEquals, assertStringIncludes } from "@std/assert";
import { idleFlags } from "../../src/cli/commands/forecast/idle_flags.ts";
import { MODEL_NAMES } from "../../src/library/model_plan.ts";
import { splitFlags } from "../../src/cli/parse_flags.ts";
import { FORECAST_FLAGS } from "../../src/options/flags.ts";
import { readForecastOptions } from "../../src/options/forecast_options.ts";
import { firstRows } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

/** What would silently do nothing is refused where it can only be a mistake, and else said. */

const PRICES = await firstRows("sp500.csv", 20);

function linesFor(...args: string[]): Promise<string[]> {
  return idleFlags(readForecastOptions(splitFlags(FORECAST_FLAGS, args), MODEL_NAMES));
}

Deno.test("idleFlags() says nothing of flags that a model of the run has, and of defaults", async () => {
  assertEquals(await linesFor("--max-series", "10000", "--checkpoint-every", "1000"), []);
  assertEquals(await linesFor("--models", "lstm,naive", "--hidden", "8", "--replay", "2"), []);
  assertEquals(await linesFor("--models", "lstm,mlp", "--window", "8", "--pretrain", "x"), []);
  assertEquals(await linesFor("--series", "id", "--max-series", "3", "--state", "s"), []);
});

Deno.test("idleFlags() names the flags that say nothing to this run", async () => {
  const none = "does nothing here: no model of this run has such an option";
  assertEquals(await linesFor("--models", "lstm,ensemble", "--window", "8"), [`--window ${none}`]);
  assertEquals(await linesFor("--models", "naive,ar", "--learning-rate", "0.1", "--pretrain", "x"), [
    `--learning-rate ${none}`,
    "--pretrain does nothing here: there is no network among the models",
  ]);
  assertEquals(await linesFor("--max-series", "3", "--checkpoint-every", "7"), [
    "--max-series does nothing here: without --series there is one",
    "--checkpoint-every does nothing here: no --state is kept",
  ]);
  assertEquals(await linesFor("--drift", "none", "--events", "e"), [
    "--events stays empty here: there is no --alert, and --drift is none",
  ]);
  assertEquals(await linesFor("--drift", "none", "--events", "e", "--alert", "y<1 within 1 rows"), []);
  assertEquals(await linesFor("--bad-rows", "fail", "--rejects", "r"), [
    "--rejects stays empty here: --bad-rows fail skips no line",
  ]);
});

Deno.test("main.ts says what does nothing before the first row, and goes on", async () => {
  await using dir = await Workdir.create();
  const args = ["--target", "close", "--models", "naive", "--replay", "3"];
  const run = (await dir.run(args, { stdin: PRICES })).expect(0);
  assertStringIncludes(run.stderr, "foretide: --replay does nothing here: ");
  assertEquals((await dir.run([...args, "--quiet"], { stdin: PRICES })).expect(0).stderr, "");
});

Deno.test("main.ts refuses options that cannot both be meant", async () => {
  await using dir = await Workdir.create();
  const cases: [string[], string][] = [
    [
      ["--models", "lstm(head=student,loss=squared)"],
      "Cannot set loss of lstm with head=student: it belongs",
    ],
    [
      ["--models", "gru(head=gaussian,level=0.5)"],
      "Cannot set level of gru with head=gaussian: it belongs to",
    ],
    [["--models", "mlp(level=0.5)"], "Cannot set level of mlp with head=point: it belongs to head=quantile"],
    [["schedule", "jobs.json", "--once", "a", "--runs", "1"], "Cannot use --once with --runs"],
    [["classify", "--next", "--text", "c", "--classes", "3"], "Cannot use --classes with --next"],
    [["classify", "--label", "c", "--characters", "3"], "Cannot use --characters without --text"],
  ];
  for (const [args, said] of cases) {
    assertStringIncludes((await dir.run(args, { stdin: PRICES })).expect(2).stderr, said);
  }
  for (
    const model of [
      "lstm(head=quantile,level=0.5)",
      "mlp(loss=squared)",
      "seq2seq(loss=squared)",
      "gru(loss=huber,head=student)",
    ]
  ) {
    (await dir.run(["--target", "close", "--models", model], { stdin: PRICES })).expect(0);
  }
});

Deno.test("classify says of options that they do nothing, as forecast does", async () => {
  await using dir = await Workdir.create();
  const stdin = "x,label\n" + "1,a\n2,b\n".repeat(10);
  const args = ["classify", "--label", "label", "--features", "x", "--models", "majority", "--warmup", "0"];
  const idle = ["--hidden", "8", "--max-series", "3", "--checkpoint-every", "7", "--bad-rows", "fail"];
  const { stderr } = (await dir.run([...args, ...idle], { stdin })).expect(0);
  assertStringIncludes(stderr, "--hidden does nothing here: no model of this run has such an option");
  assertStringIncludes(stderr, "--max-series does nothing here: without --series there is one");
  assertStringIncludes(stderr, "--checkpoint-every does nothing here: no --state is kept");
  const plain = (await dir.run(args, { stdin })).expect(0);
  assertEquals(plain.stderr.includes("does nothing"), false);
});
