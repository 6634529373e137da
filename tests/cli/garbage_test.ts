import { assert } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { execute } from "../support/execute.ts";
import { Workdir } from "../support/workdir.ts";

/**
 * What a row leaves for the garbage collector, from the reader to the writer: V8 tells the young heap before and after each
 * of its collections, and what is between them was allocated. A long run less a short one, so that start and compilation fall out.
 *
 * Not nothing: V8 boxes a number that leaves a function it does not inline, 12 or 16 bytes each, some dozens of them in a row.
 * Arrays, views or closures in a row's way take 50 to 200 bytes each and show. V8 compiles in one thread here: otherwise the
 * machine's load would say when the boxes of code not yet compiled end.
 */

const MAIN = new URL("../../main.ts", import.meta.url).pathname;
const [SHORT, LONG] = [20_000, 60_000];
const COLLECTION = /(?:Scavenge|Mark-Compact)[^\n]*? ([\d.]+) \([\d.]+\) -> ([\d.]+) \(/g;

/** Bytes allocated by a run. */
async function allocated(dir: Workdir, rows: number, args: readonly string[]): Promise<number> {
  const random = new Random(1);
  const lines = Array.from({ length: rows }, (_, i) => `${i},${(100 + random.normal()).toFixed(3)}\n`);
  await dir.write("rows.csv", `time,y\n${lines.join("")}`);
  const files = ["--input", "rows.csv", "--output", "forecasts.csv"];
  const deno = ["run", "--allow-read=.", "--allow-write=.", "--v8-flags=--trace-gc,--single-threaded", MAIN];
  const { stdout } =
    (await execute(Deno.execPath(), [...deno, ...files, "--quiet", ...args], { cwd: dir.path }))
      .expect(0);
  let megabytes = 0;
  let left = 0;
  let collections = 0;
  for (const [, before, after] of stdout.matchAll(COLLECTION)) {
    megabytes += Number(before) - left;
    left = Number(after);
    collections++;
  }
  assert(collections > 3, `Expected V8 to tell of its collections, got ${stdout.slice(0, 200)}`);
  return megabytes * 2 ** 20;
}

const SMALL = ["--hidden", "8", "--tbptt", "16"];

/** Bytes of a row: above what was measured, below what an array for each of its numbers would add. */
const MOST: readonly [string[], number][] = [
  [["--models", "naive"], 700],
  [["--models", "ar"], 900],
  [["--models", "lstm", ...SMALL], 900],
  [["--models", "mlp", "--window", "16", ...SMALL], 1100],
];

for (const [args, most] of MOST) {
  Deno.test(`forecast ${args.join(" ")} makes no array, view or closure for a row`, async () => {
    await using dir = await Workdir.create();
    const bytes = (await allocated(dir, LONG, args) - await allocated(dir, SHORT, args)) / (LONG - SHORT);
    assert(bytes < most, `Expected less than ${most} bytes of garbage per row, got ${Math.round(bytes)}`);
  });
}
