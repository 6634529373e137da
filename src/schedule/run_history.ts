import { DatabaseSync } from "node:sqlite";
import { RunError } from "../base/errors.ts";
import type { RunRecord } from "./run_record.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS jobs (name TEXT PRIMARY KEY, since TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY, job TEXT NOT NULL, trigger TEXT NOT NULL, due TEXT, started TEXT NOT NULL,
    finished TEXT, seconds REAL, attempts INTEGER, status TEXT, exitCode INTEGER, error TEXT, rows INTEGER
  );
  CREATE INDEX IF NOT EXISTS runs_of_a_job ON runs (job, due);
`;

/** The runs of all jobs, kept in an SQLite file: what a scheduler knows when it starts again. */
export class RunHistory implements Disposable {
  private constructor(private readonly database: DatabaseSync) {}

  /**
   * Opens the file, or makes it. Runs that were under way when their scheduler died are marked as interrupted.
   * @throws {RunError} if it is no such file or cannot be written
   */
  static open(path: string): RunHistory {
    try {
      const database = new DatabaseSync(path, { timeout: 5000 }); // another scheduler may be writing
      database.exec(SCHEMA);
      return new RunHistory(database);
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw new RunError(`Cannot open the run history "${path}": ${why}`);
    }
  }

  [Symbol.dispose](): void {
    this.database.close();
  }

  /** Marks the runs that nobody saw the end of. For the one scheduler of these jobs, when it starts. */
  markInterrupted(): void {
    this.database.exec(`UPDATE runs SET status = 'interrupted' WHERE finished IS NULL AND status IS NULL`);
  }

  /** Since when the job has been known (ms since 1970): `now`, if it is new. */
  knownSince(job: string, now: number): number {
    const since = new Date(now).toISOString();
    this.database.prepare(`INSERT OR IGNORE INTO jobs VALUES (?, ?)`).run(job, since);
    const row = this.database.prepare(`SELECT since FROM jobs WHERE name = ?`).get(job);
    return Date.parse(String(row!.since));
  }

  /** The latest due time of the job's runs that came to their end (ms since 1970), or -Infinity. */
  lastDue(job: string): number {
    const row = this.database
      .prepare(
        `SELECT max(due) AS due FROM runs WHERE job = ? AND finished IS NOT NULL AND status <> 'stopped'`,
      )
      .get(job);
    return typeof row?.due === "string" ? Date.parse(row.due) : -Infinity;
  }

  /** Notes that a run has begun; returns its number. */
  begin({ job, trigger, due, started }: Pick<RunRecord, "job" | "trigger" | "due" | "started">): number {
    const { lastInsertRowid } = this.database
      .prepare(`INSERT INTO runs (job, trigger, due, started) VALUES (?, ?, ?, ?)`)
      .run(job, trigger, due, started);
    return Number(lastInsertRowid);
  }

  /** Notes how a run ended. */
  end(run: number, { finished, seconds, attempts, status, exitCode, error, rows }: RunRecord): void {
    this.database
      .prepare(
        `UPDATE runs SET finished = ?, seconds = ?, attempts = ?, status = ?, exitCode = ?, error = ?, rows = ? WHERE id = ?`,
      )
      .run(finished, seconds, attempts, status, exitCode, error, rows, run);
  }

  /** The last runs, oldest first. */
  last(count: number): Record<string, unknown>[] {
    return this.database.prepare(
      `SELECT * FROM (SELECT job, trigger, due, started, finished, seconds, attempts, status, exitCode, error, rows, id
         FROM runs ORDER BY id DESC LIMIT ?) ORDER BY id`,
    ).all(count).map(({ id: _, ...run }) => run);
  }
}
