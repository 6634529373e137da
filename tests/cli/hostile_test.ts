import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { readForecasts } from "../support/forecasts.ts";
import { type Finished, Workdir } from "../support/workdir.ts";
import { EXPECTED, type Expected, FOLDER } from "../support/hostile.ts";

/** Every file of fixtures/hostile through the real command line, by what expected.json says of it. */

/** Every kind of model: none may answer a hostile value with a number that is none. */
const MODELS = ["rnn", "lstm", "gru", "mlp", "ar", "seasonal", "ewma", "naive", "ensemble"];
/** Warnings of bad rows that are shown before the rest is counted. */
const SHOWN = 10;

for (const [file, expected] of Object.entries(EXPECTED)) {
  Deno.test(`main.ts reads fixtures/hostile/${file}: the rows it can, reasons for the others, exit code ${expected.exit}`, async () => {
    await using dir = await Workdir.create();
    const stdin = await Deno.readFile(new URL(file, FOLDER));
    const run = await dir.run([...expected.args, "--models", MODELS.join()], { stdin });
    run.expect(expected.exit);
    checkForecasts(run, expected);
    checkMessages(run, expected);
  });
}

function checkForecasts(run: Finished, { rows }: Expected): void {
  const lines = run.stdout === "" ? [] : readForecasts(run.stdout);
  run.check(lines.length === rows * MODELS.length, `Expected ${rows} rows, got ${lines.length} lines`);
  // Before a target's first value nobody knows anything; from then on everybody does.
  for (let at = 0; at < lines.length; at += MODELS.length) {
    const known = lines.slice(at, at + MODELS.length).map(({ forecast }) => Number.isFinite(forecast));
    run.check(
      known.every((is) => is === known[0]),
      `Expected a number of every model or none in line ${at + 2}`,
    );
  }
}

function checkMessages(run: Finished, { bad, error, exit }: Expected): void {
  const told = run.stderr.split("\n").filter((line) => /^foretide: line .*, skipped$/.test(line));
  const warnings = bad.map(({ line, reason }) => `foretide: line ${line}: ${reason}, skipped`);
  assertEquals(told, warnings.slice(0, SHOWN));
  if (warnings.length > SHOWN && exit === 0) {
    assertStringIncludes(run.stderr, `foretide: ${warnings.length - SHOWN} more bad rows not shown\n`);
  }
  assert(!run.stderr.includes("    at "), "no stack trace");
  // deno-lint-ignore no-control-regex -- escapes of hostile values must not reach the terminal
  assert(!/[\x00-\x09\x0b-\x1f\x7f]/.test(run.stderr), JSON.stringify(run.stderr));
  if (error === undefined) return;
  const hint = exit === 2 ? " (--help tells more)" : "";
  assertEquals(run.stderr.trimEnd().split("\n").at(-1), `foretide: ${error}${hint}`);
}
