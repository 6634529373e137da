import { fromFileUrl, join } from "@std/path";
import { execute, namesIn } from "./execute.ts";
import type { Finished } from "./workdir.ts";

/** The commands of a Markdown page, and a place where they may be run. */

const PROJECT = fromFileUrl(new URL("../../", import.meta.url));
const COPIED = ["main.ts", "src", "fixtures", "deno.json", "deno.lock"];
/** Programs that may be missing on a machine. */
const OPTIONAL = ["jq", "mlr", "npx", "gzip"];

/** The fenced blocks of one kind, without their fences and final line break. */
export function blocksOf(markdown: string, kind: string): string[] {
  return [...markdown.matchAll(new RegExp(`^\`\`\`${kind}\\n(.*?)\\n\`\`\`$`, "gms"))].map(([, block]) =>
    block
  );
}

/** Those of the optional programs that can be run here. npx has to reach, or keep, what the page fetches with it. */
export async function tools(): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const name of OPTIONAL) {
    const args = name === "npx" ? ["--yes", "deno@2.9.6", "--version"] : ["--version"];
    const run = await execute(name, args, { cwd: PROJECT }).catch(() => undefined);
    if (run?.code === 0) found.add(name);
  }
  return found;
}

/** The first program that a block needs, of those that may be missing, and that is not here. */
export function missingTool(block: string, here: ReadonlySet<string>): string | undefined {
  return OPTIONAL.find((name) => new RegExp(`(^|\\| *|\\n *)${name} `).test(block) && !here.has(name));
}

/** A copy of the project, with `deno` on the path, in which commands may write what they like. */
export class Playground implements AsyncDisposable {
  private constructor(private readonly folder: string) {}

  static async create(): Promise<Playground> {
    const folder = await Deno.makeTempDir({ prefix: "foretide-readme-" });
    // Copies, not links: permissions are checked against what a link leads to.
    await execute("cp", ["-r", ...COPIED, folder], { cwd: PROJECT });
    await Deno.mkdir(join(folder, ".bin"));
    await Deno.symlink(Deno.execPath(), join(folder, ".bin", "deno"));
    return new Playground(folder);
  }

  /** Leaves only the first lines of every CSV file of the fixtures, where commands matter and figures do not. */
  async shorten(lines: number): Promise<void> {
    const fixtures = join(this.folder, "fixtures");
    for (const name of (await namesIn(fixtures)).filter((name) => name.endsWith(".csv"))) {
      const text = await Deno.readTextFile(join(fixtures, name));
      await Deno.writeTextFile(join(fixtures, name), text.split("\n").slice(0, lines).join("\n") + "\n");
    }
  }

  /** Runs a script; a command that fails ends it. */
  bash(script: string): Promise<Finished> {
    const path = `${join(this.folder, ".bin")}:${Deno.env.get("PATH")}`;
    return execute("bash", ["-c", `set -eo pipefail\n${script}`], { cwd: this.folder, env: { PATH: path } });
  }

  /** The names of what scripts have left in the folder. */
  async made(): Promise<string[]> {
    return (await namesIn(this.folder)).filter((name) => ![...COPIED, ".bin"].includes(name));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}
