/** Which files a row of a default run goes through: those of which a function runs more often when more rows come. */

interface FunctionCoverage {
  readonly functionName: string;
  readonly ranges: readonly { readonly startOffset: number; readonly count: number }[];
}

const PROJECT = new URL("../../", import.meta.url);

/** How often each function of each source file ran, in a run over the first rows of a fixture; by `file:function:offset`. */
async function countsOf(rows: number, args: readonly string[]): Promise<Map<string, number>> {
  const folder = await Deno.makeTempDir();
  try {
    const text = await Deno.readTextFile(new URL("fixtures/sp500.csv", PROJECT));
    const given = [
      "run",
      "--quiet",
      `--coverage=${folder}`,
      "--allow-all",
      "main.ts",
      "--target",
      "close",
      "--quiet",
    ];
    const child = new Deno.Command(Deno.execPath(), {
      args: [...given, ...args],
      cwd: PROJECT,
      stdin: "piped",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const input = new Blob([text.split("\n", rows + 1).join("\n") + "\n"]).stream();
    await input.pipeTo(child.stdin);
    await child.status;
    const counts = new Map<string, number>();
    for await (const { name } of Deno.readDir(folder)) {
      if (!name.endsWith(".json")) continue;
      const { url, functions }: { url: string; functions: FunctionCoverage[] } = JSON.parse(
        await Deno.readTextFile(`${folder}/${name}`),
      );
      const file = url.split("/src/")[1];
      if (file === undefined) continue;
      for (const { functionName, ranges: [{ startOffset, count }] } of functions) {
        counts.set(`${file}:${functionName}:${startOffset}`, count);
      }
    }
    return counts;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The files that rows go through, sorted: those of which some function runs at least once more for each further row. */
export async function filesOfARow(args: readonly string[] = []): Promise<string[]> {
  const [less, more] = [await countsOf(300, args), await countsOf(400, args)];
  const files = new Set<string>();
  for (const [place, count] of more) {
    if (count - (less.get(place) ?? 0) >= 100) files.add(place.split(":")[0]);
  }
  return [...files].sort();
}

if (import.meta.main) {
  const files = await filesOfARow(Deno.args);
  Deno.stdout.writeSync(new TextEncoder().encode(`${files.join("\n")}\n${files.length} files\n`));
}
