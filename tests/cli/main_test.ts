import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { COMMANDS } from "../../src/cli/commands.ts";
import { Workdir } from "../support/workdir.ts";

/** The program as a process of its own, with no permission at all unless a test says so. */

Deno.test("main.ts --version writes the version of deno.json", async () => {
  await using dir = await Workdir.create();
  const run = (await dir.run(["--version"])).expect(0);
  assertEquals([run.stdout, run.stderr], [`foretide ${config.version}\n`, ""]);
});

Deno.test("main.ts --help writes help to standard output, with and without the command's name", async () => {
  await using dir = await Workdir.create();
  const runs = [["--help"], ["forecast", "--help"]].map((args) => dir.run(args));
  const helps = (await Promise.all(runs)).map((run) => run.expect(0).stdout);
  assertMatch(helps[0], /^foretide forecast: /);
  assertEquals(helps[1], helps[0]);
});

const NAMES = COMMANDS.map(({ name }) => name).join(", ");

Deno.test("main.ts answers wrong usage with exit code 2 and one line", async () => {
  await using dir = await Workdir.create();
  const cases: [string[], string][] = [
    [["--taget", "close"], 'Cannot use option "--taget": unknown option; did you mean --target?'],
    [
      ["forcast"],
      `Cannot run command "forcast": expected one of ${NAMES}; did you mean forecast? (rows are`,
    ],
    [
      ["prices.csv", "more.csv"],
      'Cannot read argument "more.csv": expected one file of rows, got "prices.csv"',
    ],
    [["--horizon", "0"], 'Cannot set --horizon to "0": expected steps ahead'],
    [["--models", "ltsm"], 'Cannot use model "ltsm": expected one of '],
    [["--target"], "Cannot use --target without a value: expected --target COL,…"],
  ];
  const runs = await Promise.all(cases.map(([args]) => dir.run(args, { stdin: "y\n1\n" })));
  runs.forEach((run, i) => {
    run.expect(2);
    assertEquals(run.stdout, "");
    assertStringIncludes(run.stderr, `foretide: ${cases[i][1]}`);
    assertEquals(run.stderr.split("\n").length, 2, run.stderr);
  });
});

Deno.test("main.ts reads the file that is named as an argument, before the options or behind them", async () => {
  await using dir = await Workdir.create();
  await dir.write("rows.csv", "y\n1\n2\n");
  const [options, permissions] = [["--models", "naive", "--quiet"], ["--allow-read=rows.csv"]];
  const [piped, behind, before] = await Promise.all([
    dir.run(options, { stdin: "y\n1\n2\n" }),
    dir.run([...options, "rows.csv"], { permissions }),
    dir.run(["rows.csv", ...options], { permissions }),
  ]);
  for (const run of [behind, before]) assertEquals(run.expect(0).stdout, piped.expect(0).stdout);
});

Deno.test("main.ts --help ends with 0 where nobody reads it", async () => {
  await using dir = await Workdir.create();
  const program = dir.start(["--help"]);
  await program.closeOutput();
  const run = (await program.finished()).expect(0);
  assertEquals(run.stderr, "");
});
