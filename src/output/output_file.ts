import { RunError } from "../base/errors.ts";
import type { ByteSink } from "./byte_sink.ts";

/**
 * Opens a file to be written; its content stays until `fillOutput` or `emptied`, so that a run that is refused has
 * changed no file. The file is a `ByteSink`.
 *
 * @throws {RunError} if it can't be opened, with the system's reason
 * @throws {Deno.errors.NotCapable} if the permission is missing
 */
export async function openOutput(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path, { write: true, create: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable || !(error instanceof Error)) throw error;
    throw unwritable(`"${path}"`, error);
  }
}

/**
 * Writes the whole text into a file that `openOutput` has opened, in place of what it held, and closes it.
 *
 * @throws {RunError} if it can't be written, with the system's reason
 */
export function fillOutput(file: Deno.FsFile, path: string, text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    emptied(file);
    for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
  } catch (error) {
    throw unwritable(`"${path}"`, error);
  } finally {
    file.close();
  }
}

/** The file, now without content. Pipes and devices have none. */
export function emptied(file: Deno.FsFile): Deno.FsFile {
  if (sizeOf(file) === 0) return file;
  file.truncateSync();
  file.seekSync(0, Deno.SeekMode.Start);
  return file;
}

function sizeOf(file: Deno.FsFile): number {
  try {
    return file.seekSync(0, Deno.SeekMode.End);
  } catch {
    return 0;
  }
}

/** The sink, whose errors say what could not be written: a `RunError`, except that a reader who went away is none. */
export function namedSink(sink: ByteSink, name: string): ByteSink {
  return {
    write: (bytes) =>
      sink.write(bytes).catch((error) => {
        throw error instanceof Deno.errors.BrokenPipe ? error : unwritable(name, error);
      }),
  };
}

function unwritable(name: string, error: unknown): RunError {
  const reason = error instanceof Error ? error.message.split(" (os error", 1)[0] : String(error);
  return new RunError(`Cannot write ${name}: ${reason}`);
}
