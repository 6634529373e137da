import { Agenda } from "./agenda.ts";
import { runWithRetries, type World } from "./attempts.ts";
import type { Job } from "./job.ts";
import type { RunHistory } from "./run_history.ts";
import type { RunRecord, Trigger } from "./run_record.ts";

/** What a scheduler does with what it finds. */
export interface Reports {
  /** A run has ended. */
  ran(record: RunRecord): void | Promise<void>;
  /** A line for people. */
  said(text: string): void;
  /** Rows that the job's state has learned, if that can be read. */
  rowsLearned(job: Job): Promise<number | null>;
}

/** The clock is looked at at least this often (ms): it may be set, and a machine may sleep. */
const LONGEST_NAP = 30_000;
/** A run that begins later than this (ms) after its time makes up for it. */
const LATE = 60_000;

interface Entry {
  readonly job: Job;
  readonly agenda: Agenda;
  next: number;
  running: boolean;
}

/**
 * Runs jobs when their cron expressions say: each beside the others, but never beside itself; a time that
 * comes while the job still runs is passed over, and said. Of the times that were missed while there was no
 * scheduler, or while the machine slept, one run makes up. Every run is noted in the history when it begins
 * and when it ends.
 */
export class Scheduler {
  private readonly entries: Entry[];
  private readonly under: Set<Promise<void>> = new Set();

  /** @throws {UsageError} if a job's cron expression is wrong */
  constructor(
    jobs: readonly Job[],
    private readonly world: World,
    private readonly history: RunHistory,
    private readonly reports: Reports,
  ) {
    this.entries = jobs.map((job) => ({ job, agenda: new Agenda(job), next: Infinity, running: false }));
  }

  /** Runs jobs until the signal is aborted; then waits until those under way have stopped. */
  async run(signal: AbortSignal): Promise<void> {
    const { world, entries } = this;
    this.history.markInterrupted();
    const began = world.now();
    for (const entry of entries) {
      const since = this.history.knownSince(entry.job.name, began);
      const last = Math.max(since, this.history.lastDue(entry.job.name));
      entry.next = entry.job.catchUp ? entry.agenda.next(Math.min(last, began)) : entry.agenda.next(began);
    }
    while (!signal.aborted) {
      const now = world.now();
      for (const entry of entries) if (entry.next <= now) this.begin(entry, now, signal);
      const next = Math.min(...entries.map((entry) => entry.next));
      await world.sleep(Math.min(LONGEST_NAP, Math.max(0, next - world.now())), signal);
    }
    await Promise.all(this.under);
  }

  /** Runs one job now, whatever its cron expression says. */
  async runOnce(name: string, signal: AbortSignal): Promise<RunRecord> {
    const { job } = this.entries.find(({ job }) => job.name === name)!;
    return await this.execute(job, "once", null, signal);
  }

  /** A job's time has come. */
  private begin(entry: Entry, now: number, signal: AbortSignal): void {
    const { job, agenda } = entry;
    const { due, count } = agenda.missed(entry.next - 1, now)!;
    const isLate = now - due > LATE || count > 1;
    entry.next = agenda.next(now);
    if (entry.running) {
      this.reports.said(
        `job "${job.name}" is still running: its time ${new Date(due).toISOString()} is passed over`,
      );
      return;
    }
    entry.running = true;
    const run = this.execute(job, isLate ? "catch-up" : "cron", due, signal)
      .catch((error) =>
        this.reports.said(`job "${job.name}": ${error instanceof Error ? error.message : error}`)
      )
      .then(() => {
        entry.running = false;
        this.under.delete(run);
      });
    this.under.add(run);
  }

  private async execute(
    job: Job,
    trigger: Trigger,
    due: number | null,
    signal: AbortSignal,
  ): Promise<RunRecord> {
    const { world, history, reports } = this;
    const start = world.now();
    const begun = {
      job: job.name,
      trigger,
      due: due === null ? null : new Date(due).toISOString(),
      started: new Date(start).toISOString(),
    };
    const run = history.begin(begun);
    const { attempts, status, exitCode, lastLine } = await runWithRetries(job, world, signal);
    const end = world.now();
    const record: RunRecord = {
      ...begun,
      finished: new Date(end).toISOString(),
      seconds: (end - start) / 1000,
      attempts,
      status,
      exitCode,
      error: status === "done" ? null : lastLine,
      rows: await reports.rowsLearned(job),
    };
    history.end(run, record);
    await reports.ran(record);
    return record;
  }
}
