import type { Values } from "./safetensors.ts";

/** The name of the tensor that a sealed file ends with. */
export const CHECKSUM = "checksum";
const BYTES = 32;

/** Room for the checksum: to be the last tensor of a file that will be sealed. */
export function checksumRoom(): { readonly shape: readonly number[]; readonly values: Values } {
  return { shape: [BYTES], values: new Uint8Array(BYTES) };
}

/**
 * Writes the SHA-256 of all bytes before it, header included, into a file's last 32 bytes. Whatever single
 * byte changes then, and wherever the file is cut off, `isSealed` tells. Cost: 1 ms a megabyte, not on the
 * calling thread.
 */
export async function seal(file: Uint8Array<ArrayBuffer>): Promise<void> {
  file.set(await digest(file), file.length - BYTES);
}

/**
 * A sealed file's bytes without its checksum, and where that stands: views. A file that is too short has
 * none.
 */
export function sealedPart(
  file: Uint8Array<ArrayBuffer>,
): { readonly content: Uint8Array<ArrayBuffer>; readonly checksum: Uint8Array<ArrayBuffer> } {
  const end = file.length - BYTES;
  return end < 0
    ? { content: file, checksum: file.subarray(0, 0) }
    : { content: file.subarray(0, end), checksum: file.subarray(end) };
}

/** Whether the file is as it was sealed. */
export async function isSealed(file: Uint8Array<ArrayBuffer>): Promise<boolean> {
  if (file.length < BYTES) return false;
  const expected = await digest(file);
  return expected.every((byte, i) => byte === file[file.length - BYTES + i]);
}

async function digest(file: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", file.subarray(0, file.length - BYTES)));
}
