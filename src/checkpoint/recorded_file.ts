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
    /** Whether it is a file on a disk: pipes and devices have no length. */
    private readonly isRegular: boolean,
    private length: number,
  ) {}

  /**
   * @param mark what the checkpoint knows of the file of this name, or of the one that it had
   * @throws {RunError} if it cannot be written, or holds less than the checkpoint knows of
   */
  static async open(path: string, mark: FileMark | null | undefined): Promise<RecordedFile> {
    try {
      const file = await Deno.open(path, { write: true, create: mark?.path !== path });
      const { isFile, size, dev, ino } = await file.stat();
      const identity = ino === null || ino === 0 ? "" : `${dev}:${ino}`;
      const continues = isFile && mark != null && (mark.path === path || isSame(mark.identity, identity));
      const length = continues ? mark.length : 0;
      if (size < length) {
        file.close();
        throw new RunError(
          `Cannot go on with "${path}": expected the ${length} bytes that the checkpoint knows of, got ${size}; ` +
            `put the file back, or name another one`,
        );
      }
      return new RecordedFile(file, path, identity, isFile, length);
    } catch (error) {
      if (error instanceof RunError || error instanceof Deno.errors.NotCapable) throw error;
      if (mark?.path !== path || !(error instanceof Deno.errors.NotFound)) throw unwritable(path, error);
      throw new RunError(
        `Cannot go on with "${path}": there is no such file, and the checkpoint knows of ${mark.length} bytes in it; ` +
          `put the file back, or name another one`,
      );
    }
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

  /** Makes sure that what was written survives a loss of power. */
  async sync(): Promise<void> {
    if (this.isRegular) await this.file.sync();
  }

  close(): void {
    this.file.close();
  }
}

function isSame(marked: string, found: string): boolean {
  return marked !== "" && marked === found;
}

function unwritable(path: string, error: unknown): RunError {
  return new RunError(`Cannot write "${path}": ${reasonOf(error)}`);
}
