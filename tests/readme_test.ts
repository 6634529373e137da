import { assert, assertEquals, assertMatch } from "@std/assert";
import config from "../deno.json" with { type: "json" };
import { execute } from "./support/execute.ts";
import { blocksOf, missingTool, Playground, tools } from "./support/shell_blocks.ts";
import { read, tableOf } from "./support/sources.ts";
import { Workdir } from "./support/workdir.ts";
import { LESSONS } from "../src/lessons/registry.ts";

/**
 * Every command of README.md, run by bash in a folder that looks like the project's. A block whose tool is not on this
 * machine is skipped, and its name says so. Two are run in another form:
 */
const ADAPTED: readonly (readonly [written: RegExp, run: string, why: string])[] = [
  [/^tail -n \+1 -f /m, "tail -n +1 ", "without -f, for it would never end"],
  [
    /^npx --yes deno@[\d.]+ task ok$/m,
    "true",
    "not run, for it would run itself; what it names is checked below",
  ],
];

const README = await read("README.md");
const here = await tools(["jq", "mlr", "npx", "gzip"]);

for (const block of blocksOf(README, "sh")) {
  const adapted = ADAPTED.find(([written]) => written.test(block));
  const missing = missingTool(block, here);
  const notes = [adapted?.[2], missing && `skipped: there is no ${missing} here`].filter(Boolean);
  const title = block.split("\n")[0].replace(/ \\$/, " …");
  Deno.test({
    name: `README.md: ${title}${notes.length > 0 ? ` (${notes.join("; ")})` : ""}`,
    ignore: missing !== undefined,
    async fn() {
      await using folder = await Playground.create();
      const script = adapted === undefined ? block : block.replace(adapted[0], adapted[1]);
      const run = await folder.bash(script);
      // A `head` that has seen enough stops what comes before it in the pipe: that is no failure.
      if (!(run.code === 141 && script.includes("| head "))) run.expect(0);
      run.check(
        script === "true" || run.stdout !== "" || (await folder.made()).length > 0,
        "Expected some output",
      );
      run.check(!run.stderr.includes("foretide: Cannot"), "Expected no complaint");
    },
  });
}

for (const block of blocksOf(README, "console")) {
  const [prompt, ...shown] = block.split("\n");
  Deno.test(`README.md shows what there is to see: ${prompt}`, async () => {
    await using folder = await Playground.create();
    const run = (await folder.bash(prompt.replace(/^\$ /, "") + " 2>&1")).expect(0);
    const seen = [...new Set(run.stdout.split("\n").map(withoutNumbers))].map(words);
    const isSeen = (line: string) => {
      const shown = words(withoutNumbers(line));
      return seen.some((other) => other.size === shown.size && shown.isSubsetOf(other));
    };
    // Figures may differ from machine to machine; the words, the models and their verdict may not.
    const absent = shown.filter((line) => line !== "…" && !isSeen(line));
    assertEquals(absent, [], `What it ends with now:\n${run.stdout.split("\n").slice(-12).join("\n")}`);
  });
}

/** The line with `#` for every number. */
function withoutNumbers(line: string): string {
  return line.replaceAll(/(?:[<=] )?[-+]?\d[\d.,]*(?:e[+-]?\d+)?/g, " # ");
}

function words(line: string): Set<string> {
  return new Set(line.split(/[ ,;:]+/));
}

Deno.test("README.md names the test command that CI runs, and the task is there", async () => {
  const [command] = README.match(/^npx --yes deno@[\d.]+ task ok$/m) ?? [];
  assert(command !== undefined);
  const ci = await read(".ci/run");
  assert(ci.includes(command.replace("ok", '"$1"')) && /^task ok$/m.test(ci), command);
  assertEquals(config.tasks.ok.dependencies, ["check", "test"]);
  for (const task of README.matchAll(/`deno task ([\w:]+)`/g)) assert(task[1] in config.tasks, task[1]);
});

Deno.test("README.md: every link within the project leads somewhere", async () => {
  for (const page of ["README.md", "src/README.md", "src/std/README.md"]) {
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

Deno.test("README.md: the permissions it names are those that the program asks for", async () => {
  const table = tableOf(README, "One file to carry").map((row) => Object.values(row));
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

Deno.test("README.md: the options' defaults are the program's", async () => {
  const help =
    (await execute(Deno.execPath(), ["run", "main.ts", "--help"], { cwd: new URL("../", import.meta.url) }))
      .stdout;
  const options = [
    ...README.matchAll(/^\| `(\w+)` +\| ([\w, ]+?) +\| ([\w., ]+?) +\|(?: `(--[\w-]+)`)? +\|/gm),
  ];
  assert(options.length > 15);
  for (const [, option, , defaults, flag] of options) {
    for (const value of defaults.split(", ")) {
      assertMatch(help, new RegExp(`\\n  ${option}=${value}\\b`), option);
    }
    if (flag !== undefined) assertMatch(help, new RegExp(`\\n  ${flag} `), flag);
  }
});

Deno.test("README.md: the lecture's flags run on prices, its lessons are there, and no system is left out", async () => {
  const rows = tableOf(README, "The lecture, runnable");
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

Deno.test("src/README.md: the commands that show the lecture's systems run", async () => {
  await using folder = await Playground.create();
  const foretide = 'foretide() { deno run --allow-read=. --allow-write=. main.ts "$@"; }\n';
  await Promise.all(LECTURE.map(async ({ command, system }) => {
    // Of long files the first rows are enough to see that a command is right.
    const short = command.slice(1, -1).replaceAll(/< (fixtures\/\w+\.csv)/g, "< <(head -n 200 $1)");
    const run = (await folder.bash(foretide + short)).expect(0);
    run.check(run.stdout.split("\n").length > 10, `Expected lines of output for ${system}`);
    run.check(!run.stderr.includes("Cannot"), "Expected no complaint");
  }));
});

Deno.test("src/mod.ts: its example runs", async () => {
  const cwd = new URL("../", import.meta.url);
  const run = await execute(Deno.execPath(), ["test", "--doc", "src/mod.ts"], { cwd });
  assertMatch(run.expect(0).stdout, /\n(ok \| )?1 passed|ok \| 1 passed/);
});
