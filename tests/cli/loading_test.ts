import { assert, assertEquals } from "@std/assert";
import { execute } from "../support/execute.ts";

/** Which modules a command line loads: nothing that it doesn't use. */

const REPOSITORY = new URL("../../", import.meta.url);
const HARNESS = new URL("../support/loaded_modules.ts", import.meta.url).pathname;

/** What was loaded: paths in src/, packages, `wasm`. */
async function loadedBy(...args: string[]): Promise<string[]> {
  const given = ["run", "--quiet", "--allow-all", HARNESS, ...args];
  const { stderr } = (await execute(Deno.execPath(), given, { cwd: REPOSITORY, stdin: "y\n1\n2\n" }))
    .expect(0);
  return stderr.slice(stderr.indexOf("loaded:\n") + 8).trimEnd().split("\n");
}

/** Rooms (and packages) of which anything was loaded, sorted. */
function rooms(modules: readonly string[]): string[] {
  const packages = modules.map((path) => path.match(/deno-std\/[^/]+\/\w+/)?.[0].replace(/\/.*\//, "/"));
  return [...new Set(modules.map((path, i) => packages[i] ?? path.split("/")[0]))].sort();
}

Deno.test("--version loads no model, no reader, no package but the parser of arguments", async () => {
  // The lists that `--models` names are texts.
  const loaded = (await loadedBy("--version")).filter((path) => path !== "models/model_lists.ts");
  assertEquals(rooms(loaded), [
    "alerts",
    "base",
    "cli",
    "deno-std/cli",
    "library",
    "options",
    "output",
    "std",
  ]);
});

Deno.test("--help loads what it tells of, the models, and nothing that reads or writes rows", async () => {
  const loaded = rooms(await loadedBy("--help"));
  for (
    const room of ["input", "pipeline", "evaluation", "intervals", "drift", "checkpoint", "report", "wasm"]
  ) {
    assert(!loaded.includes(room), room);
  }
  assert(loaded.includes("models"));
});

Deno.test("forecast loads the models that it names: naive alone needs neither networks nor WebAssembly", async () => {
  const loaded = await loadedBy("--models", "naive", "--quiet");
  const elsewhere = ["nn", "kernels", "wasm", "checkpoint", "report", "classify", "lessons", "schedule"];
  assertEquals(rooms(loaded).filter((room) => elsewhere.includes(room)), []);
  assertEquals(loaded.filter((path) => path.startsWith("models/")).sort(), [
    "models/expert_weights.ts", // the intervals of ensembles weigh with them too
    "models/loaders.ts",
    "models/local_forecaster.ts",
    "models/model_list.ts",
    "models/model_lists.ts",
    "models/naive.ts",
  ]);
  for (const path of ["cli/commands/forecast/worker_pool.ts", "input/gunzip.ts", "input/known_ahead.ts"]) {
    assert(!loaded.includes(path), path);
  }
});

Deno.test("forecast loads networks and one build of the kernels for a network, and no other command's code", async () => {
  const loaded = await loadedBy("--models", "lstm", "--quiet");
  const found = rooms(loaded);
  for (const room of ["nn", "kernels", "wasm"]) assert(found.includes(room), room);
  for (const room of ["classify", "lessons", "schedule", "report", "checkpoint"]) {
    assert(!found.includes(room), room);
  }
  assert(!loaded.includes("models/mlp.ts") && !loaded.includes("models/ar.ts"));
});

Deno.test("main.ts's graph holds the workers' code, which a bundle and a binary embed by it", async () => {
  const { stdout } = (await execute(Deno.execPath(), ["info", "--json", "main.ts"], { cwd: REPOSITORY }))
    .expect(0);
  const { modules }: { modules: { specifier: string }[] } = JSON.parse(stdout);
  for (
    const path of ["cli/commands/forecast/model_worker.ts", "kernels/relaxed_simd.wasm", "kernels/simd.wasm"]
  ) {
    assert(modules.some(({ specifier }) => specifier.endsWith(`/src/${path}`)), path);
  }
});
