import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { COMMANDS } from "../../src/cli/commands.ts";
import { shortHelp } from "../../src/cli/short_help.ts";
import { TOPICS } from "../../src/guide/topics.ts";
import { Workdir } from "../support/workdir.ts";

Deno.test("help lists the topics; help TOPIC prints a page without any permission; another word is refused", async () => {
  await using dir = await Workdir.create();
  const run = (...args: string[]) => dir.run(args, { permissions: [] });
  const [list, page, wrong, two] = await Promise.all([
    run("help"),
    run("help", "security"),
    run("help", "securty"),
    run("help", "input", "models"),
  ]);
  for (const [topic, { summary }] of Object.entries(TOPICS)) {
    assertStringIncludes(list.expect(0).stdout, `\n  ${topic.padEnd(14)}${summary}\n`);
  }
  assert(page.expect(0).stdout.startsWith("Security\n========\n"));
  assertStringIncludes(wrong.expect(2).stderr, 'Cannot show help on "securty": expected a topic: input, ');
  assertStringIncludes(wrong.stderr, "did you mean security?");
  assertStringIncludes(two.expect(2).stderr, 'Cannot read argument "models": expected one TOPIC');
});

Deno.test("-h is a screenful, --help the whole; -V is the version", async () => {
  await using dir = await Workdir.create();
  const [short, long, letter, word] = await Promise.all(
    [["-h"], ["--help"], ["-V"], ["--version"]].map((args) => dir.run(args)),
  );
  assert(short.expect(0).stdout.split("\n").length <= 50);
  assert(long.expect(0).stdout.length > 3 * short.stdout.length);
  assertEquals(letter.expect(0).stdout, word.expect(0).stdout);
});

Deno.test("shortHelp() names every flag of every command, and explains the essential ones", () => {
  for (const command of COMMANDS) {
    const text = shortHelp(command, COMMANDS, true);
    const flags = Object.assign({}, ...Object.values(command.flagGroups));
    for (const key of command.essentials ?? []) assert(key in flags, `${command.name}: ${key}`);
    for (const name of text.match(/--[\w-]+/g) ?? []) assert(name.length > 3);
    assert(text.split("\n").every((line) => line.length <= 98), command.name);
  }
  const text = shortHelp(COMMANDS[0], COMMANDS, true);
  assertStringIncludes(text, "\n  --horizon LIST          rows ahead");
  assertMatch(text, /\s--tbptt\s/);
});
