import { assertEquals } from "@std/assert";
import { insideRoot } from "../../src/schedule/root_folder.ts";
import { Workdir } from "../support/workdir.ts";

Deno.test("insideRoot() lets no path lead out of the root folder, by dots, roots or links", async () => {
  await using dir = await Workdir.create();
  await Deno.mkdir(`${dir.path}/root/sub`, { recursive: true });
  await dir.write("secret", "x");
  await dir.write("root/there", "x");
  await Deno.symlink("../secret", `${dir.path}/root/out`);
  await Deno.symlink("..", `${dir.path}/root/up`);
  await Deno.symlink("/nowhere/at/all", `${dir.path}/root/dangling`);
  await Deno.symlink("there", `${dir.path}/root/in`);
  const cases: [string, string | undefined][] = [
    ["there", "there"],
    ["./there", "there"],
    ["sub/../there", "there"],
    ["new", "new"],
    ["sub/new", "sub/new"],
    ["in", "in"],
    ["..there", "..there"],
    ["", "."],
    ["../secret", undefined],
    ["sub/../../secret", undefined],
    ["/etc/passwd", undefined],
    [`${dir.path}/root/there`, undefined],
    ["out", undefined],
    ["up/secret", undefined],
    ["up/root/there", "up/root/there"],
    ["dangling", undefined],
    ["absent/new", undefined],
  ];
  for (const [path, expected] of cases) {
    assertEquals(await insideRoot(`${dir.path}/root`, path), expected, path);
  }
});
