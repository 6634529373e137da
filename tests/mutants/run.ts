import { FAULTS } from "./faults.ts";

/**
 * Plants each fault in a copy of the project and runs the test that has to see it: `deno task test:mutants`. Each test has to
 * pass without the fault and fail with it. Exit code 1 if a fault lives.
 */

const PROJECT = new URL("../../", import.meta.url).pathname;
const COPIED = ["src", "tests", "fixtures", "main.ts", "deno.json", "deno.lock", "README.md", "LICENSE"];

const copy = await Deno.makeTempDir();
try {
  await run("cp", ["-R", ...COPIED.map((name) => PROJECT + name), copy], PROJECT);
  let living = 0;
  for (const test of new Set(FAULTS.map(({ test }) => test))) {
    if (await passes(test)) continue;
    living++;
    say(`${test} fails without any fault`);
  }
  for (const { what, file, from, to, test } of FAULTS) {
    const path = `${copy}/${file}`;
    const text = await Deno.readTextFile(path);
    const times = text.split(from).length - 1;
    if (times !== 1) throw new Error(`${file} has ${times} times: ${from}`);
    await Deno.writeTextFile(path, text.replace(from, () => to));
    const lives = await passes(test);
    await Deno.writeTextFile(path, text);
    if (lives) living++;
    say(`${lives ? "lives " : "killed"}  ${what} (${file}, ${test})`);
  }
  say(living === 0 ? `all ${FAULTS.length} faults killed` : `${living} of ${FAULTS.length} not killed`);
  Deno.exitCode = living === 0 ? 0 : 1;
} finally {
  await Deno.remove(copy, { recursive: true });
}

/** Whether a test passes in the copy. */
async function passes(test: string): Promise<boolean> {
  const args = [
    "test",
    "--config",
    "tests/deno.json",
    "--no-check",
    "--quiet",
    "--allow-all",
    "--fail-fast",
    test,
  ];
  return await run(Deno.execPath(), args, copy);
}

async function run(program: string, args: string[], cwd: string): Promise<boolean> {
  const { success } = await new Deno.Command(program, { args, cwd, stdout: "null", stderr: "null" }).output();
  return success;
}

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
