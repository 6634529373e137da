import type { Command } from "../../command.ts";
import { choice } from "../../../options/flag.ts";
import { GENERAL } from "../../../options/flags.ts";
import { takeOperand } from "../../operand.ts";
import { parseFlags } from "../../parse_flags.ts";

const OPERAND = { placeholder: "FILE" };
const OUTPUT = { format: choice(["table", "json"], "how it is told") };

/** `inspect`: what a checkpoint holds. */
export const inspect: Command = {
  name: "inspect",
  summary: "shows what a state file holds: models, parameters, series, rows learned",
  usage: "FILE [OPTIONS]",
  operand: OPERAND,
  flagGroups: { "Output": OUTPUT, "General": GENERAL },
  examples: [
    { says: "A table for people", permissions: "--allow-read=prices.state", args: "inspect prices.state" },
    {
      says: "The rows learned, for a script",
      permissions: "--allow-read=prices.state",
      args: "inspect prices.state --format json | jq .rows",
    },
  ],
  permissions: [["--allow-read=FILE", "for FILE, and FILE.previous where FILE is damaged"]],

  models: () => Promise.resolve([]),

  async run(args, io) {
    const table = { ...OUTPUT, ...GENERAL };
    const { operand, rest } = takeOperand(table, args, `inspect ${OPERAND.placeholder}`);
    const { values } = parseFlags(table, rest);
    const { inspectCheckpoint } = await import("./describe_checkpoint.ts");
    await inspectCheckpoint(operand, values.format, io.stdout);
  },
};
