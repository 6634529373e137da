import { flagName } from "../../../options/flag.ts";
import type { Command } from "../../command.ts";

/** What may stand behind a flag or a command: a file, any text, nothing, or one of these words. */
export type Value = "file" | "text" | "none" | readonly string[];

/** A flag as a shell completes it. */
export interface CompletedFlag {
  readonly name: string;
  readonly help: string;
  readonly placeholder: string;
  readonly value: Value;
}

/** A command as a shell completes it. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly CompletedFlag[];
  readonly operand: Value;
}

/** What a shell completes, from the commands' tables; the first command needs no name. */
export function completionWords(commands: readonly Command[]): Promise<readonly CompletedCommand[]> {
  return Promise.all(commands.map(async (command) => {
    const models = (await command.models()).map(({ name }) => name);
    const flags = Object.entries(
      Object.assign({}, ...Object.values(command.flagGroups)) as Command["flagGroups"][string],
    );
    return {
      name: command.name,
      summary: command.summary,
      operand: command.operand === undefined ? "none" : await command.operand.words?.() ?? "file",
      flags: flags.map(([key, flag]): CompletedFlag => ({
        name: flagName(key, flag),
        help: flag.help,
        placeholder: flag.placeholder,
        value: valueOf(flag.placeholder, key === "models" ? models : flag.choices),
      })),
    };
  }));
}

function valueOf(placeholder: string, words: readonly string[] | undefined): Value {
  if (placeholder === "") return "none";
  if (words !== undefined) return words;
  return /^(FILE|FOLDER)$/.test(placeholder) ? "file" : "text";
}
