import { besides } from "../base/besides.ts";
import { RunError } from "../base/errors.ts";
import { type Checkpoint, Damaged, parseCheckpoint } from "./checkpoint.ts";
import { type FileSystem, reasonOf } from "./file_system.ts";
import { folderOf } from "./folder_of.ts";
import { replaceFile } from "./replace_file.ts";

/**
 * The file that a state is kept in: the one before the last is kept beside it. The lock is the caller's to
 * hold.
 */
export class StateFile {
  private constructor(
    private readonly fs: FileSystem,
    readonly path: string,
    /** What was in it when it was opened; undefined: there was no such file, the state begins. */
    readonly saved: Checkpoint | undefined,
  ) {}

  /**
   * @throws {RunError} if there is a file that cannot be read, is damaged, or is no checkpoint, or if only
   * its copy is left
   */
  static async open(fs: FileSystem, path: string): Promise<StateFile> {
    const saved = await load(fs, path) ?? await loadIncoming(fs, path);
    const left = saved === undefined ? await loadPrevious(fs, path) : undefined;
    if (left !== undefined) { // a state that began anew would write over it
      const previous = besides.previous(path);
      throw new RunError(
        `Cannot start the state "${path}": there is no such file, but its copy "${previous}", of row ` +
          `${left.facts.rows}; move that to "${path}" to continue from it, or remove it to start anew`,
      );
    }
    return new StateFile(fs, path, saved);
  }

  /**
   * Puts a checkpoint in its place. @throws {RunError} if it cannot be written: the old one is intact then
   */
  async save(content: Uint8Array): Promise<void> {
    try {
      await replaceFile(this.fs, this.path, content);
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) throw error;
      throw new RunError(
        `Cannot save the state in "${this.path}": ${reasonOf(error)}; what was saved before is intact`,
      );
    }
  }
}

async function load(fs: FileSystem, path: string): Promise<Checkpoint | undefined> {
  let file: Uint8Array<ArrayBuffer>;
  try {
    file = await fs.read(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    if (error instanceof Deno.errors.NotCapable) throw error;
    throw new RunError(`Cannot resume from "${path}": ${reasonOf(error)}`);
  }
  try {
    return await parseCheckpoint(file, path);
  } catch (error) {
    if (!(error instanceof Damaged)) throw error;
    throw new RunError(`Cannot resume from "${path}": it is damaged; ${await wayOut(fs, path)}`);
  }
}

/**
 * Where files have no second names, a save that was cut off may leave the new content under `FILE.new` alone:
 * if it is whole, it is what would have been in place.
 */
async function loadIncoming(fs: FileSystem, path: string): Promise<Checkpoint | undefined> {
  try {
    return await parseCheckpoint(await fs.read(besides.incoming(path)), path);
  } catch {
    return undefined;
  }
}

/** What to do about a damaged file. */
async function wayOut(fs: FileSystem, path: string): Promise<string> {
  const left = await loadPrevious(fs, path);
  if (left === undefined) return `there is no whole copy beside it: remove it to start anew`;
  return `"${besides.previous(path)}" is a whole one, of row ${left.facts.rows}: move it to "${path}"`;
}

/** The state before the last one, if it is there and whole. */
async function loadPrevious(fs: FileSystem, path: string): Promise<Checkpoint | undefined> {
  const previous = besides.previous(path);
  try {
    return await parseCheckpoint(await fs.read(previous), previous);
  } catch {
    return undefined;
  }
}

/**
 * Makes sure that a state can be kept at this path: its folder takes the new file beside the old one.
 * @throws {RunError} if permissions are missing, naming them
 */
export async function checkAccess(path: string): Promise<void> {
  const folder = folderOf(path);
  const missing: string[] = [];
  for (const name of ["read", "write"] as const) {
    const { state } = await Deno.permissions.query({ name, path: folder });
    if (state !== "granted") missing.push(`--allow-${name}=${folder}`);
  }
  if (missing.length === 0) return;
  throw new RunError(
    `Cannot keep a state in "${path}": permission for its folder is missing, add ${
      missing.join(" ")
    } before main.ts`,
  );
}

/** The path, or where it leads if it is a symbolic link: the link itself stays. */
export async function withoutLinks(path: string): Promise<string> {
  try {
    return (await Deno.lstat(path)).isSymlink ? await Deno.realPath(path) : path;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return path;
    throw error;
  }
}
