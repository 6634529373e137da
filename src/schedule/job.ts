/** One forecasting job: what to run and when, as the jobs file says. */
export interface Job {
  readonly name: string;
  /** When, as a cron expression of five fields (or six, with seconds first). */
  readonly cron: string;
  /** In which the expression is meant: an IANA name, `Europe/Berlin`. */
  readonly timeZone: string;
  /** The options of `forecast`, by their names without dashes. */
  readonly forecast: ReadonlyMap<string, string>;
  /** A run that takes longer (ms) is stopped: it saves its state and counts as failed. */
  readonly timeout: number;
  /**
   * How often a failed run is tried again, and how long after the first failure (ms); the pause doubles each
   * time.
   */
  readonly retries: number;
  readonly backoff: number;
  /** Whether a run that was missed is made up for, once, when the scheduler is there again. */
  readonly catchUp: boolean;
}

/** What a jobs file says. */
export interface JobsFile {
  /** Where the history of runs is kept: a file name as the jobs file gives it, or undefined. */
  readonly history: string | undefined;
  readonly jobs: readonly Job[];
}
