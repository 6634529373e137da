import { type Flag, flagName } from "../options/flag.ts";
import { entry } from "./columns.ts";
import type { Command } from "./command.ts";

/** What the short help and the long one are made of. */

/** Where the right column of options begins, that of models and that of commands. */
export const OPTION_INDENT = 26;
export const NAME_INDENT = 14;
const COMMAND_INDENT = 15;

/** A heading and its lines. */
export function section(title: string, lines: readonly string[]): string {
  return [`${title}:`, ...lines].join("\n");
}

/** How the program is started. */
export function programName(standalone: boolean): string {
  return standalone ? "foretide" : "deno run main.ts";
}

/** A command's usage behind the program's name: `[forecast] [OPTIONS] < rows.csv > forecasts.csv`. */
export function usageOf(command: Command, isDefault: boolean): string {
  const { name, usage = "[OPTIONS] < rows.csv > forecasts.csv" } = command;
  return `${isDefault ? `[${name}]` : name} ${usage}`;
}

/** The commands, a line each. */
export function commandLines(commands: readonly Command[]): string[] {
  return commands.map(({ name, summary }) => entry(`  ${name}`, summary, COMMAND_INDENT));
}

/** A flag with its meaning and default. */
export function flagLine(key: string, flag: Flag<unknown>): string {
  const shown = flag.shownDefault ?? (flag.placeholder === "" ? undefined : flag.default);
  const help = flag.help + (shown === undefined ? "" : ` [${shown}]`);
  return entry(`  ${flagName(key, flag)} ${flag.placeholder}`, help, OPTION_INDENT);
}
