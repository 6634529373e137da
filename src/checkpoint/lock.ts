import { RunError } from "../base/errors.ts";
import { reasonOf } from "./file_system.ts";
import { besides } from "./replace_file.ts";

/**
 * Takes the lock of a file: `FILE.lock`, held until it is disposed of or the process ends, however it ends. The lock's file
 * stays: removing it would let a third process lock another of the same name.
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
  if (await file.tryLock(true)) return file;
  file.close();
  return undefined;
}
