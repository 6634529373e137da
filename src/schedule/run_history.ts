import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from "node:sqlite";
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
  private constructor(private readonly database: DatabaseSync, private readonly path: string) {}

  /**
   * Opens the file, or makes it. Runs that were under way when their scheduler died are marked as
   * interrupted.
   * @throws {RunError} if it is no such file or cannot be written
   */
  static open(path: string): RunHistory {
    try {
      const database = new DatabaseSync(path, { timeout: 5000 }); // another scheduler may be writing
      database.exec(SCHEMA);
      return new RunHistory(database, path);
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
    this.query(`UPDATE runs SET status = 'interrupted' WHERE finished IS NULL AND status IS NULL`);
  }

  /** Since when the job has been known (ms since 1970): `now`, if it is new. */
  knownSince(job: string, now: number): number {
    const since = new Date(now).toISOString();
    this.query(`INSERT OR IGNORE INTO jobs VALUES (?, ?)`, job, since);
    const [row] = this.query(`SELECT since FROM jobs WHERE name = ?`, job);
    return this.timeOf(row.since);
  }

  /** The latest due time of the job's runs that came to their end (ms since 1970), or -Infinity. */
  lastDue(job: string): number {
    const [{ due }] = this.query(
      `SELECT max(due) AS due FROM runs WHERE job = ? AND finished IS NOT NULL AND status <> 'stopped'`,
      job,
    );
    return due === null ? -Infinity : this.timeOf(due);
  }

  /** Notes that a run has begun; returns its number. */
  begin({ job, trigger, due, started }: Pick<RunRecord, "job" | "trigger" | "due" | "started">): number {
    const [{ id }] = this.query(
      `INSERT INTO runs (job, trigger, due, started) VALUES (?, ?, ?, ?) RETURNING id`,
      job,
      trigger,
      due,
      started,
    );
    return Number(id);
  }

  /** Notes how a run ended. */
  end(run: number, { finished, seconds, attempts, status, exitCode, error, rows }: RunRecord): void {
    this.query(
      `UPDATE runs SET finished = ?, seconds = ?, attempts = ?, status = ?, exitCode = ?, error = ?, rows = ? WHERE id = ?`,
      ...[finished, seconds, attempts, status, exitCode, error, rows, run],
    );
  }

  /** The last runs, oldest first. */
  last(count: number): Record<string, unknown>[] {
    return this.query(
      `SELECT * FROM (SELECT job, trigger, due, started, finished, seconds, attempts, status, exitCode, error, rows, id
         FROM runs ORDER BY id DESC LIMIT ?) ORDER BY id`,
      count,
    ).map(({ id: _, ...run }) => run);
  }

  /** The rows that a statement brings. @throws {RunError} if the file is damaged, or cannot be written */
  private query(statement: string, ...values: SQLInputValue[]): Record<string, SQLOutputValue>[] {
    try {
      return this.database.prepare(statement).all(...values);
    } catch (error) {
      throw this.unusable(error instanceof Error ? error.message : String(error));
    }
  }

  /** A time in the history (ms since 1970). */
  private timeOf(text: SQLOutputValue): number {
    const time = Date.parse(String(text));
    if (Number.isNaN(time)) throw this.unusable(`expected a time, got ${JSON.stringify(String(text))}`);
    return time;
  }

  private unusable(why: string): RunError {
    return new RunError(
      `Cannot use the run history "${this.path}": ${why}; if it is damaged, move it away to begin a new one`,
    );
  }
}
