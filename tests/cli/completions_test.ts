import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { COMMANDS } from "../../src/cli/commands.ts";
import { completionWords } from "../../src/cli/commands/completions/completion_words.ts";
import { SCRIPTS } from "../../src/cli/commands/completions/scripts.ts";
import { flagName } from "../../src/options/flag.ts";
import { execute } from "../support/execute.ts";
import { programs } from "../support/programs.ts";
import { Workdir } from "../support/workdir.ts";

/** The completions as the shells themselves give them. A shell that is not on this machine is named as skipped. */

const WORDS = await completionWords(COMMANDS);
const here = await programs(["bash", "zsh", "fish"]);
const without = (shell: string) => here.has(shell) ? "" : ` (skipped: there is no ${shell} here)`;

/** Command lines, the word to complete last, and what may stand there; `rows.csv` lies in the folder. */
const CASES: readonly (readonly [line: readonly string[], words: readonly string[]])[] = [
  [["cl"], ["classify"]],
  [["--bad-rows", "f"], ["fail"]],
  [["--upd"], ["--update-every"]],
  [["classify", "--models", "maj"], ["majority"]],
  [["--models", "se"], ["seq2seq", "seasonal"]],
  [["inspect", "--fo"], ["--format"]],
  [["inspect", "ro"], ["rows.csv"]],
  [["--input", "ro"], ["rows.csv"]],
  [["lesson", "g"], ["gradients", "generation"]],
  [["help", "sec"], ["security"]],
  [["completions", "z"], ["zsh"]],
];

Deno.test("completions: every command and every flag of its table, with what its value may be", () => {
  for (const { name, flagGroups } of COMMANDS) {
    const command = WORDS.find((words) => words.name === name)!;
    const flags = Object.values(flagGroups).flatMap((group) => Object.entries(group));
    assertEquals(command.flags.map((flag) => flag.name), flags.map(([key, flag]) => flagName(key, flag)));
  }
  const valueOf = (name: string) => WORDS[0].flags.find((flag) => flag.name === name)?.value;
  assertEquals(valueOf("--format")?.slice(0, 2), ["csv", "ndjson"]);
  assertEquals(valueOf("--state"), "file");
  assertEquals(valueOf("--target"), "text");
  assertEquals(valueOf("--quiet"), "none");
  assert(valueOf("--models")?.includes("lstm"));
});

/** How a shell is asked what it offers for each of the command lines, a line each. */
const ASKING = {
  bash: (lines: readonly (readonly string[])[]) => {
    const asks = lines.map((line) => `ask ${line.map((word) => `'${word}'`).join(" ")}`).join("\n");
    const script = `source ./script
      ask() { COMP_WORDS=(foretide "$@"); COMP_CWORD=$#; _foretide; echo "\${COMPREPLY[*]}"; }\n${asks}`;
    return ["--norc", "-c", script];
  },
  fish: (lines: readonly (readonly string[])[]) => {
    const asks = lines.map((line) =>
      `complete -C'foretide ${line.join(" ")}' | cut -f 1 | tr '\\n' ' '; echo`
    );
    return ["--no-config", "-c", `source script; ${asks.join("; ")}`];
  },
};

for (const shell of ["bash", "fish"] as const) {
  Deno.test({
    name: `completions ${shell}: what ${shell} offers${without(shell)}`,
    ignore: !here.has(shell),
    async fn() {
      await using dir = await folder();
      await dir.write("script", SCRIPTS[shell](WORDS));
      const args = ASKING[shell](CASES.map(([line]) => line));
      compare((await execute(shell, args, { cwd: dir.path })).expect(0).stdout);
    },
  });
}

Deno.test({
  name: `completions zsh: a script that zsh reads, with every flag's meaning${without("zsh")}`,
  ignore: !here.has("zsh"),
  async fn() {
    await using dir = await folder();
    await dir.write("script", SCRIPTS.zsh(WORDS));
    // What completes is replaced by what shows what it was told.
    const script = `compdef() { :; }; source ./script
      _arguments() { print -rl -- "$@"; }; _describe() { print -rl -- $commands; }
      words=(foretide cl); CURRENT=2; _foretide
      words=(foretide classify --models maj); CURRENT=4; _foretide; print $CURRENT $words`;
    const told = (await execute("zsh", ["-f", "-c", script], { cwd: dir.path })).expect(0).stdout;
    for (const { name, summary } of COMMANDS) assertStringIncludes(told, `${name}:${summary}`);
    assertStringIncludes(told, "\n--quiet[no progress, no warnings, no closing table]\n");
    assertStringIncludes(told, ":FILE:_files\n");
    assertStringIncludes(told, ":(rnn lstm gru mlp majority last)\n");
    assert(told.endsWith("3 classify --models maj\n"), told.slice(-100));
  },
});

async function folder(): Promise<Workdir> {
  const dir = await Workdir.create();
  await dir.write("rows.csv", "y\n1\n");
  return dir;
}

function compare(stdout: string): void {
  const offered = stdout.trimEnd().split("\n").map((line) =>
    line.split(" ").filter((word) => word !== "").sort()
  );
  assertEquals(offered, CASES.map(([, words]) => words.toSorted()));
}

Deno.test("completions refuses other shells, and asks for one", async () => {
  await using dir = await Workdir.create();
  const [none, other] = await Promise.all([dir.run(["completions"]), dir.run(["completions", "tcsh"])]);
  assertEquals(
    none.expect(2).stderr.slice(0, 65),
    "foretide: Cannot run completions: missing argument bash|zsh|fish;",
  );
  assertStringIncludes(
    other.expect(2).stderr,
    'Cannot write completions for "tcsh": expected bash, zsh, fish',
  );
});
