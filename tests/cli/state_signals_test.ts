import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { firstRows } from "../support/forecasts.ts";
import { guarded, type Program, Workdir } from "../support/workdir.ts";

/** SIGHUP, SIGINT, SIGTERM, and an input that pauses. */

const PERMISSIONS = ["--allow-read=.", "--allow-write=."];
const PRICES = await firstRows("sp500.csv", 120);
const [HEAD, TAIL] = [
  PRICES.split("\n").slice(0, 61).join("\n") + "\n",
  PRICES.split("\n").slice(61).join("\n"),
];
const ARGS = ["--target", "close", "--models", "lstm(hidden=4),ar,naive,ensemble"];

/** Reads so many lines of the program's output. */
async function read(program: Program, lines: number): Promise<string> {
  let text = "";
  for (let i = 0; i < lines; i++) text += `${await program.line()}\n`;
  return text;
}

for (const [signal, code] of [["SIGHUP", 129], ["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(`${signal} while the input is waited for saves the state at once, and ends with ${code}`, async () => {
    await using dir = await Workdir.create();
    const program = dir.start([...ARGS, "--state", "s"], { permissions: PERMISSIONS });
    using _ = guarded(program);
    await program.write(HEAD);
    const first = await read(program, 1 + 60 * 4);
    program.signal(signal);
    const ended = (await program.finished()).expect(code);
    assertEquals(ended.stdout, first);
    assertStringIncludes(ended.stderr, `foretide: stopped by ${signal}, state saved in "s" at row 60\n`);
    assertStringIncludes(ended.stderr, "Nothing was scored in 60 rows", "the closing words are there");

    const resumed = await dir.run([...ARGS, "--state", "s"], { stdin: PRICES, permissions: PERMISSIONS });
    const whole = await dir.run(ARGS, { stdin: PRICES });
    assertEquals(first + resumed.expect(0).stdout, whole.expect(0).stdout);
  });
}

Deno.test("SIGTERM in the middle of rows answers those that were taken in, saves, and the rest comes next time", async () => {
  await using dir = await Workdir.create();
  const rows = Array.from({ length: 40_000 }, (_, i) => `${i},${Math.sin(i / 50).toFixed(6)}\n`).join("");
  await dir.write("rows.csv", `time,y\n${rows}`);
  const args = [
    "--input",
    "rows.csv",
    "--models",
    "lstm(hidden=16),naive",
    "--output",
    "out",
    "--state",
    "s",
  ];
  const program = dir.start([...args, "--checkpoint-every", "1000000"], { permissions: PERMISSIONS });
  using _ = guarded(program);
  while (((await Deno.stat(`${dir.path}/out`).catch(() => undefined))?.size ?? 0) < 1000) {
    await new Promise((done) => setTimeout(done, 5));
  }
  program.signal("SIGTERM");
  const stopped = (await program.finished()).expect(143);
  const [, row] = /state saved in "s" at row (\d+)/.exec(stopped.stderr)!;
  const lines = (await dir.read("out")).trimEnd().split("\n").length - 1;
  assertEquals(lines, 2 * Number(row));
  assert(lines < 80_000, "it was stopped before the end");
});

Deno.test("SIGINT without a state ends the run in order too", async () => {
  await using dir = await Workdir.create();
  const program = dir.start(ARGS);
  using _ = guarded(program);
  await program.write(HEAD);
  const text = await read(program, 1 + 60 * 4);
  program.signal("SIGINT");
  const ended = (await program.finished()).expect(130);
  assertEquals(ended.stdout, text);
  assertStringIncludes(ended.stderr, "foretide: stopped by SIGINT\n");
});

Deno.test("a second SIGINT ends the process at once, and the state of before is whole", async () => {
  await using dir = await Workdir.create();
  (await dir.run([...ARGS, "--state", "s"], { stdin: HEAD, permissions: PERMISSIONS })).expect(0);
  const before = await dir.read("s");
  const [header, row] = HEAD.split("\n");
  const rows = Array.from({ length: 3000 }, (_, i) => {
    const day = new Date(Date.UTC(2030, 0, 1 + i)).toISOString().slice(0, 10);
    return row.replace(/^[^,]*/, day) + "\n";
  });
  await dir.write("rows.csv", `${header}\n${rows.join("")}`);
  // Nobody reads its output further than the header: it can neither write on nor finish, nor heed the first signal.
  const program = dir.start([...ARGS, "--input", "rows.csv", "--state", "s", "--quiet"], {
    permissions: PERMISSIONS,
  });
  using _ = guarded(program);
  await program.line();
  let sent = 0;
  const again = setInterval(() => {
    if (program.tryToSignal("SIGINT")) sent++; // two at one instant would arrive as one
  }, 20);
  const { code, signal } = await program.child.status;
  clearInterval(again);
  assertEquals([code, signal], [130, null]);
  assert(sent > 1);
  assertEquals(await dir.read("s"), before);
  await program.finished();
});

Deno.test("--state is saved when the input pauses: a process that is killed then has lost nothing", async () => {
  await using dir = await Workdir.create();
  const program = dir.start([...ARGS, "--state", "s"], { permissions: PERMISSIONS });
  using _ = guarded(program);
  await program.write(HEAD);
  const first = await read(program, 1 + 60 * 4);
  while (!await Deno.stat(`${dir.path}/s`).then(() => true, () => false)) {
    await new Promise((done) => setTimeout(done, 20));
  }
  program.signal("SIGKILL");
  await program.finished();
  const stdin = HEAD.split("\n", 1)[0] + "\n" + TAIL;
  const rest = (await dir.run([...ARGS, "--state", "s"], { stdin, permissions: PERMISSIONS })).expect(0);
  const whole = (await dir.run(ARGS, { stdin: PRICES })).expect(0);
  assertEquals(first + rest.stdout, whole.stdout);
});

Deno.test("--state: a reader of the output who leaves ends the run without a word, and the rows come again", async () => {
  await using dir = await Workdir.create();
  const program = dir.start([...ARGS, "--state", "s", "--quiet"], { permissions: PERMISSIONS });
  using _ = guarded(program);
  await program.write(HEAD);
  await read(program, 4);
  await program.closeOutput();
  await program.write(TAIL);
  await program.closeInput();
  const { code } = await program.child.status;
  assertEquals(code, 0);
});
