import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { run } from "../../src/cli/run.ts";
import { firstRows, records, recordsWith } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

/** What is said when the input has ended: --latest, and the table on a terminal. */

const VITALS = await firstRows("vitals.csv", 400);
const ARGS = "--series patient --target hr --models ar,naive,ensemble --horizon 1,5 --quiet".split(" ");

Deno.test("main.ts --latest writes the last lines of every series once, with a header", async () => {
  await using dir = await Workdir.create();
  const [lines, said] = await recordsWith(dir, ARGS, ["--latest"], VITALS);
  const keys = [...new Set(lines.map(({ series }) => series))];
  const expected = keys.flatMap((key) => lines.filter(({ series }) => series === key).slice(-6));
  assert(said.every((line) => "forecast_time" in line));
  assertEquals(said.map(({ forecast_time: _, ...line }) => line), expected);
});

Deno.test("main.ts --latest writes quantiles and wide lines as any line does", async () => {
  await using dir = await Workdir.create();
  const args = [...ARGS, "--quantiles", "0.1,0.9", "--wide"];
  const [all, latest] = await Promise.all([
    dir.run(args, { stdin: VITALS }),
    dir.run([...args, "--latest"], { stdin: VITALS }),
  ]);
  const lines = records(all.expect(0).stdout);
  const said = records(latest.expect(0).stdout);
  for (const { forecast_time: _, ...line } of said) {
    assertEquals(
      line,
      lines.findLast(({ series, horizon }) => series === line.series && horizon === line.horizon),
    );
    assert(Number(line["ar_q0.1"]) < Number(line["ar_q0.9"]), JSON.stringify(line));
  }
  assertEquals(said.length, 2 * new Set(lines.map(({ series }) => series)).size);
});

Deno.test("main.ts --latest of a resumed run tells the series without new rows too, and writes the header again", async () => {
  await using dir = await Workdir.create();
  const permissions = ["--allow-read=.", "--allow-write=."];
  const [header, ...rows] = VITALS.trimEnd().split("\n");
  const [cut, args] = [300, [...ARGS, "--latest", "--state", "s"]];
  const first = await dir.run(args, { stdin: [header, ...rows.slice(0, cut)].join("\n"), permissions });
  const own = rows[cut].split(",")[1];
  const more = rows.slice(cut).filter((row) => row.split(",")[1] === own);
  const second = await dir.run(args, { stdin: [header, ...more].join("\n"), permissions });
  const [before, after] = [first, second].map((run) => records(run.expect(0).stdout));
  assertEquals(after.length, before.length);
  const others = (lines: typeof before) => lines.filter(({ series }) => series !== own);
  assertEquals(others(after), others(before));
  assertEquals(after.find(({ series }) => series === own)!.time, more.at(-1)!.split(",")[0]);
});

Deno.test("--latest --output replaces the file when the input ends, and the summary tells the same", async () => {
  await using dir = await Workdir.create();
  await dir.write("out.csv", "what was there before\n".repeat(1000));
  const args = [...ARGS, "--latest", "--output", "out.csv", "--summary", "s.json"];
  const run = await dir.run(args, { stdin: VITALS, permissions: ["--allow-read=.", "--allow-write=."] });
  assertEquals(run.expect(0).stdout, "");
  const lines = records(await dir.read("out.csv"));
  const { latest } = JSON.parse(await dir.read("s.json"));
  assertEquals(latest.length, lines.length);
  for (const [i, { series, time, model, forecast, lower }] of lines.entries()) {
    assertEquals([latest[i].series, latest[i].time, latest[i].model], [series, time, model]);
    assertEquals([latest[i].forecast, latest[i].lower], [Number(forecast), Number(lower)]);
  }
});

Deno.test("run() on a terminal writes no lines but the table of what comes next", async () => {
  await using dir = await Workdir.create();
  await dir.write("in.csv", await firstRows("sp500.csv", 200));
  let shown = "";
  const stdout = {
    write(bytes: Uint8Array) {
      shown += new TextDecoder().decode(bytes);
      return Promise.resolve(bytes.length);
    },
    isTerminal: () => true,
  };
  const stderr = { writeSync: (bytes: Uint8Array) => bytes.length, isTerminal: () => true };
  const args = [
    "--input",
    `${dir.path}/in.csv`,
    "--target",
    "close",
    "--models",
    "ar,naive",
    "--horizon",
    "1,5",
  ];
  assertEquals(await run(args, { stdout, stderr }), 0);
  const lines = shown.trimEnd().split("\n");
  assertEquals(lines.length, 4);
  assertMatch(lines[0], /^What comes next: close, after 2000-/);
  assertStringIncludes(lines[2], " to ");
});
