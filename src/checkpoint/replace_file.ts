import { dirname } from "@std/path";
import { writeAll } from "../output/byte_sink.ts";
import type { FileSystem } from "./file_system.ts";

/** The names that one state takes beside its own. */
export const besides = {
  /** What is being written. */
  incoming: (path: string): string => `${path}.new`,
  /** The state before the last one. */
  previous: (path: string): string => `${path}.previous`,
  /** Held by the process that uses the state. */
  lock: (path: string): string => `${path}.lock`,
};

/**
 * Puts new content in a file's place and keeps the old under `FILE.previous`. Whatever fails, and whenever the process or
 * the power goes: the file is there, whole, old or new. The new content is written beside it and synced; the old gets
 * its second name; the new takes the place in one step; the folder is synced.
 *
 * A file that stands at `FILE.new`, or a link that somebody put there, is removed and never written through.
 */
export async function replaceFile(fs: FileSystem, path: string, content: Uint8Array): Promise<void> {
  const incoming = besides.incoming(path);
  await removeIfThere(fs, incoming);
  try {
    const file = await fs.createNew(incoming);
    try {
      await writeAll(file, content);
      await file.sync();
    } finally {
      file.close();
    }
    await keepPrevious(fs, path);
    await fs.rename(incoming, path);
  } catch (error) {
    await fs.remove(incoming).catch(() => {}); // The first error is the one to tell.
    throw error;
  }
  await fs.syncFolder(dirname(path));
}

/** The old content's second name. Until it has one, or where there is nothing yet, the file keeps its own. */
async function keepPrevious(fs: FileSystem, path: string): Promise<void> {
  const previous = besides.previous(path);
  await removeIfThere(fs, previous);
  try {
    await fs.link(path, previous);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return; // the first save
    if (!hasNoLinks(error)) throw error;
    await fs.rename(path, previous); // For a moment only `FILE.new` and `FILE.previous` are there: see `StateFile`.
  }
}

/** Whether the file system (FAT, some network shares) gives no file a second name. */
function hasNoLinks(error: unknown): boolean {
  const { code } = Object(error);
  return code === "EPERM" || code === "ENOTSUP" || code === "EOPNOTSUPP" || code === "ENOSYS";
}

async function removeIfThere(fs: FileSystem, path: string): Promise<void> {
  try {
    await fs.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
