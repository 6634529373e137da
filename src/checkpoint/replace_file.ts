import { besides } from "../base/besides.ts";
import { writeAll } from "../output/byte_sink.ts";
import type { FileSystem } from "./file_system.ts";
import { folderOf } from "./folder_of.ts";

/**
 * Puts new content in a file's place and keeps the old under `FILE.previous`. Whatever fails, and whenever
 * the process or the power goes: the file is there, whole, old or new. The new content is written beside it
 * and synced; the old gets its second name; the new takes the place in one step; the folder is synced.
 *
 * A file that stands at `FILE.new`, or a link that somebody put there, is removed and never written through.
 */
export async function replaceFile(fs: FileSystem, path: string, content: Uint8Array): Promise<void> {
  const incoming = besides.incoming(path);
  const previous = besides.previous(path);
  let isMoved = false;
  try {
    await writeNew(fs, incoming, content);
    await removeIfThere(fs, previous);
    isMoved = await keepAs(fs, path, previous);
    await fs.rename(incoming, path);
  } catch (error) {
    // Best effort: the first error is the one to tell.
    await (isMoved ? fs.rename(previous, path) : fs.remove(incoming)).catch(() => {});
    throw error;
  }
  await fs.syncFolder(folderOf(path));
}

async function writeNew(fs: FileSystem, path: string, content: Uint8Array): Promise<void> {
  const file = await fs.createNew(path).catch(async (error) => {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    await fs.remove(path);
    return await fs.createNew(path);
  });
  try {
    await writeAll(file, content);
    await file.sync();
  } finally {
    file.close();
  }
}

/**
 * Gives the old content, if there is any, its second name. Where files have but one, it is moved to that, and
 * for a moment only `FILE.new` and `FILE.previous` are there: see `StateFile`. Returns whether it was.
 */
async function keepAs(fs: FileSystem, path: string, previous: string): Promise<boolean> {
  try {
    await fs.link(path, previous);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    if (!hasNoLinks(error)) throw error;
    await fs.rename(path, previous);
    return true;
  }
  return false;
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
