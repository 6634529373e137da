import { RunError } from "../base/errors.ts";
import type { ByteSink } from "../output/byte_sink.ts";
import type { FileMark } from "./checkpoint.ts";
import { reasonOf } from "./file_system.ts";

/** Bytes that are held at most until the file begins. */
const MOST_HELD = 1 << 20;

/**
 * A file that a run writes as long as it lasts, and whose length its checkpoints know. A run that is resumed
 * cuts it back to that length and writes on: so each line stands in it exactly once. Another file must be
 * empty then: what the checkpoint knows nothing of is nobody's to cut. A run that begins empties its files.
 *
 * `open` leaves the file as it is, for the run may still be refused; `begin` cuts it. What is written before
 * that is held, up to a megabyte: more than that begins the file.
 */
export class RecordedFile implements ByteSink {
  private held: Uint8Array[] | undefined = [];
  private heldBytes = 0;

  private constructor(
    private readonly file: Deno.FsFile,
    private readonly path: string,
    private readonly identity: string,
    /** Whether it has a length: pipes and devices have none. */
    private readonly isRegular: boolean,
    /** Whether no checkpoint knows of it, though it has a length. */
    readonly isNew: boolean,
    private length: number,
  ) {}

  /**
   * @param mark what the checkpoint knows of the file that had this use; null: of none; undefined: there is
   * no checkpoint
   * @throws {RunError} if it cannot be written, or does not hold what the checkpoint knows of
   */
  static async open(path: string, mark: FileMark | null | undefined): Promise<RecordedFile> {
    const isMarked = mark?.path === path;
    let file: Deno.FsFile;
    try {
      file = await Deno.open(path, { write: true, create: !isMarked || mark.length === 0 });
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) throw error;
      if (isMarked && error instanceof Deno.errors.NotFound) throw lost(path, mark, "no such file");
      throw unwritable(path, error);
    }
    const size = path.startsWith("/dev/") ? undefined : await sizeOf(file);
    const identity = size === undefined ? "" : await identityOf(path);
    const isKnown = size !== undefined && (isMarked || identity !== "" && mark?.identity === identity);
    const length = isKnown ? mark!.length : 0;
    const isForeign = mark !== undefined && !isKnown && size !== undefined && size > 0;
    if (isForeign || size !== undefined && size < length) {
      file.close();
      throw isForeign ? unknown(path, size) : lost(path, mark!, `${size} bytes`);
    }
    return new RecordedFile(file, path, identity, size !== undefined, size !== undefined && !isKnown, length);
  }

  /** Cuts the file back to what the checkpoint knows of; what is written follows that. */
  begin(): void {
    const { held, isRegular, file, length } = this;
    if (held === undefined) return;
    if (isRegular) {
      file.truncateSync(length);
      file.seekSync(length, Deno.SeekMode.Start);
    }
    this.held = undefined;
    for (const bytes of held) this.writeSync(bytes);
  }

  /** What a checkpoint has to know of it now; null: it is no file on a disk. */
  get mark(): FileMark | null {
    return this.isRegular ? { path: this.path, length: this.length, identity: this.identity } : null;
  }

  /** Whether lines of earlier runs stand in it. */
  get isContinued(): boolean {
    return this.length > 0;
  }

  /** To be called once the file has begun. */
  async write(bytes: Uint8Array): Promise<number> {
    const written = await this.file.write(bytes).catch((error) => {
      throw error instanceof Deno.errors.BrokenPipe ? error : unwritable(this.path, error);
    });
    this.length += written;
    return written;
  }

  writeSync(bytes: Uint8Array): void {
    if (this.held !== undefined) return this.hold(bytes);
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

  private hold(bytes: Uint8Array): void {
    this.held!.push(bytes.slice());
    this.heldBytes += bytes.length;
    if (this.heldBytes > MOST_HELD) this.begin();
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
      `Cannot continue writing "${this.path}": the file was removed or replaced meanwhile; ` +
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

/**
 * Device and number of a file, or "" where they cannot be told, or must not: nobody is asked for a
 * permission.
 */
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
    `Cannot continue with "${path}": expected the ${length} bytes that the checkpoint knows of, got ${found}; ` +
      `put the file back, or name another one`,
  );
}

function unknown(path: string, size: number): RunError {
  return new RunError(
    `Cannot continue "${path}": it holds ${size} bytes that the state does not know; ` +
      `name another file, or move it away`,
  );
}

function unwritable(path: string, error: unknown): RunError {
  return new RunError(`Cannot write "${path}": ${reasonOf(error)}`);
}
