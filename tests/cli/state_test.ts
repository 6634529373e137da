import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { firstRows, HEADER } from "../support/forecasts.ts";
import { type Finished, Workdir } from "../support/workdir.ts";

/** `--state`: what one run has learned, the next one knows; and nothing of that shows in the forecasts. */

const PERMISSIONS = ["--allow-read=.", "--allow-write=."];
const PRICES = await firstRows("sp500.csv", 160);
const VITALS = await firstRows("vitals.csv", 400);
const MODELS = [
  "--models",
  "lstm(hidden=4),gru(hidden=4),mlp(hidden=4,window=4),ar,naive,ensemble",
  "--warmup",
  "10",
];
const ONE = ["--target", "close", ...MODELS];
const MANY = [..."--series patient --target hr,spo2 --features map --horizon 1,3".split(" "), ...MODELS];

interface Summary {
  readonly rows: number;
  readonly skipped: number;
  readonly resumed?: number;
  readonly repeated?: number;
  readonly scores: readonly unknown[];
}

/** The header and the rows up to `end`, without those before `begin`. */
function cut(csv: string, begin: number, end?: number): string {
  const [header, ...rows] = csv.trimEnd().split("\n");
  return [header, ...rows.slice(begin, end)].join("\n") + "\n";
}

async function run(dir: Workdir, args: readonly string[], stdin: string): Promise<Finished> {
  return (await dir.run([...args, "--quiet"], { stdin, permissions: PERMISSIONS })).expect(0);
}

async function summary(dir: Workdir, name: string): Promise<Summary> {
  return JSON.parse(await dir.read(name));
}

for (const [what, args, csv] of [["one series", ONE, PRICES], ["many series", MANY, VITALS]] as const) {
  Deno.test(`--state changes no byte of the output, however often it is saved: ${what}`, async () => {
    await using dir = await Workdir.create();
    const [plain, kept] = await Promise.all([
      run(dir, args, csv),
      run(dir, [...args, "--state", "s", "--checkpoint-every", "7"], csv),
    ]);
    assertEquals(kept.stdout, plain.stdout);
  });

  Deno.test(`--state with --output: a file that grows is forecast as one that was whole from the start: ${what}`, async () => {
    await using dir = await Workdir.create();
    const rows = csv.split("\n").length - 2;
    const whole = [...args, "--output", "whole", "--summary", "whole.json"];
    await run(dir, whole, csv);
    const grown = [...args, "--state", "s", "--output", "grown", "--summary", "grown.json"];
    const ends = [1, 30, 30, 77, 140, rows];
    for (const end of ends) await run(dir, grown, cut(csv, 0, end));
    assertEquals(await dir.read("grown"), await dir.read("whole"));
    const [expected, got] = [await summary(dir, "whole.json"), await summary(dir, "grown.json")];
    assertEquals(got.scores, expected.scores);
    assertEquals([got.rows, got.resumed, got.repeated, got.skipped], [rows, 140, 140, 0]);
  });

  Deno.test(`--state with pipes: pieces of a feed give together what the whole gives: ${what}`, async () => {
    await using dir = await Workdir.create();
    const whole = (await run(dir, args, csv)).stdout;
    let pieces = "";
    for (const [begin, end] of [[0, 50], [50, 51], [51, 120], [100, 160], [160, 400]]) {
      const piece = cut(csv, begin, end);
      if (piece.split("\n").length > 2) pieces += (await run(dir, [...args, "--state", "s"], piece)).stdout;
    }
    assertEquals(pieces, whole);
  });
}

Deno.test("--state without a time column: rows are known by their place, or all new, and numbered on", async () => {
  await using dir = await Workdir.create();
  const csv =
    ["y", ...Array.from({ length: 80 }, (_, i) => Math.round(1000 * Math.sin(i / 9)) / 8)].join("\n") + "\n";
  const args = ["--models", "ar,naive,ewma"];
  const whole = (await run(dir, args, csv)).stdout;
  const first = await run(dir, [...args, "--state", "s"], cut(csv, 0, 30));
  const second = await run(dir, [...args, "--state", "s"], cut(csv, 0, 60));
  const third = await run(dir, [...args, "--state", "s"], cut(csv, 60));
  assertEquals(first.stdout + second.stdout + third.stdout, whole);
});

Deno.test("--state says when the history has changed, and learns none of it again", async () => {
  await using dir = await Workdir.create();
  const csv = "y\n" + Array.from({ length: 40 }, (_, i) => `${i * i % 7}\n`).join("");
  const args = ["--models", "naive", "--state", "s", "--output", "out"];
  await run(dir, args, cut(csv, 0, 30));
  const changed = csv.split("\n").with(11, "99").join("\n");
  const second = (await dir.run(args, { stdin: changed, permissions: PERMISSIONS })).expect(0);
  assertStringIncludes(
    second.stderr,
    "foretide: rows that were learned have changed in the input since: what was learned from them stays\n",
  );
  assertEquals((await dir.read("out")).split("\n").length, 42);
});

Deno.test("--state knows rows that could not be read too: each is told, kept and counted once", async () => {
  await using dir = await Workdir.create();
  const csv = "date,y\nbad\n2020-01-01,1\n2020-01-x,2\n2020-01-03,2\n2020-01-02,5\nalso,bad\n2020-01-04,3\n";
  const args = ["--models", "naive", "--state", "s", "--rejects", "r", "--output", "out", "--summary", "j"];
  for (const end of [2, 3, 5, 6, 7]) {
    await run(dir, args, cut(csv, 0, end));
  }
  assertEquals(await dir.read("r"), "bad\n2020-01-x,2\n2020-01-02,5\nalso,bad\n");
  assertEquals((await summary(dir, "j")).skipped, 4);
  const again = (await dir.run(args, { stdin: csv, permissions: PERMISSIONS })).expect(0);
  assert(!again.stderr.includes("skipped\n"), again.stderr);
});

Deno.test("--state: a new series may appear at any time", async () => {
  await using dir = await Workdir.create();
  const rows = (id: string, from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => `${from + i},${id},${Math.sin(from + i)}\n`).join("");
  const args = ["--series", "id", "--target", "y", "--models", "lstm(hidden=4),naive,ensemble"];
  const first = "time,id,y\n" + rows("a", 0, 30);
  const second = rows("b", 5, 40) + rows("a", 30, 35) + rows("c,", 0, 0) + rows("", 0, 5);
  const whole = (await run(dir, args, first + second)).stdout;
  const pieces = [
    await run(dir, [...args, "--state", "s"], first),
    await run(dir, [...args, "--state", "s"], first + second),
  ];
  assertEquals(pieces.map(({ stdout }) => stdout).join(""), whole);
});

Deno.test("--state: a run with nothing new leaves the file and its previous one as they are", async () => {
  await using dir = await Workdir.create();
  const args = [...ONE, "--state", "s", "--output", "out"];
  await run(dir, args, cut(PRICES, 0, 50));
  await run(dir, args, cut(PRICES, 0, 60));
  const files = () => Promise.all(["s", "s.previous", "out"].map((name) => dir.read(name)));
  const before = await files();
  await run(dir, args, cut(PRICES, 0, 60));
  assertEquals(await files(), before);
});

Deno.test("--state: another --output begins with a header, at the row where the state is", async () => {
  await using dir = await Workdir.create();
  const args = ["--target", "close", "--models", "naive", "--state", "s", "--output"];
  await run(dir, [...args, "monday"], cut(PRICES, 0, 50));
  await run(dir, [...args, "tuesday"], cut(PRICES, 0, 53));
  const lines = (await dir.read("tuesday")).split("\n");
  assertEquals([lines.length, lines[0]], [5, HEADER]);
});

Deno.test("--max-series: rows of further series are bad rows that say so, and a resumed run keeps its own", async () => {
  await using dir = await Workdir.create();
  const args = ["--series", "id", "--target", "y", "--models", "naive", "--max-series", "2", "--state", "s"];
  const csv = (ids: string) => "time,id,y\n" + [...ids].map((id, i) => `${i},${id},${i}\n`).join("");
  const first = (await dir.run(args, { stdin: csv("abca"), permissions: PERMISSIONS })).expect(0);
  assertEquals(first.stdout.split("\n").length, 5);
  assertStringIncludes(
    first.stderr,
    'foretide: line 4: column "id": expected one of the first 2 series (--max-series 2), got "c", skipped\n',
  );
  const second = (await dir.run(args, { stdin: csv("abcacb"), permissions: PERMISSIONS })).expect(0);
  assertEquals(second.stdout, "b,5,y,1,naive,5,,\n");
  assertStringIncludes(second.stderr, "line 6:");
  assert(!second.stderr.includes("line 4:"), second.stderr);
});

Deno.test("--learning-rate may change from run to run, to freeze what was learned", async () => {
  await using dir = await Workdir.create();
  const args = ["--target", "close", "--models", "lstm(hidden=4),naive", "--state", "s"];
  const train = (await dir.run(args, { stdin: cut(PRICES, 0, 80), permissions: PERMISSIONS })).expect(0);
  assert(!train.stderr.includes("rate of"), train.stderr);
  const frozen = await dir.run([...args, "--learning-rate", "0", "--summary", "j"], {
    stdin: PRICES,
    permissions: PERMISSIONS,
  });
  assertStringIncludes(frozen.expect(0).stderr, "foretide: rate of lstm: 0.002 before, 0 from here on\n");
  const [{ updates }] = JSON.parse(await dir.read("j")).models;
  assertEquals(updates, 78, "no update since");
});

Deno.test("lstm(weights=FILE) starts where another run's network ended, or another program's", async () => {
  await using dir = await Workdir.create();
  const args = ["--target", "close", "--models"];
  await run(dir, [...args, "lstm(hidden=4),naive", "--state", "s"], PRICES);
  const started = await dir.run([...args, "lstm(hidden=4,weights=s),naive"], {
    stdin: PRICES,
    permissions: ["--allow-read=s"],
  });
  const fresh = await run(dir, [...args, "lstm(hidden=4),naive"], PRICES);
  assert(started.expect(0).stdout !== fresh.stdout);
  const misfit = await dir.run([...args, "lstm(hidden=8,weights=s),naive"], {
    stdin: PRICES,
    permissions: ["--allow-read=s"],
  });
  assertStringIncludes(
    misfit.expect(1).stderr,
    'Cannot load weights of lstm from "s": expected weight_ih_l0 of shape 32×',
  );
});

for (const [what, args, csv] of [["one series", ONE, PRICES], ["many series", MANY, VITALS]] as const) {
  Deno.test(`--state goes on from an input without a row: nothing is learned, and what was is told: ${what}`, async () => {
    await using dir = await Workdir.create();
    const files = ["--state", "s", "--output", "o.csv", "--summary", "m.json"];
    await run(dir, [...args, ...files], csv);
    const [output, before] = [await dir.read("o.csv"), await summary(dir, "m.json")];
    for (const nothing of ["", cut(csv, 0, 0)]) {
      const { stderr } = (await dir.run([...args, ...files], { stdin: nothing, permissions: PERMISSIONS }))
        .expect(0);
      const found = nothing === "" ? "nothing" : "a header alone";
      assertStringIncludes(stderr, `foretide: no row has come: standard input holds ${found}\n`);
      const { rows, repeated, scores } = await summary(dir, "m.json");
      assertEquals({ rows, repeated, scores }, { rows: before.rows, repeated: 0, scores: before.scores });
    }
    assertEquals(await dir.read("o.csv"), output);
    const whole = await run(dir, [...args, ...files], csv);
    assertEquals([whole.stdout, await dir.read("o.csv")], ["", output]);
  });
}

Deno.test("--state keeps names with commas apart: an input without a row, and generate, find the columns again", async () => {
  await using dir = await Workdir.create();
  const args = ["--time", "t", "--target", "a\\,b", "--features", "c", "--models", "gru(hidden=4),naive"];
  const header = 't,"a,b",c\n';
  const rows = Array.from({ length: 40 }, (_, i) => `${i},${i % 7},${i}\n`).join("");
  await run(dir, [...args, "--state", "s", "--output", "o.csv"], header + rows);
  await run(dir, [...args, "--state", "s", "--output", "o.csv"], header);
  const paths = await run(dir, ["generate", "--state", "s", "--steps", "2", "--paths", "1"], "");
  assertStringIncludes(paths.stdout, ',1,2,"a,b",');
});
