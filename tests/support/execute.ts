import { Finished } from "./workdir.ts";

export interface ExecuteOptions {
  readonly cwd: string | URL;
  /** @default nothing: standard input is closed at once */
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program that is not main.ts to its end: a bundle, a binary, a shell. */
export async function execute(
  program: string,
  args: readonly string[],
  { cwd, stdin = "", env = {} }: ExecuteOptions,
): Promise<Finished> {
  const child = new Deno.Command(program, {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1", ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const input = new Blob([stdin as Uint8Array<ArrayBuffer>]).stream();
  const fed = input.pipeTo(child.stdin).catch(() => {}); // it need not read
  const { stdout, stderr, ...status } = await child.output();
  await fed;
  return new Finished([program, ...args].join(" "), status, stdout, new TextDecoder().decode(stderr));
}

/** What stands in a folder, sorted. */
export async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}
