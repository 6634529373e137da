/** What keeping a state asks of a file system: `FILES` is Deno's; a test's may fail at any of these calls. */
export interface FileSystem {
  /** Opens a file that must not exist, to be written. */
  createNew(path: string): Promise<WritableFile>;
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
  remove(path: string): Promise<void>;
  /** Gives a file a second name, which must be free. */
  link(path: string, name: string): Promise<void>;
  /** Moves a file to a name; what had that name is gone, in one step. */
  rename(path: string, name: string): Promise<void>;
  /** Makes sure that the names in a folder survive a loss of power. */
  syncFolder(path: string): Promise<void>;
}

/** A file that is being written; `Deno.FsFile` is one. */
export interface WritableFile {
  write(bytes: Uint8Array): Promise<number>;
  sync(): Promise<void>;
  close(): void;
}

export const FILES: FileSystem = {
  createNew: (path) => Deno.open(path, { write: true, createNew: true }),
  async read(path) {
    const { isFile } = await Deno.stat(path); // A device such as /dev/zero has no end.
    if (!isFile) throw new Error("it is no regular file");
    return await Deno.readFile(path);
  },
  remove: (path) => Deno.remove(path),
  link: (path, name) => Deno.link(path, name),
  rename: (path, name) => Deno.rename(path, name),
  async syncFolder(path) {
    if (Deno.build.os === "windows") return; // It has no such call, and no need of it.
    using folder = await Deno.open(path);
    await folder.sync();
  },
};

/** The system's own words for what went wrong, without its error numbers. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split(" (os error", 1)[0].split(": ", 1)[0];
}
