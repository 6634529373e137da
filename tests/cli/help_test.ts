import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Command, ModelHelp } from "../../src/cli/command.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { flagName } from "../../src/options/flag.ts";
import { FORECAST_FLAGS, FORECAST_GROUPS } from "../../src/options/flags.ts";
import { helpText } from "../../src/cli/help.ts";

const [forecast] = COMMANDS;
const hidden = { default: 32, min: 1, max: 4096, integer: true, help: "hidden units" };
const MODELS: readonly ModelHelp[] = [
  { name: "lstm", summary: "long short-term memory", options: { hidden } },
  {
    name: "gru",
    summary: "gated recurrent unit",
    options: {
      hidden,
      reset: { default: "before", choices: ["before", "after"], help: "where the reset gate acts" },
    },
  },
  { name: "naive", summary: "repeats the last value", options: {} },
];
const HELP = helpText(forecast, COMMANDS, MODELS, false);

/** The help line that begins with this. */
function line(start: string): string {
  return HELP.split("\n").find((line) => line.trimStart().startsWith(start)) ??
    `no line begins with ${start}`;
}

Deno.test("helpText() tells every flag of the table, with its default", () => {
  for (const [key, flag] of Object.entries(FORECAST_FLAGS)) {
    assertStringIncludes(HELP, `\n  ${flagName(key, flag)}`);
  }
  assertEquals(
    line("--window N"),
    "  --window N              rows in a window, for models that read windows [32]",
  );
  assertEquals(line("--quiet"), "  --quiet                 no progress, no warnings, no closing table");
  assertStringIncludes(line("--learning-rate X"), "[chosen per model]");
  assertStringIncludes(line("--bad-rows KIND"), "skip or fail [skip]");
});

Deno.test("FORECAST_GROUPS holds every flag of FORECAST_FLAGS, and no other", () => {
  const grouped = Object.values(FORECAST_GROUPS).flatMap((flags) => Object.keys(flags));
  assertEquals(grouped.sort(), Object.keys(FORECAST_FLAGS).sort());
});

Deno.test("helpText() tells every model, and each option once with the models that have it", () => {
  assertEquals(line("naive"), "  naive       repeats the last value");
  assertStringIncludes(
    HELP,
    "\nOptions of lstm, gru:\n  hidden=32               hidden units, 1 to 4096\n",
  );
  assertEquals(
    line("reset=before"),
    "  reset=before            where the reset gate acts: before or after",
  );
  assertEquals(HELP.split("hidden=32 ").length, 2);
});

Deno.test("helpText() fits 100 columns and ends with one line break", () => {
  const longest = HELP.split("\n").reduce((a, b) => a.length >= b.length ? a : b);
  assert(longest.length <= 100, `${longest.length} characters: ${longest}`);
  assert(HELP.endsWith("\n") && !HELP.endsWith("\n\n"));
});

Deno.test("helpText() tells exit codes, permissions and three examples", () => {
  assertStringIncludes(HELP, "\n  2         wrong usage");
  assertStringIncludes(HELP, "\n  --allow-read=FILE ");
  assertEquals(HELP.match(/^ {4}(cat|deno) /gm)?.length, 3);
});

Deno.test("helpText() of the standalone program asks for no permission flags", () => {
  const standalone = helpText(forecast, COMMANDS, MODELS, true);
  assert(!standalone.includes("deno run"), "names deno run");
  assert(!standalone.includes("--allow-"), "names a permission flag");
  assertStringIncludes(standalone, "cat prices.csv | foretide --target close");
});

Deno.test("helpText() lists the commands where there are several, and demands the name of all but the first", () => {
  const other: Command = { ...forecast, name: "inspect", summary: "what a checkpoint holds" };
  const both = [forecast, other];
  assertStringIncludes(helpText(forecast, both, [], false), "\n  inspect      what a checkpoint holds\n");
  assertStringIncludes(helpText(forecast, both, [], false), "Usage: deno run main.ts [forecast] [OPTIONS]");
  assertStringIncludes(helpText(other, both, [], false), "Usage: deno run main.ts inspect [OPTIONS]");
});
