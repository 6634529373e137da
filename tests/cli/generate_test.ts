import { assert, assertEquals } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { firstRows, records } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

const ALL = ["--allow-read=.", "--allow-write=."];

/** One character a row; a space is quoted, for a blank line is no row. */
function spelled(text: string): string {
  return "character\n" +
    [...text].map((character) => character === " " ? '" "\n' : `${character}\n`).join("");
}

/** A state of models that have learned a text, `text.state`. */
async function learnText(dir: Workdir): Promise<void> {
  const run = await dir.run(
    [
      "classify",
      "--text",
      "character",
      "--next",
      "--models",
      "gru,majority",
      "--state",
      "text.state",
      "--quiet",
    ],
    { permissions: ALL, stdin: spelled("Hello world! ".repeat(150)) },
  );
  run.expect(0);
}

const written = (csv: string) => records(csv).map(({ value }) => value).join("");

Deno.test('generate continues "Hello world!" after `classify --next` has learned it, and as cold as it is told', async () => {
  await using dir = await Workdir.create();
  await learnText(dir);
  const state = await Deno.readFile(`${dir.path}/text.state`);
  const generate = async (args: readonly string[], stdin = "") => {
    const run = await dir.run(["generate", "--state", "text.state", ...args], { permissions: ALL, stdin });
    run.expect(0);
    return run.stdout;
  };
  const cold = await generate(["--steps", "26", "--paths", "1", "--temperature", "0"]);
  assertEquals(written(cold), "Hello world! Hello world! ");
  assertEquals(records(cold)[4], { series: "", path: "1", step: "5", target: "character", value: "o" });
  const begun = await generate(["--steps", "8", "--paths", "1", "--temperature", "0"], spelled("Hello w"));
  assertEquals(written(begun), "orld! He");
  const hot = await generate(["--steps", "26", "--paths", "3", "--temperature", "3"]);
  assert(new Set(hot.split("\n").map((line) => line.at(-1))).size > 6);
  assertEquals(
    await generate(["--steps", "26", "--paths", "3", "--temperature", "3"]),
    hot,
    "same seed, same text",
  );
  assert(await generate(["--steps", "26", "--paths", "3", "--temperature", "3", "--seed", "2"]) !== hot);
  const prior = await generate(["--steps", "200", "--paths", "1", "--model", "majority"]);
  assert(!written(prior).includes("Hello"), "the prior has no memory");
  assertEquals(await Deno.readFile(`${dir.path}/text.state`), state, "the state stays as it is");
});

Deno.test("generate samples paths of every series and target from a forecast's state, behind the newer rows", async () => {
  await using dir = await Workdir.create();
  const rows = (await firstRows("vitals.csv", 1600)).trimEnd().split("\n");
  const learned = await dir.run(
    [
      ...["--series", "patient", "--target", "hr,map", "--features", "resp", "--horizon", "1,5", "--quiet"],
      ...["--models", "naive,ar,lstm(hidden=8,reads=ar),ensemble", "--state", "s"],
    ],
    { permissions: ALL, stdin: rows.slice(0, 1501).join("\n") + "\n" },
  );
  learned.expect(0);
  const run = await dir.run(["generate", "--state", "s", "--steps", "4", "--paths", "3"], {
    permissions: ALL,
  });
  run.expect(0);
  const lines = records(run.stdout);
  const keys = [...new Set(lines.map(({ series }) => series))];
  assertEquals(lines.length, keys.length * 3 * 4 * 2);
  assertEquals(lines[1], { ...lines[1], series: keys[0], path: "1", step: "1", target: "map" });
  for (const { target, value } of lines) {
    const [low, high] = target === "hr" ? [30, 220] : [20, 260];
    assert(low < Number(value) && Number(value) < high, `${target} ${value}`);
  }
  const newer = [rows[0], ...rows.slice(1501)].join("\n") + "\n";
  const later = await dir.run(["generate", "--state", "s", "--steps", "4", "--paths", "3", "--model", "ar"], {
    permissions: ALL,
    stdin: newer,
  });
  later.expect(0);
  assert(later.stdout !== run.stdout);
  const old = await dir.run(["generate", "--state", "s", "--steps", "1"], {
    permissions: ALL,
    stdin: rows.slice(0, 3).join("\n") + "\n",
  });
  assert(old.stderr.includes("no time before"), old.stderr);
});

Deno.test("generate draws paths about as wide as the steps that a random walk has made", async () => {
  await using dir = await Workdir.create();
  const random = new Random(5);
  let y = 100;
  const csv = "y\n" + Array.from({ length: 800 }, () => `${(y += random.normal()).toFixed(4)}\n`).join("");
  (await dir.run(["--models", "gru,naive", "--state", "s", "--quiet"], { permissions: ALL, stdin: csv }))
    .expect(0);
  const run = await dir.run([
    "generate",
    "--state",
    "s",
    "--steps",
    "9",
    "--paths",
    "400",
    "--format",
    "ndjson",
  ], {
    permissions: ALL,
  });
  run.expect(0);
  const lines = run.stdout.trim().split("\n").map((line) =>
    JSON.parse(line) as { step: number; value: number }
  );
  for (const step of [1, 9]) {
    const moved = lines.filter((line) => line.step === step).map(({ value }) => value - y);
    const spread = Math.sqrt(moved.reduce((sum, m) => sum + m * m, 0) / moved.length);
    assert(Math.abs(spread / Math.sqrt(step) - 1) < 0.25, `step ${step}: ${spread}`);
  }
});

Deno.test("generate needs 1 among the horizons, takes the first network, and says so where there was a choice", async () => {
  await using dir = await Workdir.create();
  const csv = "x\n" + Array.from({ length: 60 }, (_, i) => `${Math.sin(i).toFixed(3)}\n`).join("");
  const said = async (models: string, args: readonly string[] = []) => {
    const learn = ["--models", models, "--horizon", "1-3", "--state", models, "--quiet"];
    (await dir.run(learn, { permissions: ALL, stdin: csv })).expect(0);
    const run = await dir.run(["generate", "--state", models, "--paths", "1", ...args], { permissions: ALL });
    assertEquals(records(run.expect(0).stdout).length, 10);
    return run.stderr;
  };
  assertEquals(
    await said("ensemble,naive,lstm(hidden=4),gru(hidden=4)"),
    "foretide: paths by lstm, fed one row at a time; --model asks another: naive, gru\n",
  );
  assertEquals(await said("gru(hidden=4),naive", ["--model", "gru"]), "");
  assertEquals(await said("lstm(hidden=4),naive", ["--quiet"]), "");
  assertEquals(await said("lstm(hidden=4)"), "");
});

Deno.test("generate says what is wrong with what it is asked", async () => {
  await using dir = await Workdir.create();
  const csv = "x,y\n" + Array.from({ length: 30 }, (_, i) => `${i},${"ab"[i % 2]}\n`).join("");
  const learn = async (args: readonly string[]) =>
    (await dir.run([...args, "--quiet"], { permissions: ALL, stdin: csv })).expect(0);
  await learn(["--target", "x", "--models", "naive,ar", "--horizon", "2", "--state", "far"]);
  await learn(["--target", "x", "--models", "naive,ar,ensemble", "--state", "near"]);
  await learn(["classify", "--label", "y", "--models", "majority", "--state", "labels"]);
  const cases: readonly (readonly [string[], number, string])[] = [
    [[], 2, "Cannot run generate: missing option --state FILE; usage: generate --state FILE"],
    [["--state", "none"], 1, 'Cannot read "none": there is no such file'],
    [["--state", "far"], 1, "expected a run that forecasts one row ahead, got --horizon 2; a path"],
    [["--state", "near", "--model", "ensemble"], 2, "expected one of naive, ar"],
    [
      ["--state", "labels"],
      1,
      "it was learned to predict y; learn the text itself with classify --text COL --next",
    ],
    [
      ["--state", "near", "--model", "arr"],
      2,
      'Cannot generate with model "arr": expected one of naive, ar; did you mean ar?',
    ],
    [
      ["--state", "near", "--temperature", "1"],
      2,
      'Cannot use --temperature with "near": expected a state of',
    ],
    [["--state", "near", "--temperature=-1"], 2, "expected a number from 0 up to 100"],
  ];
  for (const [args, code, message] of cases) {
    const run = await dir.run(["generate", ...args], { permissions: ALL });
    run.expect(code);
    assert(run.stderr.includes(message), run.stderr);
  }
});
