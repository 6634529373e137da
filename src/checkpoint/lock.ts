import { RunError } from "../base/errors.ts";
import { reasonOf } from "./file_system.ts";
import { besides } from "./replace_file.ts";

/**
 * Takes the lock of a state: `FILE.lock`, held until it is closed or the process ends, however it ends. The file itself
 * stays: removing it would let a third process lock another of the same name.
 *
 * @throws {RunError} if another process holds it, or it cannot be written
 */
export async function lockState(path: string): Promise<Disposable> {
  const lock = besides.lock(path);
  let file: Deno.FsFile;
  try {
    file = await Deno.open(lock, { create: true, write: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    throw new RunError(`Cannot keep a state in "${path}": cannot write "${lock}": ${reasonOf(error)}`);
  }
  if (await file.tryLock(true)) return file;
  file.close();
  throw new RunError(
    `Cannot use the state "${path}": another process is using it; wait for its end, or give this run a state of its own`,
  );
}
