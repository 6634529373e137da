import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parseArgs } from "@std/cli";
import { RunError, UsageError } from "../../src/base/errors.ts";
import { badRowMessage } from "../../src/input/messages.ts";
import type { InputFormat } from "../../src/input/open_records.ts";
import type { ReaderOptions } from "../../src/input/row_reader.ts";
import { read } from "./reading.ts";
import { EXPECTED, FOLDER } from "../support/hostile.ts";

function optionsOf(args: readonly string[]): Partial<ReaderOptions> {
  const flags = parseArgs(args, { string: ["time", "series", "target", "features", "input-format"] });
  const list = (name: string) => (flags[name] as string | undefined)?.split(",");
  return {
    format: flags["input-format"] as InputFormat | undefined ?? "auto",
    time: flags.time as string | undefined,
    series: flags.series as string | undefined,
    targets: list("target"),
    features: list("features") ?? [],
  };
}

function exitCode(error: Error | undefined): number {
  if (error === undefined) return 0;
  assert(error instanceof UsageError || error instanceof RunError, `not an error for people: ${error.stack}`);
  return error instanceof UsageError ? 2 : 1;
}

for (const [file, expected] of Object.entries(EXPECTED)) {
  Deno.test(`RowReader reads fixtures/hostile/${file} as expected.json says, in any chunks`, async () => {
    const bytes = await Deno.readFile(new URL(file, FOLDER));
    for (const sizes of [[1 << 16], [1], [7, 1, 64]]) {
      const { rows, bad, notes, error, records, skipped, repeated } = await read(
        bytes,
        optionsOf(expected.args),
        sizes,
      );
      assertEquals(error?.message, expected.error);
      assertEquals(exitCode(error), expected.exit);
      assertEquals(bad.map(({ line, reason }) => ({ line, reason })), [...expected.bad]);
      assertEquals(notes.map(({ line, text }) => ({ line, reason: text })), [...expected.told ?? []]);
      assertEquals(rows.length, expected.rows);
      if (error !== undefined) continue;
      assertEquals([records, skipped], [rows.length + bad.length + repeated, bad.length]);
    }
  });
}

Deno.test("RowReader ends at the first bad row or cell of every hostile file if they are to fail", async () => {
  let files = 0;
  for (const [file, { args, bad, told = [] }] of Object.entries(EXPECTED)) {
    const cells = told.filter(({ reason }) => reason.endsWith(", taken as missing"))
      .map(({ line, reason }) => ({ line, reason: reason.replace(", taken as missing", "") }));
    const [first] = [...bad, ...cells].sort((a, b) => a.line - b.line);
    if (first === undefined) continue;
    const bytes = await Deno.readFile(new URL(file, FOLDER));
    const { error, rows } = await read(bytes, { ...optionsOf(args), badRows: "fail" });
    assert(error instanceof RunError);
    assertEquals(error.message, badRowMessage("standard input", first.line, first.reason));
    assert(rows.length < first.line);
    files++;
  }
  assert(files > 15);
});

Deno.test("expected.json names every file of fixtures/hostile, and the README's table is made of it", () => {
  const files = [...Deno.readDirSync(FOLDER)].map(({ name }) => name)
    .filter((name) => !name.startsWith(".") && name !== "expected.json" && name !== "README.md");
  assertEquals(Object.keys(EXPECTED).sort(), files.sort());
  const readme = Deno.readTextFileSync(new URL("README.md", FOLDER));
  for (const [file, { about, rows, bad, told = [], exit }] of Object.entries(EXPECTED)) {
    const [refused, counted] = [bad, told].map((lines) => lines.map(({ line }) => line).join(", ") || "–");
    assertStringIncludes(readme, `| ${file} | ${about} | ${rows} | ${refused} | ${counted} | ${exit} |\n`);
  }
});
