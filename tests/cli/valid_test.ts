import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { firstRows } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

/** `--valid` through the real command. */

const ARGS = "--series patient --target spo2 --features hr --models lstm(hidden=4),ar,naive".split(" ");

Deno.test("--valid: an impossible reading is to all that follows what an empty cell is, and is counted", async () => {
  await using dir = await Workdir.create();
  const rows = (await firstRows("vitals.csv", 400)).split("\n");
  const spoilt = (hr: string, spo2: string) =>
    rows.map((line, i) =>
      i > 0 && i % 7 === 0 && line !== "" ? line.replace(/^(\S+,p\d+),\d*,\d*,/, `$1,${hr},${spo2},`) : line
    ).join("\n");
  const args = [...ARGS, "--valid", "spo2=50..100", "--valid", "hr=..250", "--summary", "summary"];
  const run = (await dir.run(args, { stdin: spoilt("999", "0"), permissions: ["--allow-write=summary"] }))
    .expect(0);
  const empty = (await dir.run(ARGS, { stdin: spoilt("", "") })).expect(0);
  assertEquals(run.stdout, empty.stdout);
  const { impossible, skipped } = JSON.parse(await dir.read("summary"));
  assertEquals(impossible, [{ column: "spo2", count: 57 }, { column: "hr", count: 57 }]);
  assertEquals(skipped, 0);
  assertStringIncludes(
    run.stderr,
    'foretide: line 8: column "spo2": 0 is not within 50..100, taken as missing\n' +
      'foretide: line 8: column "hr": 999 is not within ..250, taken as missing\n',
  );
  assertStringIncludes(run.stderr, "foretide: 104 more impossible readings not shown\n");
  assertStringIncludes(run.stderr, "Impossible readings of spo2: 57.\n");
  assert(!empty.stderr.includes("mpossible"));
});

Deno.test("--valid holds for the history of --pretrain too", async () => {
  await using dir = await Workdir.create();
  const rows = (await firstRows("vitals.csv", 300)).split("\n");
  const spoilt = (spo2: string) =>
    rows.map((line, i) => i > 0 && i % 5 === 0 ? line.replace(/^(\S+,p\d+,\d*),\d*,/, `$1,${spo2},`) : line)
      .join("\n");
  await dir.write("impossible.csv", spoilt("0"));
  await dir.write("empty.csv", spoilt(""));
  const args = [...ARGS, "--valid", "spo2=50..100", "--quiet", "--pretrain"];
  const [impossible, empty] = await Promise.all(
    ["impossible.csv", "empty.csv"].map((file) =>
      dir.run([...args, file], { stdin: rows.join("\n"), permissions: ["--allow-read=."] })
    ),
  );
  assertEquals(impossible.expect(0).stdout, empty.expect(0).stdout);
});

Deno.test("--valid answers what is wrong with it in one line", async () => {
  await using dir = await Workdir.create();
  const stdin = await firstRows("vitals.csv", 20);
  const cases: [string, string][] = [
    ["spo2", 'Cannot set --valid to "spo2": expected a column and its range, such as spo2=50..100'],
    ["spo2=100..50", 'Cannot set --valid to "spo2=100..50": expected a column and its range'],
    ["spo2=..", 'Cannot set --valid to "spo2=..": expected a column and its range'],
    [
      "resp=5..60",
      'Cannot check column "resp" of --valid: expected a target or feature of this run, "spo2", "hr"',
    ],
  ];
  await Promise.all(cases.map(async ([range, message]) => {
    const run = (await dir.run([...ARGS, "--valid", range], { stdin })).expect(2);
    assertStringIncludes(run.stderr, message);
  }));
});

Deno.test("a price that is not positive has no log return: said, counted, and taken as missing", async () => {
  await using dir = await Workdir.create();
  const prices = (third: string) => ["close", 4, 5, third, 6, 7].join("\n");
  const args = ["--models", "naive,ar", "--summary", "summary"];
  const run = (await dir.run(args, { stdin: prices("-37.63"), permissions: ["--allow-write=summary"] }))
    .expect(0);
  assertStringIncludes(
    run.stderr,
    'foretide: line 4: column "close": -37.63 has no logarithm (--transform diff forecasts it), taken as missing\n',
  );
  assertEquals(JSON.parse(await dir.read("summary")).impossible, [{ column: "close", count: 1 }]);
  const missing = (await dir.run(["--models", "naive,ar"], { stdin: prices("NA") })).expect(0);
  assertEquals(run.stdout, missing.stdout);
  const differences = (await dir.run(["--transform", "diff"], { stdin: prices("-37.63") })).expect(0);
  assert(differences.stdout.includes(",close,1,naive,-37.63,"));
  assert(!differences.stderr.includes("logarithm") && !missing.stderr.includes("mpossible"));
});
