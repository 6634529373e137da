import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { firstRows } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

/** A folder with a checkpoint of four patients. */
async function prepared(): Promise<Workdir> {
  const dir = await Workdir.create();
  const args = "--series patient --target hr --models lstm(hidden=4),ar,naive,ensemble --state s".split(" ");
  const stdin = (await firstRows("vitals.csv", 60)) + "broken\n";
  (await dir.run([...args, "--quiet"], { stdin, permissions: ["--allow-read=.", "--allow-write=."] })).expect(
    0,
  );
  return dir;
}

Deno.test("inspect tells people what a checkpoint holds", async () => {
  await using dir = await prepared();
  const { stdout, stderr } = (await dir.run(["inspect", "s"], { permissions: ["--allow-read=s"] })).expect(0);
  assertEquals(stderr, "");
  for (
    const line of [
      `s: a checkpoint of foretide ${config.version}, whole`,
      "  rows learned  60",
      "  rows skipped  1",
      "  output        standard output",
    ]
  ) assert(stdout.split("\n").includes(line), `${line}\nin\n${stdout}`);
  assert(/^ {2}lstm +\d+ +\d+ +hidden=4 layers=1 /m.test(stdout), stdout);
  assert(/^ {2}--target +hr$/m.test(stdout), stdout);
  assert(/^ {2}p\d\d +\d+$/m.test(stdout), stdout);
});

Deno.test("inspect --format json tells scripts the same, every series and tensor", async () => {
  await using dir = await prepared();
  const run = (await dir.run(["inspect", "--format", "json", "s"], { permissions: ["--allow-read=s"] }))
    .expect(0);
  const told = JSON.parse(run.stdout);
  assertEquals([told.version, told.format, told.rows, told.skipped], [config.version, 1, 60, 1]);
  assertEquals(told.series.reduce((sum: number, { rows }: { rows: number }) => sum + rows, 0), 60);
  assertEquals(told.models.map(({ name }: { name: string }) => name), ["lstm", "ar", "naive", "ensemble"]);
  assertEquals(told.options["hidden of lstm"], "4");
  const weights = told.tensors.find(({ name }: { name: string }) => name === "lstm.weight_hh_l0");
  assertEquals(weights, { name: "lstm.weight_hh_l0", dtype: "F32", shape: [16, 4] });
});

Deno.test("inspect says in a line what a file is not", async () => {
  await using dir = await prepared();
  const bytes = await Deno.readFile(`${dir.path}/s`);
  await dir.write("cut", bytes.slice(0, -1));
  await dir.write("rows.csv", "y\n1\n");
  const cases: [string, string][] = [
    ["cut", 'Cannot resume from "cut": it is damaged; there is no whole copy beside it'],
    ["rows.csv", 'Cannot resume from "rows.csv": it is damaged'],
    ["absent", 'Cannot read "absent": there is no such file'],
    [".", 'Cannot resume from ".": it is no regular file'],
  ];
  for (const [name, said] of cases) {
    const run = (await dir.run(["inspect", name], { permissions: ["--allow-read=."] })).expect(1);
    assertStringIncludes(run.stderr, `foretide: ${said}`);
    assertEquals([run.stdout, run.stderr.trimEnd().split("\n").length], ["", 1]);
  }
});
