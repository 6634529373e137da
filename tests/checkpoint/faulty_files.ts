import type { FileSystem, WritableFile } from "../../src/checkpoint/file_system.ts";

/** What a file system was asked to do when it failed. */
export class Fault extends Error {}

/**
 * A file system in memory that fails at its n-th call, in the way that leaves most behind: a write that fails has
 * written half. What was not synced can be lost with `loseUnsynced`, as in a loss of power.
 */
export class FaultyFiles implements FileSystem {
  /** Contents by name. Two names may share one. */
  readonly files = new Map<string, Stored>();
  calls: string[] = [];
  /** The call that fails, from 1; 0: none does. */
  failAt = 0;
  hasLinks = true;

  constructor(content: Readonly<Record<string, Uint8Array>> = {}) {
    for (const [name, bytes] of Object.entries(content)) {
      this.files.set(name, { bytes, synced: bytes.length });
    }
  }

  async createNew(path: string): Promise<WritableFile> {
    this.call(`create ${path}`);
    if (this.files.has(path)) throw new Deno.errors.AlreadyExists(path);
    const stored: Stored = { bytes: new Uint8Array(0), synced: 0 };
    this.files.set(path, stored);
    return await Promise.resolve({
      write: (bytes) => this.append(stored, bytes),
      sync: async () => {
        this.call("sync");
        stored.synced = stored.bytes.length;
        await Promise.resolve();
      },
      close() {},
    });
  }

  async read(path: string): Promise<Uint8Array<ArrayBuffer>> {
    return (await Promise.resolve(this.find(path))).bytes.slice() as Uint8Array<ArrayBuffer>;
  }

  async remove(path: string): Promise<void> {
    this.call(`remove ${path}`);
    this.find(path);
    await Promise.resolve(this.files.delete(path));
  }

  async link(path: string, name: string): Promise<void> {
    this.call(`link ${name}`);
    if (!this.hasLinks) throw Object.assign(new Error("Operation not permitted"), { code: "EPERM" });
    if (this.files.has(name)) throw new Deno.errors.AlreadyExists(name);
    await Promise.resolve(this.files.set(name, this.find(path)));
  }

  async rename(path: string, name: string): Promise<void> {
    this.call(`rename ${name}`);
    const stored = this.find(path);
    this.files.delete(path);
    await Promise.resolve(this.files.set(name, stored));
  }

  async syncFolder(path: string): Promise<void> {
    await Promise.resolve(this.call(`sync folder ${path}`));
  }

  /** Everything that was written and not synced is gone. */
  loseUnsynced(): void {
    for (const stored of this.files.values()) stored.bytes = stored.bytes.slice(0, stored.synced);
  }

  private async append(stored: Stored, bytes: Uint8Array): Promise<number> {
    const half = bytes.subarray(0, Math.ceil(bytes.length / 2));
    stored.bytes = new Uint8Array([...stored.bytes, ...half]);
    await Promise.resolve(this.call("write"));
    return half.length;
  }

  private call(what: string): void {
    this.calls.push(what);
    if (this.calls.length === this.failAt) throw new Fault(`No space left on device (os error 28): ${what}`);
  }

  private find(path: string): Stored {
    const stored = this.files.get(path);
    if (stored === undefined) throw new Deno.errors.NotFound(path);
    return stored;
  }
}

interface Stored {
  bytes: Uint8Array;
  synced: number;
}
