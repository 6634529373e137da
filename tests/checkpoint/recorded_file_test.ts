import { assertEquals, assertRejects } from "@std/assert";
import { RunError } from "../../src/base/errors.ts";
import type { FileMark } from "../../src/checkpoint/checkpoint.ts";
import { RecordedFile } from "../../src/checkpoint/recorded_file.ts";
import { writeAll } from "../../src/output/byte_sink.ts";
import { Workdir } from "../support/workdir.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Writes on a file as a run does; its mark afterwards. */
async function write(
  path: string,
  mark: FileMark | null | undefined,
  text: string,
): Promise<FileMark | null> {
  const file = await RecordedFile.open(path, mark);
  file.begin();
  await writeAll(file, bytes(text));
  await file.sync();
  file.close();
  return file.mark;
}

Deno.test("RecordedFile cuts a file back to its mark and writes on; without a checkpoint it begins empty", async () => {
  await using dir = await Workdir.create();
  const path = `${dir.path}/out`;
  await Deno.writeTextFile(path, "something old");
  const mark = await write(path, undefined, "one\n");
  assertEquals(mark!.length, 4);
  await Deno.writeTextFile(path, "two, of a run that was killed\n", { append: true });
  await write(path, mark, "two\n");
  assertEquals(await dir.read("out"), "one\ntwo\n");
});

Deno.test("RecordedFile.open() leaves the file as it is, until begin()", async () => {
  await using dir = await Workdir.create();
  const path = `${dir.path}/out`;
  await Deno.writeTextFile(path, "kept");
  const file = await RecordedFile.open(path, undefined);
  file.writeSync(bytes("held\n"));
  assertEquals(await dir.read("out"), "kept");
  file.begin();
  file.writeSync(bytes("written\n"));
  file.close();
  assertEquals(await dir.read("out"), "held\nwritten\n");
  assertEquals(file.mark!.length, 13);
});

Deno.test("RecordedFile holds a megabyte, and no more", async () => {
  await using dir = await Workdir.create();
  const file = await RecordedFile.open(`${dir.path}/out`, undefined);
  for (let i = 0; i < 16; i++) file.writeSync(new Uint8Array(1 << 16));
  assertEquals((await dir.read("out")).length, 0);
  file.writeSync(new Uint8Array(1));
  assertEquals((await dir.read("out")).length, (1 << 20) + 1);
  file.begin();
  file.close();
  assertEquals((await dir.read("out")).length, (1 << 20) + 1);
});

Deno.test("RecordedFile knows a file again by its number on the disk, whatever it is called", async () => {
  await using dir = await Workdir.create();
  await Deno.mkdir(`${dir.path}/sub`);
  const mark = await write(`${dir.path}/out`, undefined, "one\n");
  await write(`${dir.path}/sub/../out`, mark, "two\n");
  assertEquals(await dir.read("out"), "one\ntwo\n");
});

Deno.test("RecordedFile leaves another file whole, unless it is empty, whether or not one was known before", async () => {
  await using dir = await Workdir.create();
  const mark = await write(`${dir.path}/out`, undefined, "one\n");
  await dir.write("other", "something");
  for (const known of [mark, null]) {
    await assertRejects(
      () => RecordedFile.open(`${dir.path}/other`, known),
      RunError,
      `Cannot continue "${dir.path}/other": it holds 9 bytes that the state does not know; name another file, or move`,
    );
  }
  await dir.write("empty", "");
  await write(`${dir.path}/empty`, mark, "two\n");
  assertEquals(await Promise.all(["out", "other", "empty"].map((name) => dir.read(name))), [
    "one\n",
    "something",
    "two\n",
  ]);
});

Deno.test("RecordedFile refuses a file that has lost what the checkpoint knows of", async () => {
  await using dir = await Workdir.create();
  const path = `${dir.path}/out`;
  const mark = await write(path, undefined, "four");
  await Deno.truncate(path, 3);
  await assertRejects(
    () => RecordedFile.open(path, mark),
    RunError,
    `Cannot continue with "${path}": expected the 4 bytes that the checkpoint knows of, got 3 bytes; put the file back, or name another one`,
  );
  await Deno.remove(path);
  await assertRejects(() => RecordedFile.open(path, mark), RunError, "got no such file");
  await write(path, { ...mark!, length: 0 }, "nothing was lost");
  assertEquals(await dir.read("out"), "nothing was lost");
});

Deno.test({
  name: "RecordedFile says in a line that the disk is full, and marks no device",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const file = await RecordedFile.open("/dev/full", null);
    file.begin();
    assertEquals(file.mark, null);
    await assertRejects(
      () => file.write(bytes("x")),
      RunError,
      'Cannot write "/dev/full": No space left on device',
    );
    file.close();
  },
});

Deno.test({
  name: "RecordedFile.sync() says that the file was removed, or replaced, while it was written",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using dir = await Workdir.create();
    const path = `${dir.path}/out`;
    const said = `Cannot continue writing "${path}": the file was removed or replaced meanwhile`;
    const file = await RecordedFile.open(path, undefined);
    file.begin();
    await writeAll(file, bytes("one\n"));
    await file.sync();
    await Deno.rename(path, `${dir.path}/rotated`);
    await assertRejects(() => file.sync(), RunError, said);
    await dir.write("out", "another");
    await assertRejects(() => file.sync(), RunError, said);
    await Deno.rename(`${dir.path}/rotated`, path);
    await file.sync();
    file.close();
  },
});
