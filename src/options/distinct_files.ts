import { besides } from "../base/besides.ts";
import { UsageError } from "../base/errors.ts";

/** Files by the name of the flag that names them; undefined where it was not given. */
export type NamedFiles = Readonly<Record<string, string | undefined>>;

/**
 * Opening a file for writing empties it, so no file may stand for two things; nor for what a state or
 * `--health` puts beside its own. Devices such as /dev/null may.
 *
 * @throws {UsageError} if two flags name the same path
 */
export function checkDistinctPaths(files: NamedFiles): void {
  refuseTwice(files, plain);
}

/**
 * The same for files that exist and have several names, as links do. To be called before any of them is
 * opened. Only files that may be read are looked at: nobody is asked for a permission.
 *
 * @throws {UsageError} if two flags name the same file
 */
export async function checkDistinctFiles(files: NamedFiles): Promise<void> {
  const identities = new Map<string, string>();
  for (const file of new Set([...Object.values(files), ...keptBeside(files).keys()])) {
    if (file !== undefined) identities.set(file, await identityOf(file) ?? file);
  }
  refuseTwice(files, (file) => identities.get(file)!);
}

/**
 * The path without `.`, `..` and doubled separators, as far as that can be said. @std/path would be loaded by
 * every run.
 */
function plain(path: string): string {
  const parts: string[] = [];
  for (const part of path.split(Deno.build.os === "windows" ? /[\\/]/ : "/")) {
    if (part === "." || (part === "" && parts.length > 0)) continue;
    const before = parts.at(-1);
    if (part !== ".." || before === undefined || before === "..") parts.push(part);
    else if (before !== "") parts.pop(); // above the root is the root
  }
  return parts.join("/");
}

/**
 * Files that no flag names and that are written, or held, all the same; by path the flag that they come with.
 */
function keptBeside({ state, health }: NamedFiles): Map<string, string> {
  const kept = new Map<string, string>();
  if (health !== undefined) kept.set(besides.incoming(health), "--health");
  for (const name of Object.values(besides)) if (state !== undefined) kept.set(name(state), "--state");
  return kept;
}

function refuseTwice(files: NamedFiles, identity: (file: string) => string): void {
  const taken = new Map<string, string>();
  for (const [file, flag] of keptBeside(files)) taken.set(identity(file), `a file of ${flag}`);
  for (const [use, file] of Object.entries(files)) {
    if (file === undefined || file.startsWith("/dev/")) continue;
    const same = identity(file);
    const other = taken.get(same);
    if (other !== undefined) {
      throw new UsageError(`Cannot use "${file}" for --${use}: it is already ${other}`);
    }
    taken.set(same, `--${use}`);
  }
}

/** Device and number of a file, if it exists and that may be known. */
async function identityOf(path: string): Promise<string | undefined> {
  const { state } = await Deno.permissions.query({ name: "read", path });
  if (state !== "granted") return undefined;
  try {
    const { dev, ino } = await Deno.stat(path);
    return ino === null || ino === 0 ? undefined : `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
