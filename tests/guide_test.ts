import { assert, assertEquals, assertMatch } from "@std/assert";
import { execute } from "./support/execute.ts";
import { blocksOf, Playground } from "./support/shell_blocks.ts";
import { runBlocks, runShown } from "./support/page_steps.ts";
import { page, read, tableOf } from "./support/sources.ts";
import { Workdir } from "./support/workdir.ts";
import { TOPICS } from "../src/guide/topics.ts";
import { LESSONS } from "../src/lessons/registry.ts";

/** The guide (src/guide) as it is read: every command of every page, in order, in one folder. */

/** Lines of a fixture that are enough to see that a command is right. */
const FEW = 1200;

const PAGES = new Map(
  await Promise.all(Object.keys(TOPICS).map(async (topic) => [topic, await page(topic)] as const)),
);

Deno.test("the guide: what its pages show is what there is to see", async (t) => {
  await using folder = await Playground.create();
  for (const [topic, text] of PAGES) {
    await t.step(topic, (t) => runShown(t, text, folder));
  }
});

Deno.test("the guide: its pages' blocks run from top to bottom in one folder, on the fixtures' first rows", async (t) => {
  await using folder = await Playground.create();
  await folder.shorten(FEW);
  for (const [topic, text] of PAGES) {
    await t.step(topic, (t) => runBlocks(t, text, folder));
  }
});

Deno.test("the guide and README.md: no two pages keep a state of the same name", async () => {
  const owners = new Map<string, string>();
  for (const [topic, text] of [...PAGES, ["README", await read("README.md")]]) {
    for (const [state] of blocksOf(text, "sh").join("\n").matchAll(/\b[\w-]+\.state\b/g)) {
      assertEquals(owners.get(state) ?? topic, topic, state);
      owners.set(state, topic);
    }
  }
  assert(owners.size > 3);
});

Deno.test("the guide: a page for every topic, and a topic for every page; each begins with its heading", async () => {
  const files: string[] = [];
  for await (const { name } of Deno.readDir(new URL("../src/guide", import.meta.url))) {
    if (name.endsWith(".md")) files.push(name.slice(0, -3));
  }
  assertEquals(files.sort(), [...PAGES.keys()].sort());
  for (const [topic, text] of PAGES) {
    assertMatch(text, /^# [A-Z][^\n]+\n\n[A-Z]/, topic);
    assertEquals((await TOPICS[topic].load()).default, text);
  }
});

Deno.test("guide/operations.md: the permissions it names are those that the program asks for", async () => {
  const table = tableOf(PAGES.get("operations")!, "Permissions").map((row) => Object.values(row));
  assertEquals(table.map(([, permission]) => permission), [
    "none",
    "`--allow-read=FILE,…`",
    "`--allow-write=FILE,…`",
    "`--allow-read=. --allow-write=.`",
    "`--allow-read=src`",
    "`--allow-read=FILE`",
    "`--allow-read=. --allow-write=. --allow-run`",
  ]); // those of the commands are run in tests/cli/security_test.ts
  await using dir = await Workdir.create();
  await dir.write("in", "y\n1\n");
  await dir.write("history", "y\n1\n");
  const models = ["--input", "in", "--models", "naive"];
  const reads = ["--input", "in", "--pretrain", "history", "--models", "gru(hidden=4)"];
  const writes = ["--output", "--summary", "--rejects", "--events", "--report"];
  const files = writes.flatMap((flag) => [flag, flag.slice(2)]);
  const names = writes.map((flag) => flag.slice(2)).join(",");
  const run = (args: readonly string[], permissions: readonly string[]) => dir.run(args, { permissions });
  (await run(reads, ["--allow-read=in,history"])).expect(0);
  (await run([...models, ...files], ["--allow-read=in", `--allow-write=${names}`])).expect(0);
  (await run([...models, "--state", "s"], ["--allow-read=.", "--allow-write=."])).expect(0);
});

Deno.test("guide/models.md: the options' defaults are the program's", async () => {
  const help =
    (await execute(Deno.execPath(), ["run", "main.ts", "--help"], { cwd: new URL("../", import.meta.url) }))
      .stdout;
  const options = [
    ...PAGES.get("models")!.matchAll(
      /^\| `(\w+)` +\| ([\w, ]+?) +\| ([\w., ]+?) +\|(?: `(--[\w-]+)`)? +\|/gm,
    ),
  ];
  assert(options.length > 15);
  for (const [, option, , defaults, flag] of options) {
    for (const value of defaults.split(", ")) {
      const told = new RegExp(`\\n  ${option}=(${value}\\b|X (?:(?!\\n  \\w)[^])*\\[[^\\]]*\\b${value}\\b)`);
      assertMatch(help, told, `${option}=${value}`);
    }
    if (flag !== undefined) assertMatch(help, new RegExp(`\\n  ${flag} `), flag);
  }
});

Deno.test("guide/lecture.md: the lecture's flags run on prices, its lessons are there, and no system is left out", async () => {
  const rows = tableOf(PAGES.get("lecture")!, "The lecture");
  const systems = rows.flatMap((row) => {
    const [numbers] = /^[\d, ]+/.exec(row["system of the lecture"])!;
    return numbers.split(",").map(Number);
  });
  assertEquals([...new Set(systems)].sort((a, b) => a - b), Array.from({ length: 17 }, (_, i) => i + 1));
  const commands = rows.flatMap(({ command }) => [...command.matchAll(/`([^`]+)`/g)].map(([, code]) => code));
  const lessons = commands.flatMap((code) => /^lesson (\w+)$/.exec(code)?.[1] ?? []);
  assertEquals(lessons.toSorted(), LESSONS.map(({ name }) => name).sort());
  await using folder = await Playground.create();
  const flags = commands.filter((code) => code.startsWith("--models ") || code.startsWith("--horizon "));
  assert(flags.length > 5);
  await Promise.all(flags.map(async (code) => {
    const run = await folder.bash(`head -n 150 fixtures/sp500.csv | deno run main.ts --target close ${code}`);
    run.expect(0).check(run.stdout.split("\n").length > 150, "Expected forecasts");
  }));
});

const LECTURE = tableOf(await read("src/README.md"), "The lecture");

Deno.test("src/README.md: the lecture's seventeen systems have files, tests of that name and golden values", async () => {
  assertEquals(LECTURE.map((row) => Number(row["#"])), Array.from({ length: 17 }, (_, i) => i + 1));
  for (const { file, test, "held against": reference, system } of LECTURE) {
    for (const [, name] of file.matchAll(/`([^`]+)`/g)) await read(`src/${name}`);
    const [, path, title] = /^`(tests\/[\w/]+_test\.ts)`: (.+)$/.exec(test) ?? [];
    assert(path !== undefined, `${system}: ${test}`);
    assert(
      [...(await read(path)).matchAll(/Deno\.test\(\s*["`']([^\n]*)/g)].some(([, name]) =>
        name.startsWith(title)
      ),
      `${path} has no test "${title}"`,
    );
    const [, golden] = /golden ([\w, ]+)/.exec(reference) ?? [];
    for (const name of golden?.split(", ") ?? []) await read(`fixtures/golden/${name}.json`);
    assert(reference.length > 4, system);
  }
});

Deno.test("src/README.md: the commands that show the lecture's systems run; its lessons are run by lessons_test", async () => {
  await using folder = await Playground.create();
  const foretide = 'foretide() { deno run --allow-read=. --allow-write=. main.ts "$@"; }\n';
  await Promise.all(LECTURE.map(async ({ command, system }) => {
    const [, lesson] = /^`foretide lesson (\w+)`$/.exec(command) ?? [];
    if (lesson !== undefined) return assert(LESSONS.some(({ name }) => name === lesson), command);
    // Of long files the first rows are enough to see that a command is right.
    const short = command.slice(1, -1).replaceAll(/< (fixtures\/\w+\.csv)/g, "< <(head -n 200 $1)");
    const run = (await folder.bash(foretide + short)).expect(0);
    run.check(run.stdout.split("\n").length > 10, `Expected lines of output for ${system}`);
    run.check(!run.stderr.includes("Cannot"), "Expected no complaint");
  }));
});
