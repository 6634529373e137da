import { assertEquals, assertStringIncludes } from "@std/assert";
import { firstRows } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

/** A run that goes on by --state alone. */

const PERMISSIONS = { permissions: ["--allow-read=.", "--allow-write=."] };
const [HEADER, ...ROWS] = (await firstRows("vitals.csv", 300)).trimEnd().split("\n");
const csv = (rows: readonly string[]) => [HEADER, ...rows, ""].join("\n");
const ARGS = [
  ...[
    "--series",
    "patient",
    "--target",
    "hr",
    "--features",
    "map",
    "--horizon",
    "1,3",
    "--interval",
    "0.5,0.9",
  ],
  ...["--models", "gru(hidden=8),lstm,ar(lags=3),naive", "--tbptt", "8", "--warmup", "5"],
];

Deno.test("main.ts goes on by --state alone: options left out come from the state, and are said", async () => {
  await using dir = await Workdir.create();
  const [first, rest] = [csv(ROWS.slice(0, 200)), csv(ROWS.slice(200))];
  const whole = await dir.run([...ARGS, "--quiet"], { stdin: csv(ROWS) });
  const begun = await dir.run([...ARGS, "--quiet", "--state", "s"], { stdin: first, ...PERMISSIONS });
  const resumed = await dir.run(["--state", "s"], { stdin: rest, ...PERMISSIONS });
  assertEquals(begun.expect(0).stdout + resumed.expect(0).stdout, whole.expect(0).stdout);
  const said = resumed.stderr.split("\n")[0];
  for (const option of ["--target hr", "--horizon 1,3", "--interval 0.5,0.9", "--models gru,lstm,ar,naive"]) {
    assertStringIncludes(said, option);
  }
});

Deno.test("main.ts refuses an option that is given otherwise than the state says, whatever is left out", async () => {
  await using dir = await Workdir.create();
  await dir.run([...ARGS, "--quiet", "--state", "s"], { stdin: csv(ROWS.slice(0, 200)), ...PERMISSIONS });
  const cases = [
    [["--tbptt", "16"], 'with tbptt of gru "16"'],
    [["--horizon", "1"], 'with --horizon "1"'],
    [["--models", "naive"], 'with --models "naive"'],
    [["--warmup", "6"], 'with --warmup "6"'],
  ] as const;
  for (const [args, message] of cases) {
    const run = await dir.run([...args, "--state", "s"], { stdin: csv(ROWS.slice(200)), ...PERMISSIONS });
    assertStringIncludes(run.expect(2).stderr, message);
  }
});
