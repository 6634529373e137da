import { RunError } from "../base/errors.ts";

/**
 * Opens a file to be written from its beginning; what it held is gone. The file is a `ByteSink`.
 *
 * @throws {RunError} if it can't be opened, with the system's reason
 * @throws {Deno.errors.NotCapable} if the permission is missing
 */
export async function openOutput(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path, { write: true, create: true, truncate: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable || !(error instanceof Error)) throw error;
    const [reason] = error.message.split(" (os error", 1);
    throw new RunError(`Cannot write "${path}": ${reason}`);
  }
}
