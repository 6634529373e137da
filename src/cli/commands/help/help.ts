import type { Command } from "../../command.ts";
import { GENERAL } from "../../../options/flags.ts";
import { UsageError } from "../../../base/errors.ts";

/** `help`: the pages of the guide, printed without any permission. */
export const help: Command = {
  name: "help",
  summary: "prints a page of the guide; without a topic, it lists them",
  usage: "[TOPIC]",
  operand: {
    placeholder: "TOPIC",
    words: async () => Object.keys((await import("../../../guide/topics.ts")).TOPICS),
  },
  flagGroups: { "General": { help: GENERAL.help, version: GENERAL.version } },
  examples: [
    { says: "The topics", args: "help" },
    { says: "What goes in", args: "help input" },
  ],
  permissions: [],

  models: () => Promise.resolve([]),

  async run(args, io) {
    const [topic, stray] = args;
    if (stray !== undefined) {
      throw new UsageError(`Cannot read argument "${stray}": expected one TOPIC; usage: help [TOPIC]`);
    }
    const { printTopic } = await import("./print_topic.ts");
    await printTopic(topic, io);
  },
};
