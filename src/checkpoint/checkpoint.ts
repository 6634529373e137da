import { RunError } from "../base/errors.ts";
import { CHECKSUM, checksumRoom, isSealed, seal } from "./checksum.ts";
import {
  type ComposerMemory,
  composeSafetensors,
  parseSafetensors,
  type StoredTensor,
} from "./safetensors.ts";
import type { Outgoing } from "./saving_archive.ts";

/**
 * The format that is written, and the newest that is read. It grows when the meaning of a name in the file
 * changes.
 */
export const FORMAT = 1;

/** A file that the run writes on as long as it lasts, as it was when the checkpoint was made. */
export interface FileMark {
  /** As it was named on the command line. */
  readonly path: string;
  /** Bytes that belong to the rows learned: what stands behind them is written again. */
  readonly length: number;
  /** Device and number of the file, where the system has such: the same file by another name. */
  readonly identity: string;
}

/** What a checkpoint says of the run, beside its tensors. */
export interface CheckpointFacts {
  /** Rows learned, rows skipped as bad, series met. */
  readonly rows: number;
  readonly skipped: number;
  readonly series: number;
  /** Name of the kernel set. */
  readonly kernels: string;
  /**
   * What has to be the same when the run is continued, by what people call it (`--target`, `hidden of lstm`).
   */
  readonly options: Readonly<Record<string, string>>;
  readonly models: readonly { readonly name: string; readonly [fact: string]: unknown }[];
  /** Null: forecasts went to standard output. */
  readonly output: FileMark | null;
  readonly rejects: FileMark | null;
  /** Not in checkpoints of versions without events. */
  readonly events?: FileMark | null;
}

/** A checkpoint that has been read, and is whole. */
export interface Checkpoint {
  /** The program's version that saved it. */
  readonly version: string;
  readonly facts: CheckpointFacts;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/**
 * A checkpoint as the bytes of a safetensors file, its checksum at the end. `tensors` may change once this
 * has returned.
 *
 * @param memory of checkpoints before: the file is good until it is used again
 */
export function composeCheckpoint(
  version: string,
  facts: CheckpointFacts,
  tensors: Map<string, Outgoing>,
  memory?: ComposerMemory,
): Promise<Uint8Array<ArrayBuffer>> {
  const file = unsealedCheckpoint(version, facts, tensors, memory);
  return seal(file).then(() => file);
}

/** The same without its checksum, for which there is room. */
export function unsealedCheckpoint(
  version: string,
  facts: CheckpointFacts,
  tensors: Map<string, Outgoing>,
  memory?: ComposerMemory,
): Uint8Array<ArrayBuffer> {
  const metadata = {
    format: "pt", // what the weights' names and layouts are
    foretide: version,
    foretide_checkpoint: String(FORMAT),
    run: JSON.stringify(facts),
  };
  return composeSafetensors(metadata, tensors.set(CHECKSUM, checksumRoom()), memory);
}

/** Why a file can't be resumed from. */
export class Damaged extends Error {}

/**
 * Reads a checkpoint's bytes. The tensors are views of them.
 *
 * @param name what the file is called in messages
 * @throws {Damaged} if a byte has changed since it was written, or some are missing
 * @throws {RunError} if it is whole but no checkpoint, or of a newer format
 */
export async function parseCheckpoint(file: Uint8Array<ArrayBuffer>, name: string): Promise<Checkpoint> {
  if (!await isSealed(file)) throw isForeign(file) ? noCheckpoint(name) : new Damaged();
  return readWholeCheckpoint(file, name);
}

/**
 * The same for a file whose checksum fits. @throws {RunError} if it is no checkpoint, or of a newer format
 */
export function readWholeCheckpoint(file: Uint8Array<ArrayBuffer>, name: string): Checkpoint {
  const { metadata, tensors } = parseSafetensors(file, name);
  const version = metadata.get("foretide");
  const format = Number(metadata.get("foretide_checkpoint"));
  if (version === undefined || !(format >= 1)) throw noCheckpoint(name);
  if (format > FORMAT) {
    throw new RunError(
      `Cannot read the checkpoint "${name}": foretide ${version} saved it in format ${format}, ` +
        `this one reads formats up to ${FORMAT}; use the newer program`,
    );
  }
  return { version, facts: readFacts(metadata.get("run"), name), tensors };
}

/**
 * Whether it is another program's safetensors file: more than one byte's damage away from being one of ours.
 */
function isForeign(file: Uint8Array): boolean {
  try {
    const { metadata, tensors } = parseSafetensors(file, "");
    return !metadata.has("foretide") && !metadata.has("foretide_checkpoint") && !tensors.has(CHECKSUM);
  } catch {
    return false;
  }
}

function noCheckpoint(name: string): RunError {
  return new RunError(`Cannot read "${name}" as a checkpoint: it is another kind of file; name another one`);
}

function readFacts(text: string | undefined, name: string): CheckpointFacts {
  let facts: unknown;
  try {
    facts = JSON.parse(text ?? "");
  } catch {
    throw noCheckpoint(name);
  }
  const { rows, skipped, series, kernels, options, models, output, rejects, events = null } = Object(facts);
  const isFine = [rows, skipped, series].every(isCount) && typeof kernels === "string" &&
    Object.values(Object(options)).every((text) => typeof text === "string") &&
    Array.isArray(models) && models.every((model) => typeof Object(model).name === "string") &&
    [output, rejects, events].every(isMark);
  if (!isFine) throw noCheckpoint(name);
  return { rows, skipped, series, kernels, options: Object(options), models, output, rejects, events };
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isMark(value: unknown): boolean {
  if (value === null) return true;
  const { path, length, identity } = Object(value);
  return typeof path === "string" && isCount(length) && typeof identity === "string";
}
