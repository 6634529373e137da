import { UsageError } from "../../../base/errors.ts";
import { suggestion } from "../../../base/suggestion.ts";
import { TOPICS } from "../../../guide/topics.ts";
import { writeAll } from "../../../output/byte_sink.ts";
import { markdownText } from "../../../output/markdown_text.ts";
import { entry } from "../../columns.ts";
import type { Io } from "../../command.ts";

/** Columns of a page where no terminal says how wide it is, and at most: longer lines are hard to read. */
const WIDTH = 98;

/**
 * Prints a page of the guide, set for the terminal; without a topic, the list of them.
 *
 * @throws {UsageError} if there is no such topic
 */
export async function printTopic(topic: string | undefined, io: Io): Promise<void> {
  const text = topic === undefined ? list() : await page(topic);
  await writeAll(io.stdout, new TextEncoder().encode(text));
}

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
  const { default: markdown } = await TOPICS[topic].load();
  // The compiled program needs no Deno and no permission flags.
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
