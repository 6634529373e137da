/**
 * The errors a person is meant to read. Each message is one line: what failed, where, and what to do.
 * Everything else that is thrown is a defect of ours and keeps its stack trace for `--debug`.
 */

/** The command line asks for something that does not exist or contradicts itself: exit code 2. */
export class UsageError extends Error {
  /** How it is told from other errors. */
  override name = "UsageError";
}

/**
 * The run cannot go on: a damaged file, bad data under `--bad-rows fail`, a missing permission. Exit code 1.
 */
export class RunError extends Error {
  /** How it is told from other errors. */
  override name = "RunError";
}
