import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { RunError } from "../../src/base/errors.ts";
import { openOutput } from "../../src/output/output_file.ts";
import { Workdir } from "../support/workdir.ts";

Deno.test("openOutput() empties the file it opens", async () => {
  await using dir = await Workdir.create();
  await dir.write("out.csv", "what stood there before");
  using file = await openOutput(join(dir.path, "out.csv"));
  await file.write(new TextEncoder().encode("new"));
  assertEquals(await dir.read("out.csv"), "new");
});

Deno.test("openOutput() says which file can't be written and why", async () => {
  await using dir = await Workdir.create();
  const missing = join(dir.path, "no", "out.csv");
  const error = await assertRejects(() => openOutput(missing), RunError);
  assertEquals(error.message, `Cannot write "${missing}": No such file or directory`);
  await assertRejects(() => openOutput(dir.path), RunError, "Is a directory");
});
