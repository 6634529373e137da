import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import tests from "../deno.json" with { type: "json" };
import { execute, namesIn } from "../support/execute.ts";
import { firstRows } from "../support/forecasts.ts";
import { Workdir } from "../support/workdir.ts";

/**
 * `deno task compile`'s binary, alone in an empty folder. Deno builds it upon a base binary (denort) of its own version:
 * from DENORT_BIN, from its cache, or from its host. Where none of them has it, the test's name says so: found out by
 * trying, since only Deno knows where it looks.
 */

const DENO = Deno.execPath();
const REPOSITORY = new URL("../../", import.meta.url);
/** A slow network is no network: the base binary is some 40 MB. */
const PATIENCE = 60_000;

/** Compiles a program of one line; returns why that cannot be done here, or undefined. */
async function obstacle(): Promise<string | undefined> {
  await using dir = await Workdir.create();
  await dir.write("hello.ts", "console.log(1);\n");
  const child = new Deno.Command(DENO, {
    args: ["compile", "--no-check", "-o", "hello", "hello.ts"],
    cwd: dir.path,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
  const { success, signal, stderr } = await child.output();
  clearTimeout(timer);
  if (success) return undefined;
  const said = new TextDecoder().decode(stderr);
  const why = said.match(/error sending request for url \((\S+)\)/) ?? said.match(/ error: (.*)/);
  return signal === null ? `cannot get ${why?.[1] ?? said.slice(-200)}` : "downloading it takes too long";
}

const missing = await obstacle();
const skipped = missing === undefined ? "" : ` (skipped: no base binary, ${missing})`;

Deno.test({
  name: `deno task compile makes a binary that gives main.ts's bytes, alone in an empty folder${skipped}`,
  ignore: missing !== undefined,
  async fn() {
    await using dir = await Workdir.create();
    const { command } = config.tasks.compile;
    assertMatch(command, /^deno compile .*-o dist\/foretide main\.ts$/);
    const args = command.replace("dist/foretide", `${dir.path}/foretide`).split(" ").slice(1);
    (await execute(DENO, args, { cwd: REPOSITORY })).expect(0);
    assertEquals(await namesIn(dir.path), ["foretide"]);

    const stdin = await firstRows("vitals.csv", 300);
    const options = ["--series", "patient", "--target", "hr,spo2", "--features", "map"];
    const run = (args: readonly string[]) => execute(`${dir.path}/foretide`, args, { cwd: dir.path, stdin });
    const original = await dir.run(options, { stdin });
    assertEquals((await run(options)).expect(0).stdout, original.expect(0).stdout);
    assertMatch((await run(["--help"])).expect(0).stdout, /\nUsage: foretide /);
    (await run([...options, "--output", "forecasts.csv"])).expect(0);
    assertEquals(await dir.read("forecasts.csv"), original.stdout, "its permissions are baked in");
  },
});

Deno.test("deno task compile embeds what a user needs, and no package that only tests need", async () => {
  await using dir = await Workdir.create();
  const args = config.tasks.compile.command.replace("dist/foretide", `${dir.path}/foretide`).split(" ").slice(
    1,
  );
  // What is embedded is told whatever it is appended to: here to Deno itself, which everybody has.
  const run = await execute(DENO, args, { cwd: REPOSITORY, env: { DENORT_BIN: DENO } });
  const [, embedded] = run.expect(0).stderr.split("Embedded Files");
  const [, megabytes] = /^Files: ([\d.]+)MB$/m.exec(embedded)!;
  assert(Number(megabytes) < 10, embedded);
  for (const name of ["simd.wasm", "forecaster.ts", "croner", "d3-shape"]) {
    assertStringIncludes(embedded, name);
  }
  for (const name of Object.keys(tests.imports).filter((name) => !(name in config.imports))) {
    assert(!embedded.includes(name), `${name} is embedded`);
  }
});
