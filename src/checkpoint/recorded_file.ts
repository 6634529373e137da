import { RunError } from "../base/errors.ts";
import type { ByteSink } from "../output/byte_sink.ts";
import type { FileMark } from "./checkpoint.ts";
import { reasonOf } from "./file_system.ts";

/**
 * A file that a run writes as long as it lasts, and whose length its checkpoints know. A run that is resumed cuts it back
 * to that length and writes on: so each line stands in it exactly once. Without a mark it begins empty. `open` leaves the
 * file as it is, `begin` cuts it.
 */
export class RecordedFile implements ByteSink {
  private constructor(
    private readonly file: Deno.FsFile,
    private readonly path: string,
    private readonly identity: string,
    /** Whether it has a length: pipes and devices have none. */
    private readonly isRegular: boolean,
    private length: number,
  ) {}

  /**
   * @param mark what the checkpoint knows of the file that had this use
   * @throws {RunError} if it cannot be written, or holds less than the checkpoint knows of
   */
  static async open(path: string, mark: FileMark | null): Promise<RecordedFile> {
    const isMarked = mark?.path === path;
    let file: Deno.FsFile;
    try {
      file = await Deno.open(path, { write: true, create: !isMarked });
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) throw error;
      if (isMarked && error instanceof Deno.errors.NotFound) throw lost(path, mark, "no such file");
      throw unwritable(path, error);
    }
    const size = path.startsWith("/dev/") ? undefined : await sizeOf(file);
    const identity = size === undefined ? "" : await identityOf(path);
    const continues = size !== undefined && (isMarked || identity !== "" && mark?.identity === identity);
    const length = continues ? mark!.length : 0;
    if (size !== undefined && size < length) {
      file.close();
      throw lost(path, mark!, `${size} bytes`);
    }
    return new RecordedFile(file, path, identity, size !== undefined, length);
  }

  /** Cuts the file back to what the checkpoint knows of; what is written follows that. */
  async begin(): Promise<void> {
    if (!this.isRegular) return;
    await this.file.truncate(this.length);
    await this.file.seek(this.length, Deno.SeekMode.Start);
  }

  /** What a checkpoint has to know of it now; null: it is no file on a disk. */
  get mark(): FileMark | null {
    return this.isRegular ? { path: this.path, length: this.length, identity: this.identity } : null;
  }

  /** Whether lines of earlier runs stand in it. */
  get isContinued(): boolean {
    return this.length > 0;
  }

  async write(bytes: Uint8Array): Promise<number> {
    const written = await this.file.write(bytes).catch((error) => {
      throw error instanceof Deno.errors.BrokenPipe ? error : unwritable(this.path, error);
    });
    this.length += written;
    return written;
  }

  writeSync(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      try {
        at += this.file.writeSync(bytes.subarray(at));
      } catch (error) {
        throw unwritable(this.path, error);
      }
    }
    this.length += bytes.length;
  }

  /**
   * Makes sure that what was written survives a loss of power, and can still be found.
   * @throws {RunError} if somebody has removed the file, or put another in its place
   */
  async sync(): Promise<void> {
    if (!this.isRegular) return;
    await this.file.sync();
    if (this.identity === "" || await identityOf(this.path) === this.identity) return;
    throw new RunError(
      `Cannot go on writing "${this.path}": the file was removed or replaced meanwhile; ` +
        `put it back, or name another one`,
    );
  }

  close(): void {
    this.file.close();
  }
}

/** The file's size, or undefined if it is a pipe. Unlike `stat`, this needs no permission to read. */
async function sizeOf(file: Deno.FsFile): Promise<number | undefined> {
  try {
    return await file.seek(0, Deno.SeekMode.End);
  } catch {
    return undefined;
  }
}

/** Device and number of a file, or "" where they cannot be told, or must not: nobody is asked for a permission. */
async function identityOf(path: string): Promise<string> {
  const { state } = await Deno.permissions.query({ name: "read", path });
  if (state !== "granted") return "";
  try {
    const { dev, ino } = await Deno.stat(path);
    return ino === null || ino === 0 ? "" : `${dev}:${ino}`;
  } catch {
    return "";
  }
}

function lost(path: string, { length }: FileMark, found: string): RunError {
  return new RunError(
    `Cannot go on with "${path}": expected the ${length} bytes that the checkpoint knows of, got ${found}; ` +
      `put the file back, or name another one`,
  );
}

function unwritable(path: string, error: unknown): RunError {
  return new RunError(`Cannot write "${path}": ${reasonOf(error)}`);
}
