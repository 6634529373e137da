import { Cron } from "croner";
import { UsageError } from "../base/errors.ts";
import type { Job } from "./job.ts";

/**
 * Missed runs are counted up to here, and then no further: a job of every second may have been away for a
 * year.
 */
const MOST_MISSED = 1000;
const SECOND = 1000;

/**
 * When a job runs: its cron expression in its time zone, with the zone's change to summer time and back
 * (croner).
 */
export class Agenda {
  private readonly cron: Cron;

  /** @throws {UsageError} if the expression cannot be read, or never comes true */
  constructor(job: Job) {
    const where = `Cannot schedule job "${job.name}" at "${job.cron}"`;
    try {
      this.cron = new Cron(job.cron, { timezone: job.timeZone, paused: true, mode: "5-or-6-parts" });
    } catch (error) {
      const why = error instanceof Error ? error.message.replace(/^CronPattern: /, "") : String(error);
      throw new UsageError(`${where}: expected a cron expression such as 30 18 * * 1-5 (${why})`);
    }
    if (this.cron.nextRun() === null) throw new UsageError(`${where}: no such time will come`);
  }

  /** The first time after this one (ms since 1970); Infinity if there is none. */
  next(after: number): number {
    return this.cron.nextRun(new Date(after))?.getTime() ?? Infinity;
  }

  /** The latest time after `after` and up to `now`, and how many there were; undefined if there was none. */
  missed(after: number, now: number): { readonly due: number; readonly count: number } | undefined {
    let due: number | undefined;
    let count = 0;
    for (let time = this.next(after); time <= now && count < MOST_MISSED; time = this.next(time)) {
      due = time;
      count++;
    }
    if (count === MOST_MISSED) due = Math.floor(now / SECOND) * SECOND;
    return due === undefined ? undefined : { due, count };
  }
}
