import { UsageError } from "../../../base/errors.ts";
import { suggestion } from "../../../base/nearest.ts";
import { TOPICS } from "../../../guide/topics.ts";
import { writeAll } from "../../../output/byte_sink.ts";
import { entry } from "../../columns.ts";
import type { Command, Io } from "../../command.ts";
import { GENERAL } from "../../../options/flags.ts";

/** Columns of a page where nobody says how wide the terminal is, and at most: longer lines are hard to read. */
const WIDTH = 98;

/** `help`: the pages of the guide, printed without any permission. */
export const help: Command = {
  name: "help",
  summary: "the guide, by topic; alone, it lists the topics",
  usage: "[TOPIC]",
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
    await print(io, topic === undefined ? list() : await page(topic));
  },
};

function list(): string {
  const lines = Object.entries(TOPICS).map(([name, { summary }]) => entry(`  ${name}`, summary, 16));
  return `The guide, by topic (help TOPIC prints a page):\n\n${lines.join("\n")}\n`;
}

async function page(topic: string): Promise<string> {
  if (!Object.hasOwn(TOPICS, topic)) {
    const known = Object.keys(TOPICS);
    throw new UsageError(
      `Cannot show help on "${topic}": expected a topic: ${known.join(", ")}${suggestion(topic, known)}`,
    );
  }
  const { markdownText } = await import("../../../output/markdown_text.ts");
  const { default: markdown } = await TOPICS[topic].load();
  const commands = Deno.build.standalone
    ? markdown.replaceAll(/\bdeno run(?: --allow-\S+)* main\.ts/g, "foretide")
    : markdown;
  return markdownText(commands, Math.min(WIDTH, terminalWidth() ?? WIDTH));
}

function terminalWidth(): number | undefined {
  if (!Deno.stdout.isTerminal()) return undefined;
  try {
    return Deno.consoleSize().columns;
  } catch {
    return undefined; // a terminal that does not tell
  }
}

function print(io: Io, text: string): Promise<void> {
  return writeAll(io.stdout, new TextEncoder().encode(text));
}
