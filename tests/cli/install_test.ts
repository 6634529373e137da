import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import config from "../../deno.json" with { type: "json" };
import { execute } from "../support/execute.ts";
import { firstRows } from "../support/forecasts.ts";
import { read } from "../support/sources.ts";
import { Workdir } from "../support/workdir.ts";

/** What somebody gets who installs the command, and what a package of it would hold. */

const DENO = Deno.execPath();
const PROJECT = new URL("../../", import.meta.url);

Deno.test("README.md: deno install -g makes a command that gives main.ts's bytes, in any folder", async () => {
  const [, written] = /`deno (install -g [^`]+)`/.exec(await read("README.md"))!;
  await using dir = await Workdir.create();
  const [command, ...args] = written.split(/\s+/);
  (await execute(DENO, [command, "--root", dir.path, ...args], { cwd: PROJECT })).expect(0);
  const stdin = await firstRows("sp500.csv", 60);
  const options = ["--target", "close", "--quiet"];
  const path = `${join(dir.path, "bin")}:${join(DENO, "..")}:${Deno.env.get("PATH")}`;
  const run = (args: readonly string[]) =>
    execute("foretide", args, { cwd: dir.path, stdin, env: { PATH: path } });
  const { stdout } = (await dir.run(options, { stdin })).expect(0);
  assertEquals((await run(options)).expect(0).stdout, stdout);
  (await run([...options, "--output", "out", "--report", "page.html"])).expect(0);
  assertEquals(await dir.read("out"), stdout, "its permissions are built in");
});

Deno.test("src/std/import_map.json has what deno.json imports, by the folders instead of links", async () => {
  const { imports } = JSON.parse(await read("src/std/import_map.json"));
  for (const [name, specifier] of Object.entries<string>(config.imports)) {
    if (name === "@std/assert") continue; // for tests
    const folder = `./${name.replace("@std/", "")}/mod.ts`;
    assertEquals(imports[name], name.startsWith("@std/") ? folder : specifier, name);
  }
});

Deno.test("deno publish --dry-run finds nothing wrong, and a package holds what a user runs", async () => {
  const args = ["publish", "--dry-run", "--allow-dirty", "--no-check"]; // deno task check has checked the types
  const { stdout, stderr } = (await execute(DENO, args, { cwd: PROJECT })).expect(0);
  const said = stdout + stderr;
  assertMatch(said, new RegExp(`Simulating publish of @foretide/foretide@${config.version} `));
  const files = [...said.matchAll(/^ +(file:\S+) \(/gm)].map(([, url]) => url.slice(PROJECT.href.length));
  assert(files.length > 200, said);
  for (const file of ["main.ts", "src/mod.ts", "src/kernels/simd.wasm", "src/guide/models.md", "LICENSE"]) {
    assert(files.includes(file), `${file} is missing`);
  }
  assertEquals(files.filter((file) => !/^(src\/|main\.ts$|deno\.json$|LICENSE$|README\.md$)/.test(file)), []);
});
