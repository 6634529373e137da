import { assertEquals } from "@std/assert";
import { lockHolder, takeLock } from "../../src/checkpoint/lock.ts";
import { Workdir } from "../support/workdir.ts";

Deno.test("takeLock() keeps others out and says who holds it, until it is disposed of", async () => {
  await using dir = await Workdir.create();
  const path = `${dir.path}/s`;
  {
    using lock = await takeLock(path);
    assertEquals(lock === undefined, false);
    assertEquals(await takeLock(path), undefined);
    assertEquals(await lockHolder(path), `process ${Deno.pid}`);
  }
  assertEquals(await lockHolder(path), "another process");
  using again = await takeLock(path);
  assertEquals(again === undefined, false);
});

Deno.test(
  "takeLock() locks where not a byte can be written",
  { ignore: Deno.build.os === "windows" },
  async () => {
    await using dir = await Workdir.create();
    const module = new URL("../../src/checkpoint/lock.ts", import.meta.url);
    const code =
      `import { takeLock } from "${module}"; using lock = await takeLock(Deno.args[0]); console.log(lock !== undefined);`;
    const script = `trap "" XFSZ; ulimit -f 0; exec "$0" eval --ext=ts "$1" "$2"`; // files stay empty: as on a full disk
    const { success, stdout } = await new Deno.Command("sh", {
      args: ["-c", script, Deno.execPath(), code, `${dir.path}/s`],
    }).output();
    assertEquals([success, new TextDecoder().decode(stdout)], [true, "true\n"]);
  },
);

Deno.test("takeLock() locks a file that holds something else, and leaves it as it is", async () => {
  await using dir = await Workdir.create();
  const path = `${dir.path}/deno`;
  await dir.write("deno.lock", '{ "version": "5" }\n');
  {
    using lock = await takeLock(path);
    assertEquals(lock === undefined, false);
    assertEquals(await takeLock(path), undefined);
    assertEquals(await lockHolder(path), "another process");
  }
  assertEquals(await dir.read("deno.lock"), '{ "version": "5" }\n');
  await dir.write("left.lock", "4711\n"); // of a process that was killed
  using lock = await takeLock(`${dir.path}/left`);
  assertEquals([lock === undefined, await dir.read("left.lock")], [false, `${Deno.pid}\n`]);
});
