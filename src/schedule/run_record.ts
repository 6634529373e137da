/** Why a run was begun. */
export type Trigger = "cron" | "catch-up" | "once";

/** How a run ended: `stopped` because the scheduler was, `interrupted` if nobody was left to see its end. */
export type RunStatus = "done" | "failed" | "timed out" | "stopped" | "interrupted";

/** One run of a job, its repeated attempts included. */
export interface RunRecord {
  readonly job: string;
  readonly trigger: Trigger;
  /** Times in UTC, ISO 8601. When it should have begun, if a cron expression said so. */
  readonly due: string | null;
  readonly started: string;
  readonly finished: string;
  readonly seconds: number;
  readonly attempts: number;
  readonly status: RunStatus;
  /** Of the last attempt. */
  readonly exitCode: number;
  /** What the last attempt said at its end, if it failed. */
  readonly error: string | null;
  /** Rows that its state has learned in all, if that can be read. */
  readonly rows: number | null;
}
