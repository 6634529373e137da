import type { Job } from "./job.ts";
import type { RunStatus } from "./run_record.ts";

/** How one attempt ended. */
export interface Attempt {
  readonly exitCode: number;
  /** Whether it was stopped because it took too long. */
  readonly timedOut: boolean;
  /** Its last line for people. */
  readonly lastLine: string;
}

/** What running a job asks of the world. */
export interface World {
  /** Milliseconds since 1970. */
  now(): number;
  /** Waits so long (ms), or until the signal is aborted. Never throws. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Runs the job's forecast once, to its end; asks it to stop when the signal is aborted. */
  attempt(job: Job, signal: AbortSignal): Promise<Attempt>;
}

/** The end of a run: its last attempt, and how many there were. */
export interface Outcome extends Attempt {
  readonly attempts: number;
  readonly status: RunStatus;
}

const LONGEST_PAUSE = 3_600_000;
const WRONG_USAGE = 2;

/**
 * Runs a job until an attempt succeeds, the retries are used up, or it is stopped. The pauses between
 * attempts double, from the job's back-off up to an hour. Wrong usage is not tried again: it would be wrong
 * again.
 */
export async function runWithRetries(job: Job, world: World, signal: AbortSignal): Promise<Outcome> {
  for (let attempts = 1;; attempts++) {
    const attempt = await world.attempt(job, signal);
    const { exitCode, timedOut } = attempt;
    if (exitCode === 0) return { ...attempt, attempts, status: "done" };
    if (signal.aborted) return { ...attempt, attempts, status: "stopped" };
    if (exitCode === WRONG_USAGE || attempts > job.retries) {
      return { ...attempt, attempts, status: timedOut ? "timed out" : "failed" };
    }
    await world.sleep(Math.min(LONGEST_PAUSE, job.backoff * 2 ** (attempts - 1)), signal);
    if (signal.aborted) return { ...attempt, attempts, status: "stopped" };
  }
}
