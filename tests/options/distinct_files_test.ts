import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { UsageError } from "../../src/base/errors.ts";
import { checkDistinctFiles, checkDistinctPaths } from "../../src/options/distinct_files.ts";
import { Workdir } from "../support/workdir.ts";

Deno.test("checkDistinctPaths() knows a path however it is written", () => {
  const same = [["a", "./a"], ["a/b", "a//b"], ["a", "b/../a"], ["../a", "b/../../a"], ["/a", "/../a"]];
  for (const [input, output] of [...same, ["../../a", ".././../a"]]) {
    const { message } = assertThrows(() => checkDistinctPaths({ input, output }), UsageError);
    assertEquals(message, `Cannot use "${output}" for --output: it is already --input`);
  }
  const different = [["a", "b"], ["a", "/a"], ["../a", "a"], ["../../a", "../a"], ["a/b", "a/c"], [
    "..",
    ".",
  ]];
  for (const [input, output] of different) checkDistinctPaths({ input, output });
});

Deno.test("checkDistinctPaths() knows what a state and --health put beside their files", () => {
  for (const ending of ["lock", "new", "previous"]) {
    for (const flag of ["output", "rejects", "summary", "report", "events", "health"]) {
      const files = { [flag]: `./d/s.${ending}`, state: "d/s" };
      const { message } = assertThrows(() => checkDistinctPaths(files), UsageError);
      assertEquals(message, `Cannot use "./d/s.${ending}" for --${flag}: it is already a file of --state`);
    }
  }
  const health = { output: "h.json.new", health: "h.json" };
  assertThrows(() => checkDistinctPaths(health), UsageError, "it is already a file of --health");
  checkDistinctPaths({ output: "s.csv", state: "s", summary: "s.json", health: "t.new" });
});

Deno.test("checkDistinctFiles() knows what a state keeps beside its file by all its names", async () => {
  await using dir = await Workdir.create();
  await dir.write("s.previous", "");
  await Deno.symlink("s.previous", join(dir.path, "out"));
  const files = { output: join(dir.path, "out"), state: join(dir.path, "s") };
  await assertRejects(() => checkDistinctFiles(files), UsageError, "it is already a file of --state");
});

Deno.test("main.ts refuses an output that would be lost beside its state", async () => {
  await using dir = await Workdir.create();
  const args = ["--models", "naive", "--output", "s.new", "--state", "s"];
  const run = await dir.run(args, { stdin: "y\n1\n", permissions: ["--allow-read=.", "--allow-write=."] });
  assertEquals(
    run.expect(2).stderr,
    'foretide: Cannot use "s.new" for --output: it is already a file of --state (--help tells more)\n',
  );
});

Deno.test("checkDistinctFiles() knows a file by all its names", async () => {
  await using dir = await Workdir.create();
  await dir.write("rows.csv", "y\n1\n");
  const [input, link] = [join(dir.path, "rows.csv"), join(dir.path, "link.csv")];
  await Deno.symlink(input, link);
  const error = await assertRejects(() => checkDistinctFiles({ input, output: link }), UsageError);
  assertEquals(error.message, `Cannot use "${link}" for --output: it is already --input`);
});

Deno.test("checkDistinctFiles() lets different files be, devices, and those that do not exist yet", async () => {
  await using dir = await Workdir.create();
  await dir.write("rows.csv", "y\n1\n");
  await dir.write("same.csv", "y\n1\n");
  await checkDistinctFiles({
    input: join(dir.path, "rows.csv"),
    pretrain: join(dir.path, "same.csv"),
    output: join(dir.path, "new.csv"),
    summary: join(dir.path, "new.json"),
    rejects: "/dev/null",
    report: "/dev/null",
    state: undefined,
  });
});

Deno.test("main.ts leaves an input alone that a link names as its output", async () => {
  await using dir = await Workdir.create();
  await dir.write("rows.csv", "y\n1\n2\n");
  await Deno.symlink("rows.csv", join(dir.path, "link.csv"));
  const args = ["--input", "rows.csv", "--summary", "link.csv", "--models", "naive"];
  const run = await dir.run(args, { permissions: ["--allow-read=.", "--allow-write=."] });
  assertEquals(
    run.expect(2).stderr,
    'foretide: Cannot use "link.csv" for --summary: it is already --input (--help tells more)\n',
  );
  assertEquals(await dir.read("rows.csv"), "y\n1\n2\n");
});
