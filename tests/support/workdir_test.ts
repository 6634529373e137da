import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { Workdir } from "./workdir.ts";

Deno.test("Workdir.run() tells command, status, output and errors where an expectation fails", async () => {
  await using dir = await Workdir.create();
  const run = await dir.run(["--version"]);
  const { message } = assertThrows(() => run.expect(7));
  assertStringIncludes(message, "Expected exit code 7");
  assertStringIncludes(message, "main.ts --version");
  assertStringIncludes(message, "status:  0");
  assertStringIncludes(message, "stdout:  foretide ");
});

Deno.test("Workdir gives each test a folder of its own and takes it away", async () => {
  let path: string;
  {
    await using dir = await Workdir.create();
    path = dir.path;
    await dir.write("x.txt", "content");
    assertEquals(await dir.read("x.txt"), "content");
  }
  assertThrows(() => Deno.statSync(path), Deno.errors.NotFound);
});

Deno.test("Program.line() gives lines as they come and the rest without line break", async () => {
  await using dir = await Workdir.create();
  const program = dir.start(["--help"]);
  assertStringIncludes(await program.line() ?? "", "foretide forecast: ");
  assertEquals(await program.line(), "");
  const run = (await program.finished()).expect(0);
  assertStringIncludes(run.stdout, "Usage: ");
});
