import { assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { execute } from "../support/execute.ts";

/** What can be imported is documented, and the examples in it run. */

const REPOSITORY = new URL("../../", import.meta.url);
const MODULES = Object.values(config.exports).filter((path) => path.startsWith("./src/"));

Deno.test("deno doc --lint has no complaint about anything that can be imported", async () => {
  const { stderr } = await execute(Deno.execPath(), ["doc", "--lint", ...MODULES], { cwd: REPOSITORY });
  const complaints = stderr.split("\n").filter((line) => /error\[|Found \d+ documentation/.test(line));
  assertEquals(complaints, []);
});

Deno.test("the programs in the documentation run: each asserts what it promises", async () => {
  const args = ["test", "--doc", "--quiet", "--allow-read", ...MODULES];
  const { stdout } = (await execute(Deno.execPath(), args, { cwd: REPOSITORY })).expect(0);
  const programs = await Promise.all(
    MODULES.map(async (path) => (await Deno.readTextFile(new URL(path, REPOSITORY))).match(/^ \* ```ts$/gm)),
  );
  const passed = stdout.match(/ok \| (\d+) passed \| 0 failed/)?.[1];
  assertEquals(Number(passed), programs.flat().length);
});

Deno.test("a stranger's programs are short: 8 lines for a loop over rows, 20 for a model, 20 for a network", async () => {
  const most: Record<string, number[]> = {
    "./src/mod.ts": [8, 20],
    "./src/models.ts": [20],
    "./src/nn.ts": [20],
  };
  for (const [path, lines] of Object.entries(most)) {
    const text = await Deno.readTextFile(new URL(path, REPOSITORY));
    const programs = [...text.matchAll(/^ \* ```ts\n(.*?)^ \* ```$/gms)].map(([, code]) =>
      code.split("\n").filter((line) => line.replace(" *", "").trim() !== "")
        .length
    );
    programs.forEach((length, i) => assertEquals(length <= lines[i], true, `${path}: ${length} lines`));
  }
});
