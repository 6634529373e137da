import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { RunError } from "../../src/base/errors.ts";
import { emptied, fillOutput, namedSink, openOutput } from "../../src/output/output_file.ts";
import { Workdir } from "../support/workdir.ts";

Deno.test("openOutput() leaves what the file holds, until emptied() or fillOutput()", async () => {
  await using dir = await Workdir.create();
  for (const fill of [true, false]) {
    const path = join(dir.path, await dir.write("out.csv", "what stood there before"));
    const file = await openOutput(path);
    assertEquals(await dir.read("out.csv"), "what stood there before");
    if (fill) fillOutput(file, path, "new");
    else {
      await emptied(file).write(new TextEncoder().encode("new"));
      file.close();
    }
    assertEquals(await dir.read("out.csv"), "new");
  }
});

Deno.test({
  name: "fillOutput() writes to devices and pipes, which hold nothing",
  ignore: Deno.build.os === "windows",
  async fn() {
    fillOutput(await openOutput("/dev/null"), "/dev/null", "text");
    await using dir = await Workdir.create();
    const run = await dir.run(["--models", "naive", "--quiet", "--summary", "/dev/stderr"], {
      stdin: "y\n1\n",
      permissions: ["--allow-all"],
    });
    assertEquals(JSON.parse(run.expect(0).stderr).rows, 1);
  },
});

Deno.test("openOutput() says which file can't be written and why", async () => {
  await using dir = await Workdir.create();
  const missing = join(dir.path, "no", "out.csv");
  const error = await assertRejects(() => openOutput(missing), RunError);
  assertEquals(error.message, `Cannot write "${missing}": No such file or directory`);
  await assertRejects(() => openOutput(dir.path), RunError, "Is a directory");
});

Deno.test("fillOutput() writes the whole text, however much the system takes at once", async () => {
  await using dir = await Workdir.create();
  const path = join(dir.path, "out.json");
  fillOutput(await openOutput(path), path, "ä".repeat(100_000));
  assertEquals(await dir.read("out.json"), "ä".repeat(100_000));
});

Deno.test("fillOutput() says which file can't be written", async () => {
  await using dir = await Workdir.create();
  const path = join(dir.path, "out.json");
  const closed = await openOutput(path);
  const full = Object.assign(new Error("No space left on device (os error 28)"), { code: "ENOSPC" });
  closed.writeSync = () => {
    throw full;
  };
  const error = assertThrows(() => fillOutput(closed, path, "{}"), RunError);
  assertEquals(error.message, `Cannot write "${path}": No space left on device`);
});

Deno.test("namedSink() says what can't be written; a reader who went away stays one", async () => {
  const failing = (error: Error) => namedSink({ write: () => Promise.reject(error) }, "standard output");
  const full = await assertRejects(
    () => failing(new Error("No space left on device (os error 28)")).write(new Uint8Array(1)),
    RunError,
  );
  assertEquals(full.message, "Cannot write standard output: No space left on device");
  const gone = failing(new Deno.errors.BrokenPipe("Broken pipe (os error 32)"));
  await assertRejects(() => gone.write(new Uint8Array(1)), Deno.errors.BrokenPipe);
});
