import { UsageError } from "../base/errors.ts";
import { suggestion } from "../base/suggestion.ts";
import type { Command } from "./command.ts";
import { classify } from "./commands/classify/classify.ts";
import { completions } from "./commands/completions/completions.ts";
import { forecast } from "./commands/forecast/forecast.ts";
import { generate } from "./commands/generate/generate.ts";
import { help } from "./commands/help/help.ts";
import { inspect } from "./commands/inspect/inspect.ts";
import { lesson } from "./commands/lesson/lesson.ts";
import { predict } from "./commands/predict/predict.ts";
import { schedule } from "./commands/schedule/schedule.ts";

/** All commands. The first is the one when none is named. */
export const COMMANDS: readonly Command[] = [
  forecast,
  classify,
  generate,
  predict,
  lesson,
  inspect,
  schedule,
  help,
  completions,
];

/**
 * The command that the arguments name, and the arguments left to it. A file's name stands for the first
 * command on it.
 *
 * @throws {UsageError} if the first argument is neither an option nor a command, nor looks like a file's name
 */
export function chooseCommand(
  args: readonly string[],
  commands: readonly Command[],
): { command: Command; rest: readonly string[] } {
  const named = args.at(0);
  if (named === undefined || named.startsWith("-")) return { command: commands[0], rest: args };
  const command = commands.find(({ name }) => name === named);
  if (command !== undefined) return { command, rest: args.slice(1) };
  if (/[./]/.test(named)) return { command: commands[0], rest: args };
  const known = commands.map(({ name }) => name);
  throw new UsageError(
    `Cannot run command "${named}": expected one of ${known.join(", ")}${suggestion(named, known)} ` +
      `(rows are read from standard input or --input FILE)`,
  );
}
