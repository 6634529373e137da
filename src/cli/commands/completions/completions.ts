import { UsageError } from "../../../base/errors.ts";
import { GENERAL } from "../../../options/flags.ts";
import { writeAll } from "../../../output/byte_sink.ts";
import type { Command } from "../../command.ts";
import { takeOperand } from "../../operand.ts";
import { parseFlags } from "../../parse_flags.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;
const OPERAND = { placeholder: SHELLS.join("|"), words: () => Promise.resolve(SHELLS) };

/** `completions`: a script by which a shell completes the command line, made from the tables of flags. */
export const completions: Command = {
  name: "completions",
  summary: "prints a script that completes commands and options in a shell",
  usage: `${OPERAND.placeholder} > FILE`,
  operand: OPERAND,
  flagGroups: { "General": { help: GENERAL.help, version: GENERAL.version } },
  examples: [
    { says: "In this bash, now", before: "source <(", args: "completions bash)" },
    { says: "In fish, from now on", args: "completions fish > ~/.config/fish/completions/foretide.fish" },
  ],
  permissions: [],

  models: () => Promise.resolve([]),

  async run(args, io) {
    const { operand, rest } = takeOperand(GENERAL, args, `completions ${OPERAND.placeholder}`);
    parseFlags({ help: GENERAL.help, version: GENERAL.version }, rest);
    const shell = SHELLS.find((name) => name === operand);
    if (shell === undefined) {
      throw new UsageError(`Cannot write completions for "${operand}": expected ${SHELLS.join(", ")}`);
    }
    const [{ COMMANDS }, { completionWords }, { SCRIPTS }] = await Promise.all([
      import("../../commands.ts"),
      import("./completion_words.ts"),
      import("./scripts.ts"),
    ]);
    const script = SCRIPTS[shell](await completionWords(COMMANDS));
    await writeAll(io.stdout, new TextEncoder().encode(script));
  },
};
