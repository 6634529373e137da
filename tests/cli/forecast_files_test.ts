import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { firstRows, HEADER } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

/** Files named on the command line, each with exactly the permission it needs. */

const SP500 = await firstRows("sp500.csv", 60);
const ARGS = ["--target", "close", "--models", "naive,ar"];

Deno.test("main.ts --input and --output do what pipes do", async () => {
  await using dir = await Workdir.create();
  await dir.write("rows.csv", SP500);
  const piped = (await dir.run(ARGS, { stdin: SP500 })).expect(0);
  const filed = await dir.run([...ARGS, "--input", "rows.csv", "--output", "forecasts.csv"], {
    permissions: ["--allow-read=rows.csv", "--allow-write=forecasts.csv"],
  });
  assertEquals(filed.expect(0).stdout, "");
  assertEquals(await dir.read("forecasts.csv"), piped.stdout);
});

/** What is said on standard error beside how the input is read. */
function errorsOf({ stderr }: { readonly stderr: string }): string[] {
  return stderr.trimEnd().split("\n").filter((line) => !line.startsWith("foretide: reading "));
}

Deno.test("main.ts names the exact flag for each permission that is missing, until none is", async () => {
  await using dir = await Workdir.create();
  await dir.write("my rows.csv", "y\n1\n1,2\n");
  const args = ["--input", "my rows.csv", "--output", "out.csv", "--summary", "s.json", "--rejects", "r.csv"];
  const permissions: string[] = [];
  for (let i = 0; i < 4; i++) {
    const refused = (await dir.run([...args, "--models", "naive"], { permissions })).expect(1);
    const [, said] = refused.stderr.match(/, add ('?--allow-\w+=(?:'[^']+'|[^\s']+|[^']+'))/) ??
      [];
    refused.check(said !== undefined, "Expected the flag that is missing");
    assertEquals(errorsOf(refused).length, 1);
    permissions.push(said.replaceAll("'", ""));
  }
  assertEquals(permissions.toSorted(), [
    "--allow-read=my rows.csv",
    "--allow-write=out.csv",
    "--allow-write=r.csv",
    "--allow-write=s.json",
  ]);
  (await dir.run([...args, "--models", "naive"], { permissions })).expect(0);
  assertEquals(await dir.read("out.csv"), `${HEADER}\n,1,y,1,naive,1,,\n`);
  assertEquals(await dir.read("r.csv"), "1,2\n");
});

Deno.test("main.ts says in one line what is wrong with a file", async () => {
  await using dir = await Workdir.create();
  await Deno.mkdir(`${dir.path}/folder`);
  const permissions = ["--allow-read=.", "--allow-write=."];
  const cases: [string[], RegExp][] = [
    [["--input", "absent.csv"], /^foretide: Cannot read "absent\.csv": there is no such file\n$/],
    [["--input", "folder"], /^foretide: Cannot read "folder": .*folder|directory/i],
    [
      ["--output", "absent/out.csv"],
      /^foretide: Cannot write "absent\/out\.csv": No such file or directory\n$/,
    ],
    [["--summary", "folder"], /^foretide: Cannot write "folder": Is a directory\n$/],
  ];
  const runs = await Promise.all(cases.map(([args]) => dir.run(args, { permissions, stdin: "y\n1\n" })));
  runs.forEach((run, i) => {
    const [error, ...more] = errorsOf(run.expect(1));
    assertMatch(`${error}\n`, cases[i][1]);
    assertEquals(more, []);
  });
});

Deno.test("main.ts --rejects keeps every skipped line whole, and warns of the first ten", async () => {
  await using dir = await Workdir.create();
  const good = Array.from({ length: 30 }, (_, i) => `2020-01-${String(i + 1).padStart(2, "0")},${i}`);
  const bad = Array.from({ length: 12 }, (_, i) => `2020-02-01,not ${i}, "at all"`);
  const stdin = ["date,y", ...good, ...bad, ""].join("\r\n");
  const run = await dir.run(["--models", "naive", "--rejects", "r.csv"], {
    stdin,
    permissions: ["--allow-write=r.csv"],
  });
  assertEquals(run.expect(0).stdout.split("\n").length, 32);
  assertEquals(await dir.read("r.csv"), bad.join("\n") + "\n");
  assertEquals(run.stderr.match(/^foretide: line \d+: .*, skipped$/gm)?.length, 10);
  assertStringIncludes(run.stderr, "foretide: 2 more bad rows not shown\n");
});

Deno.test("main.ts --bad-rows fail stops at the first bad row with exit code 1; the rows before it are forecast", async () => {
  await using dir = await Workdir.create();
  const run = await dir.run(["--models", "naive", "--bad-rows", "fail"], { stdin: "y\n1\n2\nthree\n4\n" });
  run.expect(1);
  assertEquals(run.stdout.split("\n").length, 4, "the header and two forecasts");
  const said = run.stderr.trimEnd().split("\n").filter((line) => line.includes("three"));
  assertEquals(said, [
    'foretide: Cannot read line 4 of standard input, column "y": expected a number, got "three"',
  ]);
});

Deno.test("main.ts --debug shows where an error arose, and nothing else does", async () => {
  await using dir = await Workdir.create();
  const [debug, plain] = await Promise.all([
    dir.run(["--input", "x.csv", "--debug"], {}),
    dir.run(["--input", "x.csv"], {}),
  ]);
  assertMatch(debug.expect(1).stderr, /\n {4}at /);
  assertMatch(
    plain.expect(1).stderr,
    /^foretide: Cannot read "x\.csv": permission is missing, add --allow-read=x\.csv before main\.ts\n$/,
  );
  assert(!plain.stderr.includes("    at "));
});
