import type { Attempt, World } from "../../src/schedule/attempts.ts";
import type { Job } from "../../src/schedule/job.ts";

/** A job with the given differences from a plain one. */
export function job(differences: Partial<Job> = {}): Job {
  return {
    name: "prices",
    cron: "0 * * * *",
    timeZone: "UTC",
    forecast: new Map([["input", "in"], ["state", "s"], ["output", "out"]]),
    timeout: 60_000,
    retries: 2,
    backoff: 30_000,
    catchUp: true,
    ...differences,
  };
}

/**
 * A world whose clock moves only when somebody sleeps, and in which attempts take as long, and end, as is said. Tasks that
 * sleep are woken in the order of their times.
 */
export class FakeWorld implements World {
  /** What was attempted: the job's name, and when. */
  readonly attempts: [name: string, at: string][] = [];
  private readonly sleepers: { until: number; wake: () => void }[] = [];

  constructor(
    private time: number,
    /** How the n-th attempt of a job ends, from 0, and how long it takes (ms). */
    private readonly ending: (
      job: Job,
      n: number,
    ) => { exitCode: number; takes?: number; timedOut?: boolean } = () => ({
      exitCode: 0,
    }),
  ) {}

  now(): number {
    return this.time;
  }

  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      this.sleepers.push({ until: this.time + milliseconds, wake: resolve });
      signal.addEventListener("abort", () => resolve());
    });
  }

  async attempt(job: Job, signal: AbortSignal): Promise<Attempt> {
    const n = this.attempts.filter(([name]) => name === job.name).length;
    this.attempts.push([job.name, new Date(this.time).toISOString()]);
    const { exitCode, takes = 0, timedOut = false } = this.ending(job, n);
    if (takes > 0) await this.sleep(takes, signal);
    return signal.aborted
      ? { exitCode: 143, timedOut: false, lastLine: "stopped" }
      : { exitCode, timedOut, lastLine: exitCode === 0 ? "" : `it ended with ${exitCode}` };
  }

  /** Somebody sets the clock. Who sleeps does so for as long as before. */
  setClock(time: number): void {
    for (const sleeper of this.sleepers) sleeper.until += time - this.time;
    this.time = time;
  }

  /** Lets the time pass up to here: every sleeper is woken at its own time. */
  async passUntil(end: number): Promise<void> {
    for (;;) {
      for (let i = 0; i < 30; i++) await Promise.resolve(); // whatever is awake goes on until it sleeps
      this.sleepers.sort((a, b) => a.until - b.until);
      const [next] = this.sleepers;
      if (next === undefined || next.until > end) break;
      this.sleepers.shift();
      this.time = Math.max(this.time, next.until);
      next.wake();
    }
    this.time = end;
  }
}
