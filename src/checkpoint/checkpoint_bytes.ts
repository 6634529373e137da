import { createHash } from "node:crypto";
import {
  type Checkpoint,
  type CheckpointFacts,
  Damaged,
  readWholeCheckpoint,
  unsealedCheckpoint,
} from "./checkpoint.ts";
import { sealedPart } from "./checksum.ts";
import type { Outgoing } from "./saving_archive.ts";

/**
 * Checkpoints as bytes in memory, for the library: made and read without waiting, where files are sealed in
 * another thread. The bytes are those of a file, and each reads the other's.
 */

/** A checkpoint's bytes. Cost: that of its size, and 1 ms a megabyte for the checksum. */
export function checkpointBytes(
  version: string,
  facts: CheckpointFacts,
  tensors: Map<string, Outgoing>,
): Uint8Array<ArrayBuffer> {
  const file = unsealedCheckpoint(version, facts, tensors);
  const { content, checksum } = sealedPart(file);
  checksum.set(sha256(content));
  return file;
}

/**
 * Reads a checkpoint's bytes.
 *
 * @param name what they are called in messages
 * @throws {Damaged} if a byte has changed since they were made, or some are missing
 * @throws {RunError} if they are whole but no checkpoint, or of a newer format
 */
export function readCheckpointBytes(bytes: Uint8Array<ArrayBuffer>, name: string): Checkpoint {
  const { content, checksum } = sealedPart(bytes);
  const expected = sha256(content);
  if (checksum.length !== expected.length || !expected.every((byte, i) => byte === checksum[i])) {
    throw new Damaged();
  }
  return readWholeCheckpoint(bytes, name);
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}
