import { assert, assertEquals, assertMatch } from "@std/assert";
import config from "../deno.json" with { type: "json" };
import { execute } from "./support/execute.ts";
import { runBlocks, runShown } from "./support/page_steps.ts";
import { Playground } from "./support/shell_blocks.ts";
import { page, read } from "./support/sources.ts";
import { TOPICS } from "../src/guide/topics.ts";

/** README.md as it is read: from top to bottom, each block in the folder that the one before has left. */

const README = await read("README.md");

Deno.test("README.md: its blocks run from top to bottom in one folder", async (t) => {
  await using folder = await Playground.create();
  await runShown(t, README, folder);
  await runBlocks(t, README, folder);
});

Deno.test("README.md is short, and links every page of the guide", () => {
  assert(README.split("\n").length <= 151, "more than 150 lines");
  for (const topic of Object.keys(TOPICS)) assert(README.includes(`](src/guide/${topic}.md`), topic);
});

Deno.test("README.md: the figures of its small tables stand in the guide's benchmarks", async () => {
  const benchmarks = await page("benchmarks");
  const [, good, fast] = /^## Is it good\?$(.*)^## Is it fast\?$(.*?)^## /ms.exec(README)!;
  const figures = [good, fast].flatMap((text) =>
    text.split("\n").filter((line) => line.startsWith("|")).flatMap((line) =>
      line.split("|").slice(2, -1).flatMap((cell) => cell.match(/\d[\d.]*\d/g) ?? [])
    )
  );
  assert(figures.length > 10);
  for (const figure of figures) assert(benchmarks.includes(figure), `${figure} is not in benchmarks.md`);
});

Deno.test("README.md names the test command that CI runs, and the task is there", async () => {
  const [command] = README.match(/^npx --yes deno@[\d.]+ task ok$/m) ?? [];
  assert(command !== undefined);
  const ci = await read(".ci/run");
  assert(ci.includes(command.replace("ok", '"$1"')) && /^task ok$/m.test(ci), command);
  assertEquals(config.tasks.ok.dependencies, ["check", "test"]);
  const pages = [README, ...await Promise.all(Object.keys(TOPICS).map(page))];
  for (const task of pages.join().matchAll(/`deno task ([\w:]+)/g)) assert(task[1] in config.tasks, task[1]);
});

Deno.test("README.md and the guide: every link within the project leads somewhere", async () => {
  const guide = Object.keys(TOPICS).map((topic) => `src/guide/${topic}.md`);
  for (const page of ["README.md", "src/README.md", "src/std/README.md", ...guide]) {
    const text = await read(page);
    for (const [, target] of text.matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
      const [path, anchor] = target.split("#");
      const file = path === "" ? page : new URL(path, `file:///${page}`).pathname.slice(1);
      const linked = await read(file);
      if (anchor === undefined) continue;
      const headings = [...linked.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading);
      const anchors = headings.map((heading) =>
        heading.toLowerCase().replaceAll(/[^\w -]/g, "").replaceAll(" ", "-")
      );
      assert(anchors.includes(anchor), `${page}: ${target}`);
    }
  }
});

Deno.test("src/mod.ts and README.md: their examples of the library run", async () => {
  const cwd = new URL("../", import.meta.url);
  const run = await execute(Deno.execPath(), ["test", "--doc", "src/mod.ts", "README.md"], { cwd });
  assertMatch(run.expect(0).stdout, /ok \| 3 passed/);
});
