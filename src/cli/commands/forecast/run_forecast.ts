import type { Evaluation } from "../../../evaluation/evaluation.ts";
import { emptied, openOutput } from "../../../output/output_file.ts";
import { Progress } from "../../../output/progress.ts";
import type { Io } from "../../command.ts";
import { checkDistinctFiles } from "../../../options/distinct_files.ts";
import { type ForecastOptions, namedFiles } from "../../../options/forecast_options.ts";
import { Stopped, StopSignals } from "../../stop_signals.ts";
import { closeForecast } from "./close.ts";
import type { ForecastCourse } from "../shared/run.ts";
import type { Crew } from "./worker_pool.ts";
import { follow } from "../shared/follow.ts";
import { beginForecastRun, buildForecastRun } from "./build_run.ts";
import { idleFlags } from "./idle_flags.ts";
import { planModels } from "../../../library/model_plan.ts";
import { openRows } from "./open_rows.ts";
import { openRecorded, openState } from "../shared/open_state.ts";
import { DirectPassage, type Passage } from "../shared/row_processor.ts";

/** Reads rows, forecasts, writes, until the input ends; then says how good it was. */
export async function runForecast(options: ForecastOptions, io: Io): Promise<void> {
  const started = performance.now();
  await checkDistinctFiles(namedFiles(options));
  let standing = () => "";
  const progress = new Progress({
    screen: io.stderr,
    quiet: options.quiet,
    now: () => performance.now(),
    standing: () => standing(),
  });
  for (const line of await idleFlags(options)) progress.warn("notes on options", line);

  using state = await openState(options, progress);
  const rejects = await openRecorded(options.rejects, state, "rejects");
  const summary = options.summary === undefined ? undefined : await openOutput(options.summary);
  using crew = await hireCrew(options);
  const reader = await openRows(options, rejects, state, progress);
  const setting = { options, reader, rejects, state, crew, progress, stdout: io.stdout };
  const run = await buildForecastRun(setting);
  standing = () => bestSoFar(run.evaluation);
  await beginForecastRun(run, setting);
  if (summary !== undefined) emptied(summary); // an earlier run's scores are not what a failed one leaves

  using stop = new StopSignals(() => reader.close().catch(() => {}));
  const { pipeline, writer, lookout: { parts: { plausibility } } } = run;
  const manySeries = options.series !== undefined;
  const course = { reader, pipeline, writer, progress, manySeries, plausibility, state, stop };
  await follow(course, await passageThrough(course, crew))
    .catch((error) => Promise.reject(state?.suspect(error) ?? error));

  await closeForecast(options, run, course, summary, (performance.now() - started) / 1000);
  for (const file of [rejects, run.output, run.events]) file?.close();
  if (stop.requested === undefined) return;
  const saved = options.state === undefined
    ? ""
    : `, state saved in "${options.state}" at row ${pipeline.rows}`;
  throw new Stopped(stop.requested, options.quiet ? "" : `stopped by ${stop.requested}${saved}`);
}

/** The threads of `--workers`. */
async function hireCrew(options: ForecastOptions): Promise<Crew | undefined> {
  if (options.workers === undefined) return undefined;
  const { Crew } = await import("./worker_pool.ts");
  return Crew.hire(options.workers, await planModels(options));
}

async function passageThrough(course: ForecastCourse, crew: Crew | undefined): Promise<Passage> {
  if (crew === undefined) return new DirectPassage(course);
  const { WorkerPassage } = await import("./worker_processor.ts");
  return new WorkerPassage(course, crew);
}

/** `best lstm, squared error 0.62 of naive` at the first target and horizon where naive has erred. */
function bestSoFar(evaluation: Evaluation): string {
  const best = evaluation.leader();
  if (best === undefined) return "";
  return `best ${best.model}, squared error ${(1 - best.skill).toPrecision(3)} of naive`;
}
