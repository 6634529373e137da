import { assertEquals, assertStringIncludes } from "@std/assert";
import { firstRows } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

/** What stands in a file is not lost to a run that is refused, nor silently to one that goes on. */

const PERMISSIONS = ["--allow-read=.", "--allow-write=."];
const PRICES = await firstRows("sp500.csv", 60);
const FIRST = await firstRows("sp500.csv", 40);
const ARGS = ["--target", "close", "--models", "lstm(hidden=4),naive", "--quiet"];
const STATE = ["--state", "s"];
const FILES = ["--output", "o", "--rejects", "r", "--events", "e", "--summary", "j", "--report", "p"];
const WRITTEN = FILES.filter((_, i) => i % 2 === 1);
const OLD = "what somebody wrote\n";

async function contents(dir: Workdir, names: readonly string[] = WRITTEN): Promise<string[]> {
  return await Promise.all(names.map((name) => dir.read(name)));
}

/** A folder in which every file that a run may write holds something. */
async function occupied(): Promise<Workdir> {
  const dir = await Workdir.create();
  for (const name of WRITTEN) await dir.write(name, OLD);
  return dir;
}

for (
  const [what, options, stdin, code] of [
    ["an option that is none", ["--colour"], PRICES, 2],
    ["a column that is not there", ["--features", "mood"], PRICES, 2],
    ["an input that is not there", ["--input", "absent.csv"], "", 1],
    ["an input without rows", [], "", 1],
    ["an input whose rows are all bad", [], "date,close\nx,y\nx,z\n", 1],
    [
      "a bad row before the first, and a column that is not there",
      ["--features", "mood"],
      "date,close\nx",
      2,
    ],
    ["weights that are not there", ["--models", "lstm(weights=absent)"], PRICES, 1],
    ["a history that is not there", ["--pretrain", "absent.csv"], PRICES, 1],
    ["an alert on a column that is no target", ["--alert", "mood<1 within 1 rows"], PRICES, 2],
    ["a range of a column that is not there", ["--valid", "mood=0..1"], PRICES, 2],
    ["a state that is damaged", ["--state", "damaged"], PRICES, 1],
    ["a file that cannot be written", ["--output", "absent/o"], PRICES, 1],
  ] as const
) {
  Deno.test(`main.ts refused by ${what} has touched no file`, async () => {
    await using dir = await occupied();
    await dir.write("damaged", "no state");
    const given = new Set<string>(options);
    const all = [...ARGS, ...FILES];
    const rest = all.filter((arg, i) => !given.has(arg) && !given.has(all[i - 1]));
    (await dir.run([...rest, ...options], { stdin, permissions: PERMISSIONS })).expect(code);
    assertEquals(await contents(dir), WRITTEN.map(() => OLD));
  });
}

Deno.test("main.ts refused by a state of other options, or one in use, has touched no file", async () => {
  await using dir = await Workdir.create();
  const bad = PRICES.replace("\n", "\n2000-01-01,bad\n");
  const args = [...ARGS, ...STATE, ...FILES];
  (await dir.run(args, { stdin: bad, permissions: PERMISSIONS })).expect(0);
  for (const name of WRITTEN) await Deno.writeTextFile(`${dir.path}/${name}`, OLD, { append: true });
  const before = await contents(dir);
  (await dir.run([...args, "--horizon", "2"], { stdin: bad, permissions: PERMISSIONS })).expect(2);
  assertEquals(await contents(dir), before);
  using lock = await Deno.open(`${dir.path}/s.lock`, { write: true });
  await lock.lock(true);
  (await dir.run(args, { stdin: bad, permissions: PERMISSIONS })).expect(1);
  assertEquals(await contents(dir), before);
});

Deno.test("classify that is refused has touched no file", async () => {
  await using dir = await occupied();
  const files = ["--output", "o", "--rejects", "r", "--summary", "j", "--report", "p"];
  const args = ["classify", "--label", "y", "--models", "lstm(hidden=4,weights=absent)", ...files];
  (await dir.run(args, { stdin: "x,y\n,\nbad\n1,a\n", permissions: PERMISSIONS })).expect(1);
  assertEquals(await contents(dir), WRITTEN.map(() => OLD));
});

Deno.test("generate and classify leave their state and their input alone, by whatever name another option calls them", async () => {
  await using dir = await Workdir.create();
  (await dir.run([...ARGS, ...STATE], { stdin: FIRST, permissions: PERMISSIONS })).expect(0);
  const state = await dir.read("s");
  await dir.write("in.csv", PRICES);
  await Deno.symlink("in.csv", `${dir.path}/link`);
  const cases: [string[], string][] = [
    [["generate", "--state", "s", "--output", "./s"], '"./s" for --output: it is already --state'],
    [
      ["classify", "--label", "close", "--input", "in.csv", "--summary", "link"],
      '"link" for --summary: it is already --input',
    ],
  ];
  for (const [args, said] of cases) {
    assertStringIncludes((await dir.run(args, { permissions: PERMISSIONS })).expect(2).stderr, said);
  }
  assertEquals(await contents(dir, ["s", "in.csv"]), [state, PRICES]);
});

for (const [option, file] of [["--output", "o"], ["--rejects", "r"], ["--events", "e"]]) {
  Deno.test(`--state: ${option} that a run in between did not write is refused, and whole`, async () => {
    await using dir = await Workdir.create();
    const csv = (rows: string) => rows.replace("\n", "\n2000-01-01,bad\n");
    const alert = ["--alert", "close<1e9 within 1 rows"];
    const args = [...ARGS.slice(0, -1), ...alert, ...STATE];
    (await dir.run([...args, option, file], { stdin: csv(FIRST), permissions: PERMISSIONS })).expect(0);
    const before = await dir.read(file);
    assertEquals(before === "", false);
    (await dir.run(args, { stdin: csv(PRICES), permissions: PERMISSIONS })).expect(0);
    const third = await dir.run([...args, option, file], { stdin: csv(PRICES), permissions: PERMISSIONS });
    assertStringIncludes(
      third.expect(1).stderr,
      `foretide: Cannot continue "${file}": it holds ${before.length} bytes that the state does not know; ` +
        `name another file, or move it away\n`,
    );
    assertEquals(await dir.read(file), before);
  });
}

Deno.test("--state: a new --output is known to it before it holds a line, so that a run killed at once can begin again", async () => {
  await using dir = await Workdir.create();
  const args = [...ARGS, ...STATE];
  const whole = (await dir.run(ARGS, { stdin: PRICES })).expect(0).stdout.split("\n");
  const first = (await dir.run(args, { stdin: FIRST, permissions: PERMISSIONS })).expect(0).stdout;
  const killed = dir.start([...args, "--output", "o"], { permissions: PERMISSIONS });
  await killed.write(PRICES);
  while (await dir.read("o").catch(() => "") === "") await new Promise((done) => setTimeout(done, 20));
  killed.signal("SIGKILL");
  await killed.finished();
  (await dir.run([...args, "--output", "o"], { stdin: PRICES, permissions: PERMISSIONS })).expect(0);
  const [header, ...rest] = (await dir.read("o")).split("\n");
  assertEquals([...first.split("\n").slice(0, -1), ...rest], whole);
  assertEquals(header, whole[0]);
});

for (
  const command of [["forecast", ...ARGS], ["classify", "--label", "close", "--models", "last", "--quiet"]]
) {
  Deno.test(`${command[0]} that has begun and fails leaves no scores of an earlier run`, async () => {
    await using dir = await occupied();
    const args = [...command, "--summary", "j", "--report", "p", "--bad-rows", "fail"];
    (await dir.run(args, { stdin: PRICES + "no row\n", permissions: PERMISSIONS })).expect(1);
    assertEquals(await contents(dir, ["j", "p"]), ["", ""]);
  });
}
