import { assert, assertEquals } from "@std/assert";
import { basename, dirname, join } from "@std/path";
import config from "../deno.json" with { type: "json" };
import { CELLS } from "../src/nn/cells/registry.ts";
import { METRICS } from "../src/evaluation/metrics.ts";
import { MODELS } from "../src/models/registry.ts";
import { LOSSES } from "../src/nn/losses.ts";
import {
  circlesIn,
  filesUnder,
  type Import,
  importsOf,
  page,
  read,
  tableOf,
  undocumentedExports,
} from "./support/sources.ts";

/** The shape of the project, as src/README.md tells it: who may import whom, small files, nothing without a word. */

/** What a room may import: other rooms (`types`: at compile time only), and packages. */
interface Room {
  readonly rooms: readonly string[];
  readonly types: readonly string[];
  readonly packages: readonly string[];
}
const room = (
  rooms: readonly string[],
  types: readonly string[] = [],
  packages: readonly string[] = [],
): Room => ({
  rooms,
  types,
  packages,
});

/** What both wirings of a run import: the library's, and the command line's. */
const WIRED = [
  ...["base", "input", "series", "kernels", "nn", "models"],
  ...["evaluation", "intervals", "drift", "alerts", "output", "checkpoint"],
];

/** The import table, in its order: a room imports only from rooms above it. */
const ROOMS: Readonly<Record<string, Room>> = {
  base: room([]),
  guide: room([]),
  std: room([], [], ["deno-std"]),
  input: room(["base"], [], ["@std/csv", "hyparquet", "node:zlib"]),
  series: room(["base"], ["input"]),
  kernels: room(["base"]),
  nn: room(["base", "kernels"]),
  models: room(["base", "series", "nn"], ["kernels"]),
  evaluation: room(["base"]),
  intervals: room(["base", "models", "evaluation"], ["series"]),
  drift: room(["base", "series"]),
  alerts: room(["base", "series"]),
  output: room(["base", "evaluation"]),
  checkpoint: room(["base", "output"], ["input"], ["node:crypto"]),
  classify: room(["base", "series", "nn", "evaluation", "output"], ["kernels"]),
  generate: room(["base", "series", "classify"], ["models"]),
  schedule: room(["base"], [], ["@std/path", "croner", "node:sqlite"]),
  report: room(["base", "evaluation", "output", "classify"], ["drift", "alerts"], [
    "d3-scale",
    "d3-shape",
  ]),
  lessons: room(["base", "kernels", "nn"], ["report"]),
  pipeline: room(["base", "series", "intervals", "generate"], [
    "input",
    "models",
    "evaluation",
    "drift",
    "alerts",
    "output",
  ]),
  options: room(["base", "alerts", "models"], ["input"]),
  library: room([...WIRED, "pipeline", "options"]),
  serve: room(["base", "evaluation", "report", "options"], ["output"], ["uplot"]),
  cli: room(
    [
      ...WIRED,
      "classify",
      "generate",
      "schedule",
      "report",
      "lessons",
      "pipeline",
      "options",
      "library",
      "serve",
      "guide",
    ],
    [],
    ["@std/cli", "@std/path", "@std/streams", "node:timers"],
  ),
};
/** Lines of a file; a test's cases may be a few more. */
const MOST_LINES: Readonly<Record<string, number>> = { src: 300, fixtures: 300, tests: 400 };

/** AssemblyScript, and sources of ours that Deno runs. */
const ASSEMBLY = "src/kernels/assembly/";
const SOURCES = (await filesUnder("src")).filter((file) => !file.startsWith(ASSEMBLY));

function roomOf(file: string): string {
  return file.split("/").length > 2 ? file.split("/")[1] : "";
}

/** What is wrong with an import of this file, or undefined. */
function flawOf(file: string, { specifier, isType }: Import): string | undefined {
  const from = ROOMS[roomOf(file)];
  if (from === undefined) return `${file} stands in no room of the table`;
  if (!specifier.startsWith(".")) {
    const name = specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
    return from.packages.includes(name) ? undefined : `${file} imports the package ${name}`;
  }
  const path = join(dirname(file), specifier);
  if (!path.startsWith("src/")) return path === "deno.json" ? undefined : `${file} imports ${path}`;
  const to = roomOf(path);
  if (to === roomOf(file) || from.rooms.includes(to)) return undefined;
  if (!from.types.includes(to)) return `${file} imports from ${to}`;
  return isType ? undefined : `${file} imports more than types from ${to}`;
}

Deno.test("src: every import is one that the table allows", async () => {
  const flaws: string[] = [];
  let imports = 0;
  for (const file of SOURCES) {
    if (roomOf(file) === "") continue;
    for (const found of importsOf(await read(file))) {
      imports++;
      const flaw = flawOf(file, found);
      if (flaw !== undefined) flaws.push(flaw);
    }
  }
  assertEquals([...new Set(flaws)], []);
  assert(imports > 200, `only ${imports} imports were found`);
});

Deno.test("src: the rule for imports finds what it is there to find", () => {
  const flaw = (file: string, specifier: string, isType = false) => flawOf(file, { specifier, isType });
  assertEquals(flaw("src/nn/dense.ts", "../models/mlp.ts"), "src/nn/dense.ts imports from models");
  assertEquals(
    flaw("src/models/mlp.ts", "../kernels/wasm.ts"),
    "src/models/mlp.ts imports more than types from kernels",
  );
  assertEquals(flaw("src/models/mlp.ts", "../kernels/kernels.ts", true), undefined);
  assertEquals(flaw("src/nn/cells/rnn.ts", "../../../tests/x.ts"), "src/nn/cells/rnn.ts imports tests/x.ts");
  assertEquals(flaw("src/nn/dense.ts", "@std/csv/parse"), "src/nn/dense.ts imports the package @std/csv");
  const text =
    'import type { A } from "./a.ts";\nimport {\n  type B,\n  c,\n} from "./b.ts";\nexport { type D } from "./d.ts";\n' +
    'const x = await import("./x.ts");\n * import { no } from "./comment.ts";\n';
  assertEquals(importsOf(text).map(({ specifier, isType }) => `${specifier} ${isType}`), [
    "./a.ts true",
    "./b.ts false",
    "./d.ts true",
    "./x.ts false",
  ]);
});

Deno.test("src: the rooms are those of the table, each above those that import it", async () => {
  const names = Object.keys(ROOMS);
  const folders = new Set(SOURCES.map(roomOf).filter((name) => name !== ""));
  assertEquals([...folders].filter((name) => !names.includes(name)), [], "rooms without a row in the table");
  for (const [name, { rooms, types }] of Object.entries(ROOMS)) {
    for (const above of [...rooms, ...types]) {
      assert(names.indexOf(above) < names.indexOf(name), `${name}, ${above}`);
    }
  }
  const table = tableOf(await read("src/README.md"), "The rooms").map(
    ({ room, "may import": imports, packages }) => {
      const list = (cell: string) =>
        cell === "–" ? [] : cell.split(", ").map((item) => item.replaceAll("`", ""));
      return {
        room: room.replaceAll("`", ""),
        imports: list(imports).sort(),
        packages: list(packages).sort(),
      };
    },
  );
  const expected = Object.entries(ROOMS).map(([room, { rooms, types, packages }]) => ({
    room,
    imports: [...rooms, ...types.map((name) => `${name} (types)`)].sort(),
    packages: packages.toSorted(),
  }));
  assertEquals(table, expected);
});

/** Series and what it is learned by of a season know each other: the one owns the other, which reads it. Of types alone. */
const MUTUAL = ["src/series/seasonal_base.ts → src/series/series.ts"];

Deno.test("src: no file imports itself by way of others, types included; what is imported when it runs aside", async () => {
  const graph = new Map<string, string[]>();
  for (const file of SOURCES) {
    const text = (await read(file)).replace(/import\(/g, "");
    const imported = importsOf(text).filter(({ specifier }) => specifier.startsWith("."));
    graph.set(file, imported.map(({ specifier }) => join(dirname(file), specifier)));
  }
  assertEquals(circlesIn(graph).map((circle) => circle.join(" → ")), MUTUAL);
});

Deno.test("the finder of circles finds them", () => {
  const graph = new Map([["a", ["b"]], ["b", ["c"]], ["c", ["a", "d"]], ["d", []], ["e", ["e", "d"]]]);
  assertEquals(circlesIn(graph), [["a", "b", "c"]]);
  assertEquals(circlesIn(new Map([["a", ["b"]], ["b", []]])), []);
});

/** Tests that read a private field; none writes one or overrides a method. */
const READ_PRIVATE = ["tests/classify/segments_test.ts", "tests/generate/paths_test.ts"];

Deno.test("tests: what is private is let alone, but for two that read it", async () => {
  const reaching: string[] = [];
  for (const file of await filesUnder("tests")) {
    if (/\) as unknown as \{|\(\w+(\.\w+)* as unknown as \{/.test(await read(file))) reaching.push(file);
  }
  assertEquals(reaching, READ_PRIVATE);
});

/** Characters of a line of comment. Formulas, tables and programs are set in further and may be wider. */
const COMMENT_WIDTH = 110;
/** Rooms whose comments are still wider. */
const WIDE = ["alerts", "guide", "input", "intervals", "models", "output", "report", "series"];

Deno.test("src: comments are at most 110 characters wide", async () => {
  const wide: string[] = [];
  for (const file of SOURCES) {
    if (WIDE.includes(roomOf(file)) || file.endsWith(".d.ts")) continue;
    let isProgram = false;
    for (const [i, line] of (await read(file)).split("\n").entries()) {
      if (/^ *\* ```/.test(line)) isProgram = !isProgram;
      const isText = /^ *(\* \S|\/\*\*|\/\/)/.test(line) && !isProgram;
      if (isText && [...line].length > COMMENT_WIDTH) wide.push(`${file}:${i + 1}`);
    }
  }
  assertEquals(wide, []);
});

/** Files that have not this form yet; it falls. */
const MOST_ELSEWHERE = 12;

/** Names that say what a file is to its folder, not what stands in it. */
const OF_THE_FOLDER = ["registry", "mod", "index", "types", "build"];

Deno.test("src: a file holds the idea that it is named after: an export or its first comments have its name's word", async () => {
  const elsewhere: string[] = [];
  for (const file of SOURCES) {
    const name = basename(file, ".ts");
    if (file.endsWith(".d.ts") || roomOf(file) === "" || OF_THE_FOLDER.includes(name)) continue;
    const text = await read(file);
    const exported =
      text.match(/^export (?:async |abstract )?(?:function\*?|class|interface|const|type|let) \w+/gm) ?? [];
    const comments = text.match(/\/\*\*.*?\*\//gs)?.slice(0, 2) ?? [];
    const told = [...exported, ...comments].join(" ").toLowerCase();
    const stems = name.split("_").map((word) => word.slice(0, Math.max(4, word.length - 3)));
    if (!stems.some((stem) => told.includes(stem))) elsewhere.push(file);
  }
  assert(elsewhere.length <= MOST_ELSEWHERE, elsewhere.join("\n"));
});

Deno.test("src: what can be imported re-exports and does nothing else", async () => {
  const exported = Object.values(config.exports).filter((file) => file.startsWith("./src/"));
  assertEquals(
    SOURCES.filter((file) => roomOf(file) === "").map((file) => `./${file}`).sort(),
    exported.toSorted(),
  );
  for (const file of exported) {
    const code = (await read(file)).replace(/\/\*\*.*?\*\//s, "").trim();
    for (const statement of code.split(";\n")) {
      assert(/^export (type )?\{[^}]*\} from "\.\/[\w/]+\.ts";?$/.test(statement), statement);
    }
  }
});

Deno.test("no source file is longer than it may be", async () => {
  const long: string[] = [];
  for (const [folder, most] of Object.entries(MOST_LINES)) {
    for (const file of await filesUnder(folder)) {
      const lines = (await read(file)).split("\n").length - 1;
      if (lines > most) long.push(`${file}: ${lines}, at most ${most}`);
    }
  }
  assertEquals(long, []);
});

Deno.test("src: every exported function, class and interface says what it is", async () => {
  const silent: string[] = [];
  for (const file of SOURCES) {
    if (file.endsWith(".d.ts")) continue;
    silent.push(...undocumentedExports(await read(file)).map((name) => `${file}: ${name}`));
  }
  assertEquals(silent, []);
  assertEquals(undocumentedExports("/** A. */\nexport class A {}\n\nexport async function b() {}\n"), ["b"]);
});

Deno.test("src/README.md names files that are there", async () => {
  const readme = await read("src/README.md");
  const named = [...readme.matchAll(/`([\w/]+\.(?:ts|json|md))`/g)].map(([, path]) => path);
  const absent: string[] = [];
  for (const path of new Set(named)) {
    const file = path.startsWith("tests/") ? path : join("src", path);
    if (!await read(file).then(() => true, () => false)) absent.push(path);
  }
  assertEquals(absent, []);
  assert(named.length > 60);
});

Deno.test("the guide has a row for every model and metric, and a word for every option and loss", async () => {
  const [guide, scores] = [await page("models"), await page("scores")];
  const first = (text: string, heading: string) =>
    tableOf(text, heading).map((row) => Object.values(row)[0].replaceAll("`", ""));
  const models = MODELS;
  assertEquals(first(guide, "Choosing models").sort(), Object.keys(models).sort());
  assertEquals(first(scores, "Reading the scores").sort(), Object.keys(METRICS).sort());
  for (const [name, { summary, reference, options }] of Object.entries(models)) {
    assert(summary.length > 10 && reference.length > 5, name);
    for (const option of Object.keys(options)) {
      assert(guide.includes(`\`${option}\``), `${option} of ${name}`);
    }
  }
  for (const [name, { about }] of Object.entries(METRICS)) assert(about.length > 5, name);
  for (const name of Object.keys(LOSSES)) assert(guide.includes(`\`${name}\``), name);
});

Deno.test("nn/cells: every cell's file gives its equations' source, and src/README.md its name", async () => {
  const readme = await read("src/README.md");
  for (const [name, cell] of Object.entries(CELLS)) {
    assertEquals(cell.name, name);
    const file = `nn/cells/${name.replace("-", "_")}.ts`;
    assert(/Source: .*\d{4}/.test(await read(`src/${file}`)), file);
    assert(readme.includes(`\`${file}\``), file);
  }
});
