import { assertEquals, assertStringIncludes } from "@std/assert";
import { HEADER } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

/** A header without rows: where its columns are named there is nothing to do, which is no failure. */

const PERMISSIONS = ["--allow-read=.", "--allow-write=."];
const SAID = "foretide: no row has come: standard input holds a header alone\n";
const ARGS = ["--target", "close", "--models", "lstm(hidden=4),naive,ensemble"];

Deno.test("a header alone whose columns are named: exit code 0, and the output's header alone", async () => {
  await using dir = await Workdir.create();
  const cases: readonly (readonly [header: string, args: readonly string[]])[] = [
    ["date,close\n", []],
    ["date,close", []],
    ["shop,day,close,promo\n", ["--series", "shop", "--time", "day", "--known", "promo", "--horizon", "1-3"]],
  ];
  for (const [stdin, args] of cases) {
    const run = (await dir.run([...ARGS, ...args], { stdin })).expect(0);
    assertEquals([run.stdout, run.stderr], [HEADER + "\n", SAID]);
  }
  const files = ["--output", "o", "--summary", "j", "--report", "p", "--rejects", "r"];
  (await dir.run([...ARGS, ...files], { stdin: "close\n", permissions: PERMISSIONS })).expect(0);
  assertEquals(await dir.read("o"), HEADER + "\n");
  assertEquals(JSON.parse(await dir.read("j")).rows, 0);
  assertStringIncludes(await dir.read("p"), "</html>");
});

Deno.test("a header alone whose columns are not all known, and no header, end with 1 or 2", async () => {
  await using dir = await Workdir.create();
  const alone = (await dir.run([], { stdin: "date,close\n" })).expect(1);
  assertStringIncludes(alone.stderr, "expected a header and rows, got a header alone");
  assertStringIncludes((await dir.run(ARGS, { stdin: "" })).expect(1).stderr, "got nothing");
  const unknown = await dir.run(["--target", "y"], { stdin: "date,close\n" });
  assertStringIncludes(unknown.expect(2).stderr, 'Cannot find column "y"');
});

Deno.test("a header alone before a state's first rows: nothing is kept that the first run with rows must not find", async () => {
  await using dir = await Workdir.create();
  const args = [...ARGS, "--state", "s", "--output", "o"];
  const rows = "date,close\n2020-01-01,1\n2020-01-02,2\n2020-01-03,3\n";
  for (const stdin of ["date,close\n", rows, "date,close\n"]) {
    (await dir.run(args, { stdin, permissions: PERMISSIONS })).expect(0);
  }
  const whole = (await dir.run(ARGS, { stdin: rows })).expect(0);
  assertEquals(await dir.read("o"), whole.stdout);
});
