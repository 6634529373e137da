import type { Persistent } from "../base/archive.ts";

/** What a detector says of the errors so far. */
export type Verdict = "stable" | "drift";

/** Watches a stream of errors for the moment when they are no longer what they were. */
export interface DriftDetector extends Persistent {
  /**
   * Takes in the next error, scaled (about 1 in size) and finite. "drift" is an alarm: the detector has
   * forgotten what came before the change and goes on from there.
   */
  update(error: number): Verdict;
  /** Forgets everything. */
  reset(): void;
}
