/**
 * Runs a main.ts on rows as a user would, and hands on each line that it prints, as fields, as they come: a
 * run's lines may be more than memory holds. Returns microseconds of processor time for each row, which a
 * busy machine hardly changes.
 */
export async function runMain(
  main: string,
  rows: string,
  args: readonly string[],
  onLine: (fields: string[]) => void,
): Promise<number> {
  const program = [Deno.execPath(), "run", main, ...args, "--quiet"];
  const child = new Deno.Command("bash", {
    args: ["-c", 'TIMEFORMAT="%U %S"; time "$@"', "-", ...program],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const errors = new Response(child.stderr).text();
  const fed = new Response(rows).body!.pipeTo(child.stdin).catch(() => {}); // the status tells what went wrong
  let rest = "";
  let isHeader = true;
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      if (!isHeader) onLine(line.split(","));
      isHeader = false;
    }
  }
  await fed;
  const said = await errors;
  const { success, code } = await child.status;
  if (!success) throw new Error(`main.ts ended with ${code}: ${said}`);
  const [user, system] = said.trim().split("\n").at(-1)!.split(" ").map(Number);
  return 1e6 * (user + system) / (rows.trim().split("\n").length - 1);
}
