import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { execute } from "../support/execute.ts";
import { firstRows } from "../support/forecasts.ts";
import { type Finished, Workdir } from "../support/workdir.ts";

/** Where `--state` says no: one clear line, and the files as they were. */

const PERMISSIONS = ["--allow-read=.", "--allow-write=."];
const PRICES = await firstRows("sp500.csv", 60);
const ARGS = [
  "--target",
  "close",
  "--models",
  "lstm(hidden=4),naive",
  "--state",
  "s",
  "--output",
  "out",
  "--quiet",
];

/** A folder in which a run has left its state and its output. */
async function prepared(): Promise<Workdir> {
  const dir = await Workdir.create();
  (await dir.run(ARGS, { stdin: await firstRows("sp500.csv", 40), permissions: PERMISSIONS })).expect(0);
  return dir;
}

async function contents(dir: Workdir): Promise<Record<string, string>> {
  const names = (await Array.fromAsync(Deno.readDir(dir.path))).map(({ name }) => name).sort();
  const entries = names.map(async (name) => [name, await dir.read(name).catch(() => "a folder")] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** The one line that a refused run says. */
function lineOf(run: Finished, code: number): string {
  run.expect(code);
  assertEquals(run.stdout, "");
  assertEquals(run.stderr.trimEnd().split("\n").length, 1, run.stderr);
  return run.stderr.trimEnd();
}

Deno.test("--state refuses options that contradict it, naming both values, and touches nothing", async () => {
  await using dir = await prepared();
  const before = await contents(dir);
  const cases: [string[], string][] = [
    [["--target", "open"], 'with --target "open": it was learned with "close"'],
    [
      ["--target", "close", "--models", "lstm(hidden=8),naive"],
      'with hidden of lstm "8": it was learned with "4"',
    ],
    [
      ["--target", "close", "--models", "lstm(hidden=4)"],
      'with --models "lstm": it was learned with "lstm,naive"',
    ],
    [
      ["--target", "close", "--models", "lstm(hidden=4),ar(as=naive)"],
      'with the kind of naive "ar": it was learned with "naive"',
    ],
    [["--horizon", "1-2"], 'with --horizon "1,2": it was learned with "1"'],
    [["--seed", "2"], 'with --seed "2": it was learned with "1"'],
    [["--warmup", "7"], 'with --warmup "7": it was learned with "100"'],
    [["--emit", "lstm"], 'with --emit "lstm": it was learned with unset'],
    [["--format", "ndjson"], 'with --format "ndjson": it was learned with "csv"'],
  ];
  for (const [options, said] of cases) {
    const named = options.map((option) => option.startsWith("--") ? option : "");
    const rest = ARGS.filter((_, i) => !named.includes(ARGS[i]) && !named.includes(ARGS[i - 1]));
    const run = await dir.run([...rest, ...options], { stdin: PRICES, permissions: PERMISSIONS });
    assertStringIncludes(lineOf(run, 2), said);
    assertEquals(await contents(dir), before);
  }
});

Deno.test("--state lets change what does not matter to what is learned", async () => {
  await using dir = await prepared();
  const options = ["--checkpoint-every", "3", "--max-series", "5", "--bad-rows", "fail", "--summary", "j"];
  (await dir.run([...ARGS, ...options], { stdin: PRICES, permissions: PERMISSIONS })).expect(0);
});

Deno.test("--state refuses a damaged file in one line that names the good one, which then serves", async () => {
  await using dir = await prepared();
  (await dir.run(ARGS, { stdin: PRICES, permissions: PERMISSIONS })).expect(0);
  const whole = await dir.read("out");
  const state = await Deno.readFile(`${dir.path}/s`);
  state[state.length >> 1] ^= 1;
  await dir.write("s", state);
  const refused = await dir.run(ARGS, { stdin: PRICES, permissions: PERMISSIONS });
  assertEquals(
    lineOf(refused, 1),
    'foretide: Cannot resume from "s": it is damaged; "s.previous" is a whole one, of row 40: move it to "s"',
  );
  await Deno.rename(`${dir.path}/s.previous`, `${dir.path}/s`);
  (await dir.run(ARGS, { stdin: PRICES, permissions: PERMISSIONS })).expect(0);
  assertEquals(await dir.read("out"), whole);
});

Deno.test("--state refuses an empty file, other files, and folders", async () => {
  await using dir = await Workdir.create();
  await dir.write("empty", "");
  await dir.write("text", "date,close\n2020-01-01,1\n");
  await Deno.mkdir(`${dir.path}/folder`);
  const cases: [string, RegExp][] = [
    [
      "empty",
      /^foretide: Cannot resume from "empty": it is damaged; there is no whole copy beside it: remove it/,
    ],
    ["text", /^foretide: Cannot resume from "text": it is damaged; /],
    ["folder", /^foretide: Cannot resume from "folder": it is no regular file$/],
    ["/dev/zero", /^foretide: Cannot /],
    ["absent/s", /^foretide: Cannot write "absent\/s\.lock": No such file or directory$/],
  ];
  for (const [name, said] of cases) {
    const run = await dir.run(["--models", "naive", "--state", name], {
      stdin: "y\n1\n",
      permissions: [...PERMISSIONS.map((flag) => `${flag},/dev`)],
    });
    assertMatch(lineOf(run, 1), said);
  }
  for (const name of await Array.fromAsync(Deno.readDir("/dev"))) {
    assert(!name.name.startsWith("zero."), name.name);
  }
});

Deno.test("--state refuses to go on where the output has lost what it knows of", async () => {
  await using dir = await prepared();
  const output = await dir.read("out");
  await dir.write("out", output.slice(0, 10));
  const shorter = lineOf(await dir.run(ARGS, { stdin: PRICES, permissions: PERMISSIONS }), 1);
  assertMatch(
    shorter,
    /^foretide: Cannot continue with "out": expected the \d+ bytes that the checkpoint knows of, got 10 bytes; put/,
  );
  await Deno.remove(`${dir.path}/out`);
  const gone = lineOf(await dir.run(ARGS, { stdin: PRICES, permissions: PERMISSIONS }), 1);
  assertMatch(gone, /got no such file; put the file back, or name another one$/);
  assertEquals((await contents(dir)).s === undefined, false);
});

Deno.test("--state names the permissions that its folder needs, both at once", async () => {
  await using dir = await Workdir.create();
  await Deno.mkdir(`${dir.path}/kept`);
  const args = ["--models", "naive", "--state", "kept/s"];
  const refused = await dir.run(args, { stdin: "y\n1\n" });
  assertEquals(
    lineOf(refused, 1),
    'foretide: Cannot keep a state in "kept/s": permission for its folder is missing, ' +
      "add --allow-read=kept --allow-write=kept before main.ts",
  );
  const permissions = ["--allow-read=kept", "--allow-write=kept"];
  (await dir.run(args, { stdin: "y\n1\n", permissions })).expect(0);
  const link = await Workdir.create();
  await Deno.symlink(`${dir.path}/kept/s`, `${link.path}/s`);
  const elsewhere = await link.run(["--models", "naive", "--state", "s"], {
    stdin: "y\n1\n",
    permissions: PERMISSIONS,
  });
  assertStringIncludes(lineOf(elsewhere, 1), "permission is missing");
  await link[Symbol.asyncDispose]();
});

Deno.test({
  name: "--state on a full disk: one line, exit code 1, the old state intact, and the next run carries on",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using dir = await prepared();
    const before = await dir.read("s");
    const program = `trap '' XFSZ; ulimit -f 3; exec "$@"`; // no file may grow beyond 3 KiB
    const main = new URL("../../main.ts", import.meta.url).pathname;
    const piped = ARGS.filter((option) => !["--output", "out"].includes(option));
    const args = ["-c", program, "sh", Deno.execPath(), "run", ...PERMISSIONS, main, ...piped];
    const run = await execute("sh", args, { cwd: dir.path, stdin: PRICES });
    assertMatch(
      run.expect(1).stderr,
      /^foretide: Cannot save the state in "s": File too large; what was saved before is intact\n$/,
    );
    assertEquals(await dir.read("s"), before);
    (await dir.run(ARGS, { stdin: PRICES, permissions: PERMISSIONS })).expect(0);
  },
});

Deno.test({
  name: "--output that vanishes while it is written: one line, exit code 1, the old state intact",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using dir = await prepared();
    const run = dir.start(ARGS, { permissions: PERMISSIONS });
    const known = (await dir.read("out")).length;
    await run.write(PRICES.slice(0, -100));
    while ((await dir.read("out")).length === known) await new Promise((done) => setTimeout(done, 20));
    await Deno.rename(`${dir.path}/out`, `${dir.path}/rotated`);
    await run.write(PRICES.slice(-100));
    await run.closeInput();
    assertMatch(
      lineOf(await run.finished(), 1),
      /^foretide: Cannot continue writing "out": the file was removed/,
    );
    await Deno.rename(`${dir.path}/rotated`, `${dir.path}/out`);
    (await dir.run(ARGS, { stdin: PRICES, permissions: PERMISSIONS })).expect(0);
    const undisturbed = ["--target", "close", "--models", "lstm(hidden=4),naive", "--quiet"];
    assertEquals(await dir.read("out"), (await dir.run(undisturbed, { stdin: PRICES })).expect(0).stdout);
  },
});

Deno.test("--state is for one process at a time: the second is refused, until the first has gone, however it went", async () => {
  await using dir = await prepared();
  const first = dir.start(ARGS, { permissions: PERMISSIONS });
  await first.write(PRICES);
  while ((await dir.read("out")).split("\n").length < 120) await new Promise((done) => setTimeout(done, 20));
  const second = await dir.run(ARGS, { stdin: PRICES, permissions: PERMISSIONS });
  assertEquals(
    lineOf(second, 1),
    `foretide: Cannot use the state "s": process ${first.child.pid} is using it; ` +
      "wait for its end, or give this run a state of its own",
  );
  first.signal("SIGKILL");
  await first.finished();
  (await dir.run(ARGS, { stdin: PRICES, permissions: PERMISSIONS })).expect(0);
  assertEquals(await dir.read("s.lock"), "", "nobody's any more");
});

Deno.test("--state keeps a symbolic link a link", async () => {
  await using dir = await prepared();
  await Deno.mkdir(`${dir.path}/disk`);
  await Deno.rename(`${dir.path}/s`, `${dir.path}/disk/s`);
  await Deno.symlink("disk/s", `${dir.path}/s`);
  (await dir.run(ARGS, { stdin: PRICES, permissions: PERMISSIONS })).expect(0);
  assert((await Deno.lstat(`${dir.path}/s`)).isSymlink);
  const told = await dir.run(["inspect", "disk/s", "--format", "json"], { permissions: PERMISSIONS });
  assertEquals(JSON.parse(told.expect(0).stdout).rows, 60);
});
