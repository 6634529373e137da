import { assertEquals } from "@std/assert";
import { blocksOf, missingTool, type Playground, tools } from "./shell_blocks.ts";

/** A page's commands as steps of a test: what it says to type, typed in its order in one folder. */

/** Commands that are run in another form than they are written. */
const ADAPTED: readonly (readonly [written: RegExp, run: string, why: string])[] = [
  [/^tail -n \+1 -f /m, "tail -n +1 ", "without -f, for it would never end"],
  [
    /^npx --yes deno@[\d.]+ task ok$/m,
    "true",
    "not run, for it would run itself; what it names is checked below",
  ],
];

const here = await tools();

/** Runs the page's `sh` blocks from top to bottom. A block whose tool is not on this machine is skipped, and says so. */
export async function runBlocks(t: Deno.TestContext, markdown: string, folder: Playground): Promise<void> {
  for (const block of blocksOf(markdown, "sh")) {
    const adapted = ADAPTED.find(([written]) => written.test(block));
    const missing = missingTool(block, here);
    const notes = [adapted?.[2], missing && `skipped: there is no ${missing} here`].filter(Boolean);
    const title = block.split("\n")[0].replace(/ \\$/, " …");
    await t.step({
      name: `${title}${notes.length > 0 ? ` (${notes.join("; ")})` : ""}`,
      ignore: missing !== undefined,
      fn: async () => {
        const script = adapted === undefined ? block : block.replace(adapted[0], adapted[1]);
        const before = (await folder.made()).length;
        const run = await folder.bash(script);
        // A `head` that has seen enough stops what comes before it in the pipe: that is no failure.
        if (!(run.code === 141 && script.includes("| head "))) run.expect(0);
        run.check(
          script === "true" || run.stdout !== "" || (await folder.made()).length > before ||
            (script.endsWith("> /dev/null") && run.stderr !== ""),
          "Expected some output",
        );
        run.check(!run.stderr.includes("foretide: Cannot"), "Expected no complaint");
      },
    });
  }
}

/** Runs the page's `console` blocks, and compares what they print with what the page shows, figures aside. */
export async function runShown(t: Deno.TestContext, markdown: string, folder: Playground): Promise<void> {
  for (const block of blocksOf(markdown, "console")) {
    const [prompt, ...shown] = block.split("\n");
    await t.step(`shows what there is to see: ${prompt}`, async () => {
      const run = (await folder.bash(prompt.replace(/^\$ /, "") + " 2>&1")).expect(0);
      const seen = [...new Set(run.stdout.split("\n").map(withoutNumbers))].map(words);
      const isSeen = (line: string) => {
        const shown = words(withoutNumbers(line));
        return seen.some((other) => other.size === shown.size && shown.isSubsetOf(other));
      };
      // Figures may differ from machine to machine; the words, the models and their verdict may not.
      const absent = shown.filter((line) => line !== "…" && !isSeen(line));
      assertEquals(absent, [], `What it ends with now:\n${run.stdout.split("\n").slice(-12).join("\n")}`);
    });
  }
}

/** The line with `#` for every number. */
function withoutNumbers(line: string): string {
  return line.replaceAll(/(?:[<=] )?[-+]?\d[\d.,]*(?:e[+-]?\d+)?/g, " # ");
}

function words(line: string): Set<string> {
  return new Set(line.split(/[ ,;:]+/));
}
