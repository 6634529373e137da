import type { Archive, Persistent } from "../base/archive.ts";
import { RunError, UsageError } from "../base/errors.ts";
import type { RestoringArchive } from "./restoring_archive.ts";

/**
 * A checkpoint whose checksum fits may still have been made by somebody who means harm, or by a program with
 * a defect: what it holds is not believed. Sizes are checked when it is restored; numbers that contradict
 * each other may show only later, as an error that nobody has foreseen.
 */

/**
 * Restores one part.
 * @param name what the file is called in messages
 * @throws {RunError} whatever fails
 */
export function restorePart(archive: Archive, part: Persistent, name: string): void {
  try {
    part.persist(archive);
  } catch (error) {
    throw explained(error, name);
  }
}

/**
 * Restores the pipeline's part, and makes sure that nothing is left over.
 * @param name what the file is called in messages
 * @throws {RunError} whatever fails
 */
export function restoreAll(archive: RestoringArchive, pipeline: Persistent, name: string): void {
  try {
    pipeline.persist(archive.within("pipeline"));
    archive.finish();
  } catch (error) {
    throw explained(error, name);
  }
}

/** The error of a run that was resumed from this file: one that nobody has foreseen may be the file's. */
export function explained(error: unknown, name: string): unknown {
  const isForeseen = !(error instanceof Error) || error instanceof RunError || error instanceof UsageError ||
    "code" in error || Object.values(Deno.errors).some((kind) => error instanceof kind);
  if (isForeseen) return error;
  return new RunError(
    `Cannot continue from "${name}": ${error.message}; its contents are inconsistent, ` +
      `or this is a defect: run again with --debug to see where`,
    { cause: error },
  );
}
