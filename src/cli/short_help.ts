import { flagName, type FlagTable } from "../options/flag.ts";
import { paragraph } from "./columns.ts";
import type { Command } from "./command.ts";
import { commandLines, flagLine, programName, section, usageOf } from "./help_parts.ts";

/**
 * The text of `-h`, a screenful: usage, the commands, the flags that most runs need with their meaning, the
 * names of all others. Made from the tables that `--help` is made from.
 */
export function shortHelp(command: Command, commands: readonly Command[], standalone: boolean): string {
  const program = programName(standalone);
  const isDefault = command === commands[0];
  const flags: FlagTable = Object.assign({}, ...Object.values(command.flagGroups));
  const essentials = command.essentials ?? Object.keys(flags);
  const others = Object.keys(flags).filter((key) => !essentials.includes(key));
  const names = others.map((key) => flagName(key, flags[key])).join(" ");
  const sections = [
    paragraph(`foretide ${command.name}: ${command.summary}`, 0),
    `Usage: ${program} ${usageOf(command, isDefault)}`,
    ...(isDefault ? [section("Commands", commandLines(commands))] : []),
    section("Options", essentials.map((key) => flagLine(key, flags[key]))),
    ...(names === "" ? [] : [section("More options", [paragraph(names, 2)])]),
    [
      `${program} ${isDefault ? "" : `${command.name} `}--help explains all options.`,
      `${program} help lists the topics of the guide.`,
    ].join("\n"),
  ];
  return sections.join("\n\n") + "\n";
}
