import { assert, assertEquals, assertMatch, assertNotEquals, assertStringIncludes } from "@std/assert";
import { readForecasts, records } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

/** `--known` through the real command. */

const SALES = await Deno.readTextFile(new URL("../../fixtures/sales.csv", import.meta.url));
const [HEADER, ...LINES] = SALES.trimEnd().split("\n");
const MODELS = "lstm(hidden=4),mlp(hidden=4,window=4),seq2seq(hidden=4,window=4),ar(lags=7),naive,ensemble";
const HORIZONS = ["--horizon", "1-3,5"];
const FARTHEST = 5;
const BARE = ["--target", "sales", "--known", "promo", ...HORIZONS, "--quiet"];
const ARGS = [...BARE, "--models", MODELS];
const LINES_PER_ROW = 4 * 6;

/** The header and so many rows. */
function first(rows: number): string {
  return [HEADER, ...LINES.slice(0, rows), ""].join("\n");
}

/** The same with other cells from a row on. */
function changed(rows: number, from: number, change: (cells: string[]) => string[]): string {
  const lines = LINES.slice(0, rows).map((line, i) => i < from ? line : change(line.split(",")).join(","));
  return [HEADER, ...lines, ""].join("\n");
}

Deno.test("--known: the horizon's own values lower every model's error where they matter", async () => {
  await using dir = await Workdir.create();
  const scores = async (...args: string[]) => {
    const models = ["--models", "lstm,ar,naive,ensemble", "--horizon", "1,7", "--quiet", "--summary", "j"];
    const all = ["--target", "sales", ...models, ...args];
    (await dir.run(all, { stdin: SALES, permissions: ["--allow-write=j"] })).expect(0);
    return JSON.parse(await dir.read("j")).scores as { model: string; horizon: number; rmse: number }[];
  };
  const features = await scores("--features", "promo");
  const known = await scores("--known", "promo");
  assertEquals(known.length, features.length);
  known.forEach(({ model, rmse }, i) => {
    if (model === "naive") assertEquals(rmse, features[i].rmse);
    else assert(rmse < 0.85 * features[i].rmse, `${model}: ${rmse}, with --features ${features[i].rmse}`);
  });
});

Deno.test("--known: targets after an origin, and known values beyond its horizon, change no byte of its forecasts", async () => {
  await using dir = await Workdir.create();
  const run = async (stdin: string) => (await dir.run(ARGS, { stdin })).expect(0).stdout.split("\n");
  const rows = 150;
  const from = 110; // the first row that changes
  const [actual, targets, near, beyond] = await Promise.all([
    run(first(rows)),
    run(changed(rows, from, ([time, , promo]) => [time, "1000000", promo])),
    run(changed(rows, from, ([time, sales, promo]) => [time, sales, String(3 - Number(promo))])),
    run(changed(rows, from + FARTHEST, ([time, sales, promo]) => [time, sales, String(3 - Number(promo))])),
  ]);
  const untilRow = (row: number) => 1 + row * LINES_PER_ROW;
  assertEquals(targets.slice(0, untilRow(from)), actual.slice(0, untilRow(from)));
  assertNotEquals(targets, actual);
  assertEquals(beyond.slice(0, untilRow(from)), actual.slice(0, untilRow(from)));
  assertNotEquals(beyond, actual);
  // What lies within the horizon does tell: from the first origin on that sees it, and not before.
  const seen = untilRow(from - FARTHEST);
  assertEquals(near.slice(0, seen), actual.slice(0, seen));
  assertNotEquals(near.slice(seen, seen + LINES_PER_ROW), actual.slice(seen, seen + LINES_PER_ROW));
});

Deno.test("--known: history and plan together forecast the plan's days, and the next run brings the true rows", async () => {
  await using dir = await Workdir.create();
  const permissions = ["--allow-read=.", "--allow-write=."];
  const plan = (from: number, to: number) =>
    LINES.slice(from, to).map((line) => line.replace(/,\d+,/, ",,")).join("\n") + "\n";
  const once = (await dir.run(ARGS, { stdin: first(140) + plan(140, 145) })).expect(0).stdout;
  const files = [...ARGS, "--state", "s", "--output", "out", "--summary", "j"];
  (await dir.run(files, { stdin: first(100) + plan(100, 105), permissions })).expect(0);
  assertEquals(JSON.parse(await dir.read("j")).rows, 100);
  // The whole history grown, with its new plan; and only the new rows, with theirs.
  (await dir.run(files, { stdin: first(120) + plan(120, 125), permissions })).expect(0);
  const only = [HEADER, ...LINES.slice(120, 140), ""].join("\n") + plan(140, 145);
  const last = (await dir.run(files, { stdin: only, permissions })).expect(0);
  assertEquals(await dir.read("out"), once, last.stderr);
  const { rows, resumed } = JSON.parse(await dir.read("j"));
  assertEquals([rows, resumed], [140, 120]);
  assertEquals(readForecasts(once).at(-1)!.time, LINES[139].split(",")[0]);
});

Deno.test("--known: who sends the plan first gets each forecast at once", async () => {
  await using dir = await Workdir.create();
  const args = ["--target", "y", "--known", "k", "--models", "naive", "--horizon", "2", "--quiet"];
  const program = dir.start(args);
  await program.write("time,y,k\n1,,0\n2,,1\n3,,0\n");
  for (let t = 1; t <= 4; t++) {
    await program.write(`${t},${10 * t},0\n${t + 3},,1\n`);
    if (t === 1) await program.line(); // the header
    assertEquals(await program.line(), `,${t},y,2,naive,${10 * t},,`);
  }
  await program.closeInput();
  (await program.finished()).expect(0);
});

Deno.test("--known: a run stopped by a signal keeps no held row; they come again with the input", async () => {
  await using dir = await Workdir.create();
  const permissions = ["--allow-read=.", "--allow-write=."];
  const whole = (await dir.run(ARGS, { stdin: first(130) })).expect(0).stdout;
  const files = [...ARGS, "--state", "s", "--output", "out", "--summary", "j"];
  const program = dir.start(files, { permissions });
  await program.write(first(90));
  while (!(await dir.read("out").catch(() => "")).includes(LINES[90 - FARTHEST - 1].split(",")[0])) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  program.signal("SIGTERM");
  assertEquals((await program.finished()).code, 143);
  assertEquals(JSON.parse(await dir.read("j")).rows, 90 - FARTHEST);
  (await dir.run(files, { stdin: first(130), permissions })).expect(0);
  assertEquals(await dir.read("out"), whole);
});

Deno.test("--known: a bad row is told once, though it overtakes rows that are held", async () => {
  await using dir = await Workdir.create();
  const permissions = ["--allow-read=.", "--allow-write=."];
  const files = [...ARGS, "--state", "s", "--rejects", "rejects", "--summary", "j"];
  const bad = (i: number) => `bad ${i},1,0\n`;
  (await dir.run(files, { stdin: first(80) + bad(1), permissions })).expect(0);
  const more = first(80) + bad(1) + bad(2) + LINES.slice(80, 90).join("\n") + "\n" + bad(3);
  const run = (await dir.run(files, { stdin: more, permissions })).expect(0);
  assertEquals(await dir.read("rejects"), bad(1) + bad(2) + bad(3));
  const { skipped, rows, repeated } = JSON.parse(await dir.read("j"));
  assertEquals([skipped, rows, repeated], [3, 90, 80]);
  assert(!run.stderr.includes("changed"), run.stderr);
});

Deno.test("--known: rows without a time that come again, with more known ahead and bad ones among them, are known again", async () => {
  await using dir = await Workdir.create();
  const permissions = ["--allow-read=.", "--allow-write=."];
  const untimed = (from: number, to: number) =>
    LINES.slice(from, to).map((line) => line.split(",").slice(1).join(",") + "\n").join("");
  const files = [...ARGS, "--state", "s", "--output", "out", "--summary", "j"];
  const run = async (stdin: string) => {
    const { stderr } = (await dir.run(files, { stdin: "sales,promo\n" + stdin, permissions })).expect(0);
    assertEquals(stderr, "");
    const { rows, repeated, skipped } = JSON.parse(await dir.read("j"));
    return [rows, repeated, skipped];
  };
  assertEquals(await run(untimed(0, 9)), [9, 0, 0]);
  assertEquals(await run(untimed(0, 9) + "1,2,3\n" + untimed(9, 20)), [20, 9, 1]);
  const origins = readForecasts(await dir.read("out")).filter(({ model, horizon }) =>
    model === "naive" && horizon === 1
  );
  assertEquals(origins.map(({ forecast }) => forecast), LINES.slice(0, 20).map((l) => +l.split(",")[1]));
});

Deno.test("--known: workers change no byte, and no series another's local forecasts", async () => {
  await using dir = await Workdir.create();
  const shops = LINES.slice(0, 90).flatMap((line, i) => [`a,${line}`, ...(i % 3 ? [`b,${line}`] : [])]);
  const csv = (lines: readonly string[]) => [`shop,${HEADER}`, ...lines, ""].join("\n");
  const stdin = csv(shops);
  const source = new URL("../../src", import.meta.url).pathname;
  const series = ["--series", "shop"];
  const [one, two, alone] = await Promise.all([
    dir.run([...ARGS, ...series], { stdin }),
    dir.run([...ARGS, ...series, "--workers", "2"], { stdin, permissions: [`--allow-read=${source}`] }),
    dir.run([...BARE, ...series, "--models", "ar(lags=7),naive"], {
      stdin: csv(shops.filter((line) => line.startsWith("a"))),
    }),
  ]);
  assertEquals(two.expect(0).stdout, one.expect(0).stdout);
  const localOfA = (csv: string) =>
    readForecasts(csv).filter(({ series, model }) => series === "a" && ["ar", "naive"].includes(model))
      .map(({ time, model, horizon, forecast }) => [time, model, horizon, forecast].join());
  assertEquals(localOfA(one.stdout), localOfA(alone.expect(0).stdout));
});

Deno.test("--known holds for the history of --pretrain, and --valid for what is known ahead", async () => {
  await using dir = await Workdir.create();
  const permissions = ["--allow-read=."];
  const stdin = [HEADER, ...LINES.slice(400, 440), ""].join("\n");
  const spoilt = (text: string) =>
    first(200).split("\n").map((line, i) => i > 0 && i % 9 === 0 ? line.replace(/,\d$/, `,${text}`) : line)
      .join("\n");
  await dir.write("history", first(200));
  await dir.write("impossible", spoilt("77"));
  await dir.write("empty", spoilt(""));
  const args = [...ARGS, "--valid", "promo=0..1"];
  const warm = (file: string) => dir.run([...args, "--pretrain", file], { stdin, permissions });
  const [cold, history, impossible, empty] = await Promise.all([
    dir.run(args, { stdin }),
    warm("history"),
    warm("impossible"),
    warm("empty"),
  ]);
  assertNotEquals(history.expect(0).stdout, cold.expect(0).stdout);
  assertNotEquals(history.stdout, empty.expect(0).stdout);
  assertEquals(impossible.expect(0).stdout, empty.stdout);
  const [plain, missing] = await Promise.all(
    ["77", ""].map((text) => dir.run(args, { stdin: spoilt(text) })),
  );
  assertEquals(plain.expect(0).stdout, missing.expect(0).stdout);
});

Deno.test("--known says in one line what cannot be", async () => {
  await using dir = await Workdir.create();
  const permissions = ["--allow-read=.", "--allow-write=."];
  const stdin = first(40);
  const run = async (args: string[], code: number) => {
    const { stderr } = (await dir.run(args, { stdin, permissions })).expect(code);
    assertMatch(stderr, /^foretide: [^\n]*\n$/);
    return stderr;
  };
  const args = ["--target", "sales", "--models", "lstm(hidden=4),naive", "--quiet"];
  assertStringIncludes(
    await run([...args, "--known", "sales"], 2),
    'Cannot use column "sales" as known column: it is the target already',
  );
  assertStringIncludes(await run([...args, "--known", "promos"], 2), 'Cannot find column "promos"');
  (await dir.run([...args, "--known", "promo", "--state", "s"], { stdin, permissions })).expect(0);
  // Left out, it comes from the state.
  (await dir.run([...args, "--features", "promo", "--state", "s"], { stdin, permissions })).expect(0);
  assertStringIncludes(
    await run(["generate", "--state", "s", "--quiet"], 1),
    'Cannot generate from "s": expected a run without --known, got --known promo',
  );
  await dir.write("keyed", "key,y,k\na,1,2\nb,2,3\n");
  assertStringIncludes(
    await run([
      ...["--input", "keyed", "--target", "y", "--series", "key", "--known", "k", "--models", "naive"],
      ...["--state", "t", "--quiet"],
    ], 2),
    "Cannot use --state with --known and --series: expected a time column, got none",
  );
  const inspected = (await dir.run(["inspect", "s"], { permissions })).expect(0);
  assertStringIncludes(inspected.stdout, "--known");
});

Deno.test("fixtures/sales.csv is what its generator makes", async () => {
  const script = new URL("../../fixtures/generate_sales.ts", import.meta.url).pathname;
  const made = await new Deno.Command(Deno.execPath(), { args: ["run", "--no-prompt", script] }).output();
  assertEquals(new TextDecoder().decode(made.stdout), SALES);
  assertEquals(records(SALES).filter(({ sales }) => sales === "").length, 14);
});
