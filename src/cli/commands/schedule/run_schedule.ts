import { basename, dirname, join } from "@std/path";
import { RunError, UsageError } from "../../../base/errors.ts";
import { suggestion } from "../../../base/suggestion.ts";
import { printable } from "../../../base/printable.ts";
import { FILES } from "../../../checkpoint/file_system.ts";
import { lockHolder, takeLock } from "../../../checkpoint/lock.ts";
import { StateFile } from "../../../checkpoint/state_file.ts";
import { writeAll } from "../../../output/byte_sink.ts";
import type { World } from "../../../schedule/attempts.ts";
import type { Job } from "../../../schedule/job.ts";
import { parseJobs } from "../../../schedule/jobs_file.ts";
import { insideRoot } from "../../../schedule/root_folder.ts";
import { RunHistory } from "../../../schedule/run_history.ts";
import { Scheduler } from "../../../schedule/scheduler.ts";
import type { Io } from "../../command.ts";
import { Stopped, StopSignals } from "../../stop_signals.ts";
import { checkOwnFiles } from "./own_files.ts";
import { type ForecastCommand, forecastCommand } from "./job_command.ts";
import { runProcess } from "./job_process.ts";

/** What `schedule` was asked to do. */
export interface ScheduleOptions {
  readonly file: string;
  readonly once: string | undefined;
  readonly root: string | undefined;
  readonly runs: number;
  readonly quiet: boolean;
}

const LARGEST_FILE = 1 << 20;

/**
 * Runs the jobs of a jobs file, or one of them, or tells what has run.
 *
 * @throws {UsageError} if the jobs file is wrong; {RunError} if a job that was to run once has failed;
 * {Stopped}
 */
export async function runSchedule(options: ScheduleOptions, io: Io): Promise<void> {
  const { file, once } = options;
  const root = options.root ?? dirname(file);
  const { history: historyName, jobs } = parseJobs(await readJobsFile(file), file);
  if (once !== undefined && !jobs.some(({ name }) => name === once)) {
    const names = jobs.map(({ name }) => name);
    throw new UsageError(
      `Cannot run job "${once}": expected a job of "${file}", ${names.join(", ")}${suggestion(once, names)}`,
    );
  }
  const historyPath = await historyFile(historyName, file, root);
  using history = RunHistory.open(historyPath);
  const print = (line: object) => writeAll(io.stdout, new TextEncoder().encode(JSON.stringify(line) + "\n"));
  if (options.runs > 0) {
    for (const run of history.last(options.runs)) await print(run);
    return;
  }

  const commands = new Map<Job, ForecastCommand>();
  for (const job of jobs) commands.set(job, await forecastCommand(job, root));
  checkOwnFiles(commands, root, { "the jobs file": file, "the history of runs": historyPath });
  const say = (text: string) => {
    if (!options.quiet) io.stderr.writeSync(new TextEncoder().encode(`foretide: ${printable(text)}\n`));
  };
  const world: World = {
    now: () => Date.now(),
    sleep,
    attempt: (job, signal) => runProcess(commands.get(job)!, root, job.timeout, signal),
  };
  const scheduler = new Scheduler(jobs, world, history, {
    ran: print,
    said: say,
    rowsLearned: (job) => rowsIn(join(root, job.forecast.get("state")!)),
  });
  const stopping = new AbortController();
  using stop = new StopSignals(() => stopping.abort());
  if (once !== undefined) {
    const { status, attempts, error } = await scheduler.runOnce(once, stopping.signal);
    if (stop.requested === undefined && status !== "done") {
      throw new RunError(
        `Cannot finish job "${once}", ${status} after ${attempts} ${
          attempts === 1 ? "attempt" : "attempts"
        }: ${error}`,
      );
    }
  } else {
    using lock = await takeLock(historyPath);
    if (lock === undefined) {
      const holder = await lockHolder(historyPath);
      throw new RunError(`Cannot schedule the jobs of "${file}": another scheduler, ${holder}, runs them`);
    }
    say(`${jobs.length} jobs scheduled; SIGTERM stops them and saves their states`);
    await scheduler.run(stopping.signal);
  }
  if (stop.requested !== undefined) {
    throw new Stopped(stop.requested, options.quiet ? "" : `stopped by ${stop.requested}`);
  }
}

async function readJobsFile(path: string): Promise<string> {
  try {
    const { size } = await Deno.stat(path);
    if (size > LARGEST_FILE) throw new Error(`it has ${size} bytes, expected at most ${LARGEST_FILE}`);
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    const why = error instanceof Deno.errors.NotFound ? "there is no such file" : (error as Error).message;
    throw new RunError(`Cannot read "${path}": ${why}`);
  }
}

/** Where the history of runs is kept: in the root folder. */
async function historyFile(name: string | undefined, jobsFile: string, root: string): Promise<string> {
  const path = name ?? `${basename(jobsFile, ".json")}.sqlite`;
  const inside = await insideRoot(root, path);
  if (inside !== undefined) return join(root, inside);
  throw new UsageError(`Cannot keep the history in "${path}": expected a file in the root folder "${root}"`);
}

/** Rows that a state has learned, or null if there is none that is whole. */
async function rowsIn(path: string): Promise<number | null> {
  try {
    return (await StateFile.open(FILES, path)).saved?.facts.rows ?? null;
  } catch {
    return null;
  }
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
  });
}
