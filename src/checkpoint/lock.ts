import { RunError } from "../base/errors.ts";
import { reasonOf } from "./file_system.ts";
import { besides } from "./replace_file.ts";

/**
 * Takes the lock of a file: `FILE.lock`, held until it is disposed of or the process ends, however it ends. It holds the
 * number of that process, for whoever is kept out. The lock's file stays: removing it would let a third process lock another
 * of the same name.
 *
 * @returns undefined if another process holds it
 * @throws {RunError} if it cannot be written
 */
export async function takeLock(path: string): Promise<Disposable | undefined> {
  const lock = besides.lock(path);
  let file: Deno.FsFile;
  try {
    file = await Deno.open(lock, { create: true, write: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    throw new RunError(`Cannot write "${lock}": ${reasonOf(error)}`);
  }
  if (!await file.tryLock(true)) {
    file.close();
    return undefined;
  }
  await file.truncate();
  await file.write(new TextEncoder().encode(`${Deno.pid}\n`)).catch(() => {}); // a full disk: it is locked all the same
  return {
    [Symbol.dispose]() {
      file.truncateSync();
      file.close();
    },
  };
}

/** Who holds the lock of a file, in words: `process 1234`, or `another process` where that cannot be told. */
export async function lockHolder(path: string): Promise<string> {
  const text = await Deno.readTextFile(besides.lock(path)).catch(() => "");
  return /^\d{1,10}\n$/.test(text) ? `process ${text.trimEnd()}` : "another process";
}
