import { assert, assertEquals } from "@std/assert";
import { labelledVitals } from "../../fixtures/label_vitals.ts";
import { spelledNames } from "../../fixtures/spell_names.ts";
import { records } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

interface Score {
  readonly model: string;
  readonly n: number;
  readonly accuracy: number;
  readonly auroc: number | null;
  readonly logLoss: number;
  readonly macroF1: number;
}

const fixture = (name: string) => Deno.readTextFile(new URL(`../../fixtures/${name}`, import.meta.url));

/** Runs `classify` over a CSV text; its output, and its scores by model. */
async function classify(
  csv: string,
  args: readonly string[],
): Promise<[string, Record<string, Score>, string]> {
  await using dir = await Workdir.create();
  const run = await dir.run(["classify", "--summary", "scores.json", ...args], {
    permissions: ["--allow-write=scores.json"],
    stdin: csv,
  });
  run.expect(0);
  const { scores }: { scores: Score[] } = JSON.parse(await dir.read("scores.json"));
  return [run.stdout, Object.fromEntries(scores.map((score) => [score.model, score])), run.stderr];
}

const spelled = spelledNames(await fixture("names.csv"), 1);

Deno.test("classify tells the language of a name, one character a row, better than the majority", async () => {
  const [, scores, stderr] = await classify(spelled, [
    ...["--label", "language", "--series", "name", "--text", "character"],
    ...["--replay", "16", "--learning-rate", "0.01"],
  ]);
  assertEquals(scores.gru.n, 418);
  assert(scores.majority.accuracy < 0.3);
  for (const model of ["rnn", "lstm", "gru", "mlp"]) {
    assert(scores[model].accuracy > 0.45, `${model}: ${scores[model].accuracy}`);
    assert(scores[model].logLoss < scores.majority.logLoss - 0.25, model);
  }
  assert(stderr.includes("418 labels scored, each before it was learned, 4 classes"));
});

Deno.test("classify tells deteriorating from stable patients, in step and by the hour", async () => {
  const [vitals, events] = [await fixture("vitals.csv"), await fixture("vitals_events.json")];
  const [inStep, scores] = await classify(labelledVitals(vitals, events, false), [
    ...["--label", "state", "--series", "patient", "--learning-rate", "0.001"],
  ]);
  for (const model of ["gru", "rnn", "lstm", "mlp"]) {
    assert(scores[model].auroc! > 0.95 && scores[model].auroc! > scores.majority.auroc! + 0.1, model);
    assert(scores[model].logLoss < scores.majority.logLoss / 2, model);
  }
  assert(
    scores.last.accuracy > scores.gru.accuracy,
    "whoever repeats the last label is hard to beat, and is told",
  );
  const [first] = records(inStep);
  assertEquals(Object.keys(first), ["series", "time", "model", "label", "predicted", "probability"]);
  assertEquals(first, {
    series: "p01",
    time: "2026-01-12T00:00:00Z",
    model: "rnn",
    label: "stable",
    predicted: "",
    probability: "",
  });

  const [, hourly] = await classify(labelledVitals(vitals, events, true), [
    ...["--label", "state", "--series", "episode", "--features", "hr,spo2,resp,map"],
    ...["--replay", "16", "--learning-rate", "0.01"],
  ]);
  assertEquals(hourly.rnn.n, 195);
  for (const model of ["rnn", "gru", "mlp"]) {
    assert(hourly[model].auroc! > 0.8, `${model}: ${hourly[model].auroc}`);
    assert(hourly[model].logLoss < hourly.majority.logLoss - 0.1, model);
  }
});

Deno.test("classify goes on from a state as if it had never stopped", async () => {
  await using dir = await Workdir.create();
  const permissions = ["--allow-read=.", "--allow-write=."];
  const rows = spelled.split("\n", 901);
  const args = (extra: readonly string[]) => [
    ...[
      "classify",
      "--label",
      "language",
      "--series",
      "name",
      "--text",
      "character",
      "--models",
      "gru,mlp,last",
    ],
    ...["--replay", "2", "--quiet", ...extra],
  ];
  await dir.write("all.csv", rows.join("\n") + "\n");
  await dir.write("first.csv", rows.slice(0, 500).join("\n") + "\n");
  await dir.write("second.csv", [rows[0], ...rows.slice(500)].join("\n") + "\n");
  const run = async (name: string, extra: readonly string[]) => {
    const finished = await dir.run(args(["--input", name, ...extra]), { permissions });
    finished.expect(0);
    return finished.stdout;
  };
  const [header, ...whole] = (await run("all.csv", [])).split("\n");
  const parts = await run("first.csv", ["--state", "s"]) + await run("second.csv", ["--state", "s"]);
  const [again, ...joined] = parts.split("\n");
  assertEquals(again, header);
  // Rows without a time are numbered by input, so the time alone may differ.
  const plain = (lines: string[]) => lines.map((line) => line.replace(/^(\d+),\d+,/, "$1,"));
  assertEquals(plain(joined), plain(whole));
});

Deno.test("classify starts from the weights of a state, and says what does not fit", async () => {
  await using dir = await Workdir.create();
  const permissions = ["--allow-read=.", "--allow-write=."];
  const run = (model: string, more: readonly string[] = []) =>
    dir.run([
      ...["classify", "--label", "language", "--series", "name", "--text", "character", "--quiet"],
      ...["--models", model, "--summary", "scores.json", ...more],
    ], { permissions, stdin: spelled });
  const accuracy = async (model: string, more: readonly string[] = []) => {
    (await run(model, more)).expect(0);
    const { scores }: { scores: Score[] } = JSON.parse(await dir.read("scores.json"));
    return scores[0].accuracy;
  };
  for (const options of ["reset=after", "bidirectional=yes"]) {
    const file = `${options}.state`;
    const learned = await accuracy(`gru(${options},replay=8,rate=0.01)`, ["--state", file]);
    const frozen = await accuracy(`gru(${options},weights=${file},rate=0)`);
    assert(frozen > learned + 0.1, `${options}: it has seen these names before: ${learned}, then ${frozen}`);
  }
  const misfit = (await run("gru(weights=reset=after.state)")).expect(1);
  assert(misfit.stderr.includes("write gru(reset=after,…)"), misfit.stderr);
});

Deno.test("classify says what is wrong with what it is asked", async () => {
  await using dir = await Workdir.create();
  const cases: readonly (readonly [string[], number, string])[] = [
    [[], 2, "Cannot run classify: missing option --label COL (or --text COL --next)"],
    [["--label", "y", "--next", "--text", "c"], 2, "Cannot use --next with --label y: give one of them"],
    [["--next"], 2, "Cannot use --next without --text: add --text COL"],
    [["--label", "z"], 2, 'Cannot find column "z"'],
    [["--label", "y", "--models", "lstn"], 2, "did you mean lstm?"],
    [["--label", "y", "--classes", "2"], 1, 'Cannot take "c" for one more class: expected at most 2'],
  ];
  for (const [args, code, message] of cases) {
    const run = await dir.run(["classify", ...args], { stdin: "x,y\n1,a\n2,b\n3,c\n" });
    run.expect(code);
    assert(run.stderr.includes(message), run.stderr);
  }
});

Deno.test("classify answers a row before the next one comes, as NDJSON if asked", async () => {
  await using dir = await Workdir.create();
  const program = dir.start([
    "classify",
    "--label",
    "y",
    "--models",
    "majority",
    "--quiet",
    "--format",
    "ndjson",
  ]);
  await program.write("x,y\n1,a\n");
  const lines: string[] = [];
  lines.push((await program.line())!);
  await program.write("2,\n");
  lines.push((await program.line())!);
  await program.closeInput();
  (await program.finished()).expect(0);
  assertEquals(lines.map((line) => JSON.parse(line)), [
    { series: "", time: "1", model: "majority", label: "a", predicted: null, probability: null },
    { series: "", time: "2", model: "majority", label: null, predicted: "a", probability: 0.117647 },
  ]);
});

Deno.test("classify leaves a state that inspect reads", async () => {
  await using dir = await Workdir.create();
  const permissions = ["--allow-read=.", "--allow-write=."];
  const args = [
    "classify",
    "--label",
    "y",
    "--series",
    "k",
    "--models",
    "gru,last",
    "--state",
    "s",
    "--quiet",
  ];
  (await dir.run(args, { permissions, stdin: "k,x,y\na,1,no\nb,2,yes\na,3,\n" })).expect(0);
  const told = await dir.run(["inspect", "s", "--format", "json"], { permissions });
  told.expect(0);
  const { rows, series, models } = JSON.parse(told.stdout);
  assertEquals([rows, series], [3, [{ key: "a", rows: 2 }, { key: "b", rows: 1 }]]);
  assertEquals(models.map(({ name, updates }: { name: string; updates?: number }) => [name, updates]), [
    ["gru", 2],
    ["last", undefined],
  ]);
});

Deno.test("classify says of an input without rows what it can use, and not that it cannot forecast it", async () => {
  await using dir = await Workdir.create();
  const run = await dir.run(["classify", "--label", "y"], { stdin: "" });
  assertEquals(
    run.expect(1).stderr,
    "foretide: Cannot use standard input: expected a header and rows, got nothing\n",
  );
});
