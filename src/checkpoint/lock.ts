import { besides } from "../base/besides.ts";
import { RunError } from "../base/errors.ts";
import { reasonOf } from "./file_system.ts";

/**
 * Takes the lock of a file: `FILE.lock`, held until it is disposed of or the process ends, however it ends.
 * It holds the number of that process, for whoever is kept out. The lock's file stays: removing it would let
 * a third process lock another of the same name.
 *
 * @returns undefined if another process holds it
 * @throws {RunError} if it cannot be written
 */
export async function takeLock(path: string): Promise<Disposable | undefined> {
  const lock = besides.lock(path);
  let file: Deno.FsFile;
  try {
    file = await Deno.open(lock, { create: true, read: true, write: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    throw new RunError(`Cannot write "${lock}": ${reasonOf(error)}`);
  }
  if (!await file.tryLock(true)) {
    file.close();
    return undefined;
  }
  if (!HOLDER.test(await beginning(file))) return file; // somebody's `deno.lock`: it is locked, and left as it is
  await file.truncate();
  await file.seek(0, Deno.SeekMode.Start);
  await file.write(new TextEncoder().encode(`${Deno.pid}\n`)).catch(() => {}); // a full disk: it is locked all the same
  return {
    [Symbol.dispose]() {
      file.truncateSync();
      file.close();
    },
  };
}

/** What the file of a lock holds: nothing, or the number of a process. */
const HOLDER = /^(\d{1,10}\n)?$/;

/** The first bytes of a file: more than any number has. */
async function beginning(file: Deno.FsFile): Promise<string> {
  const bytes = new Uint8Array(16);
  return new TextDecoder().decode(bytes.subarray(0, await file.read(bytes) ?? 0));
}

/** Who holds the lock of a file, in words: `process 1234`, or `another process` where that cannot be told. */
export async function lockHolder(path: string): Promise<string> {
  const text = await Deno.readTextFile(besides.lock(path)).catch(() => "");
  return text !== "" && HOLDER.test(text) ? `process ${text.trimEnd()}` : "another process";
}
