import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parse } from "@std/csv";
import { LESSONS } from "../../src/lessons/registry.ts";
import { Workdir } from "../support/workdir.ts";

Deno.test("lesson alone lists every lesson, and needs no permission", async () => {
  await using dir = await Workdir.create();
  const run = (await dir.run(["lesson"])).expect(0);
  for (const { name } of LESSONS) assert(new RegExp(`^${name}  +\\S`, "m").test(run.stdout), name);
});

Deno.test("lesson NAME: CSV on standard output, three sentences on standard error, the same bytes again", async () => {
  await using dir = await Workdir.create();
  const run = (await dir.run(["lesson", "generation"])).expect(0);
  const [columns, ...rows] = parse(run.stdout);
  assertEquals(columns, ["model", "update", "loss", "temperature", "text"]);
  assert(rows.some((row) => row[4] === "Hello world! Hello world! Hello world! "));
  assertEquals(run.stderr.trimEnd().split("\n").length, 3);
  assertEquals((await dir.run(["lesson", "generation", "--quiet"])).stdout, run.stdout);
  assertEquals((await dir.run(["lesson", "generation", "--quiet"])).stderr, "");
  assert((await dir.run(["lesson", "generation", "--seed", "2"])).stdout !== run.stdout);
});

Deno.test("lesson --report writes a page with its table, plots and sentences", async () => {
  await using dir = await Workdir.create();
  const permissions = ["--allow-write=page.html"];
  const run = (await dir.run(["lesson", "generation", "--report", "page.html"], { permissions })).expect(0);
  const page = await dir.read("page.html");
  assertStringIncludes(page, "<h1>Lesson: generation</h1>");
  assertStringIncludes(page, "cross-entropy (nats per character)");
  assertEquals(page.match(/<tr>/g)?.length, run.stdout.trimEnd().split("\n").length);
});

Deno.test("lesson gradients looks at a column of a file, by series; passes over gaps, tells of bad rows", async () => {
  await using dir = await Workdir.create();
  const rows = Array.from({ length: 300 }, (_, i) => {
    const value = i % 50 === 7 ? "NA" : i === 31 ? "1,2" : Math.sin(i / 5).toFixed(3);
    return `${"ab"[i % 2]},${value},said\n`;
  });
  await dir.write("rows.csv", "who,y,note\n" + rows.join(""));
  const args = ["lesson", "gradients", "--input", "rows.csv", "--target", "y", "--series", "who"];
  const run = (await dir.run(args, { permissions: ["--allow-read=rows.csv"] })).expect(0);
  const [bad, first] = run.stderr.split("\n");
  assertEquals(bad, "foretide: 1 rows of rows.csv could not be read: left out");
  assertStringIncludes(first, "the changes of y of rows.csv");
});

for (
  const [args, code, says] of [
    [["lesson", "windows"], 2, 'Cannot run lesson "windows": expected one of windowing,'],
    [["lesson", "depth", "--input", "x"], 2, "Cannot use --input with lesson depth"],
    [["lesson", "gradients", "--target", "y"], 2, "Cannot use --target without --input: add --input FILE"],
    [["lesson", "gradients", "--series", "k"], 2, "Cannot use --series without --input: add --input FILE"],
    [["lesson", "gradients", "--input", "none.csv"], 1, "none.csv"],
    [["lesson", "depth", "generation"], 2, "Cannot use --input with lesson depth"], // a second argument is a file of rows
    [["lesson", "--quiet"], 2, "missing argument NAME; usage: lesson NAME"],
  ] as const
) {
  Deno.test(`${args.join(" ")}: one line and exit code ${code}`, async () => {
    await using dir = await Workdir.create();
    const run = (await dir.run(args, { permissions: ["--allow-read=none.csv"] })).expect(code);
    assertEquals(run.stderr.trimEnd().split("\n").length, 1);
    assertStringIncludes(run.stderr, says);
    assertEquals(run.stdout, "");
  });
}
