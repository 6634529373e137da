import { zoneOf } from "../../../input/time_zone.ts";
import type { Alerts } from "../../../alerts/alerts.ts";
import type { Evaluation } from "../../../evaluation/evaluation.ts";
import type { RecordedFile } from "../../../checkpoint/recorded_file.ts";
import type { RunState } from "../../../checkpoint/run_state.ts";
import { NoRows } from "../../../input/no_rows.ts";
import type { ColumnRoles } from "../../../input/row.ts";
import type { RowSource } from "../../../input/row_source.ts";
import { loadModels, type RunModels } from "../../../library/build_models.ts";
import { hasDates } from "../../../library/build_monitor.ts";
import { connect, evaluated, layoutOptionsOf } from "../../../library/connect.ts";
import { fingerprint, withoutLines } from "../../../library/fingerprint.ts";
import { checkDistinctFiles } from "../../../options/distinct_files.ts";
import { type ForecastOptions, namedFiles } from "../../../options/forecast_options.ts";
import { EventLines } from "../../../output/event_lines.ts";
import { type EventSink, EventWriter, type StreamEvent } from "../../../output/event_writer.ts";
import type { Pipeline } from "../../../pipeline/pipeline.ts";
import { emptied, openOutput } from "../../../output/output_file.ts";
import type { Progress } from "../../../output/progress.ts";
import { seriesLayout } from "../../../series/layout.ts";
import { openAtEnd } from "./at_end.ts";
import { SILENT_WRITER } from "../../../output/silent_writer.ts";
import { ForecastTimes } from "../../../pipeline/forecast_times.ts";
import { timeWriterOf } from "../../../library/time_writer.ts";
import type { Io } from "../../command.ts";
import { openLog } from "../../log.ts";
import { StopSignals } from "../../stop_signals.ts";
import { openRecorded, openState } from "../shared/open_state.ts";
import type { RowProcessor } from "../shared/row_processor.ts";
import type { ForecastPath, ForecastRun } from "./forecast_run.ts";
import { DirectProcessor } from "./direct_processor.ts";
import { Health } from "./health.ts";
import { idleFlags } from "./idle_flags.ts";
import { openRows } from "./open_rows.ts";
import { pretrainModels } from "./pretrain.ts";
import { openForecastReport } from "./report.ts";
import { openServed } from "./serve.ts";
import { openWriter } from "./open_writer.ts";
import { openWorkers } from "./open_workers.ts";
import type { WorkerPool } from "./worker_pool.ts";

/**
 * Opens a `forecast` run: its state first, then its input, then the models for the columns that were found,
 * then the files that it writes. What these hold stays until nothing can refuse the run any more.
 *
 * @param told options that the state has told, as they are written
 * @throws {UsageError} if options contradict each other, the columns or the state
 * @throws {RunError} if a file can't be opened, or the state, a history or weights to start from do not fit
 */
export async function openForecast(
  options: ForecastOptions,
  io: Io,
  told: readonly string[] = [],
): Promise<ForecastRun> {
  const startedAt = performance.now();
  await checkDistinctFiles(namedFiles(options));
  using open = new DisposableStack();
  const judges: Evaluation[] = []; // one, when it has been made
  const progress = openLog(options, io, () => judges.map(bestSoFar).join());
  for (const line of await idleFlags(options)) progress.warn("notes on options", line);

  const state = open.use(await openState(options, progress));
  if (told.length > 0) progress.warn("notes on the state", `as the state says: ${told.join(" ")}`);
  const isFresh = !state?.isResumed;
  const rejects = await openRecorded(options.rejects, state, "rejects");
  const summary = options.summary === undefined ? undefined : await openOutput(options.summary);
  const workers = open.use(await openWorkers(options));
  if (options.input === undefined && Deno.stdin.isTerminal()) {
    progress.warn("notes on the input", "reading rows from the keyboard; Ctrl-D ends");
  }
  const reader = await openRows(options, rejects, state, progress);
  const { roles } = reader;

  const layoutOptions = layoutOptionsOf(options, roles);
  const layout = seriesLayout(layoutOptions);
  const models = await loadModels(options, layout, isFresh);
  if (isFresh) await pretrainModels(options, roles, layout, models.models, progress);
  const settings = fingerprint(options, roles, models.facts());
  const kinds = options.models.map(({ kind }) => kind);
  const recorded = {
    ...evaluated({ options, layout }),
    kinds,
    time: { kind: roles.timeKind, name: roles.time ?? "" },
  };
  const report = await openForecastReport(options.report, recorded, options.alerts, models.models);
  const risks: Alerts[] = []; // none, or one when it has been made
  const served = await openServed(options, {
    roles,
    evaluated: recorded,
    best: () => judges[0]?.leader()?.model,
    risk: (series) => risks[0]?.risk(series) ?? 0,
  });
  if (served !== undefined) {
    open.use(served.page);
    if (!options.quiet) progress.print(`foretide: live page at ${served.page.url}`);
  }
  const atEnd = await openAtEnd(options, roles, io);
  const output = await openRecorded(atEnd === undefined ? options.output : undefined, state, "output");
  const events = await openRecorded(options.events, state, "events");
  state?.check(output?.isContinued ? settings : withoutLines(settings));
  // A state that has yet to begin would not know a header that its run left behind.
  const awaitsRows = isFresh && state !== undefined && reader instanceof NoRows;
  const isContinued = output === undefined ? !isFresh : output.isContinued || awaitsRows;
  const writer = atEnd === undefined
    ? await openWriter(options, roles, output ?? io.stdout, isContinued)
    : SILENT_WRITER;
  const times = new ForecastTimes(
    options.horizons,
    timeWriterOf(reader.timeFormat, zoneOf(options.timezone)),
  );
  const { evaluation, monitor, pipeline } = connect({
    ...{ options, roles, layout, writer },
    models: workers?.standIns(models.models, layout.labelCount) ?? models.models,
    events: eventsInto(events, roles, progress, both(report?.tell, served?.writer.tell)),
    warn: (kind, text) => progress.warn(kind, text),
    filesResiduals: state !== undefined,
    onCohort: report?.cohort,
    onAnswered: both(both(report?.answered, atEnd?.answered), served?.writer.take),
    times: options.forecastTime ? times : undefined,
  });
  judges.push(evaluation);
  if (monitor.parts.alerts !== undefined) risks.push(monitor.parts.alerts);

  resume({ state, reader, pipeline, models, settings }, { output, rejects, events });
  report?.begin(pipeline.rows, monitor.parts.drift);
  await workers?.begin(pipeline, { layout: layoutOptions, drift: monitor.parts.drift?.options });
  await state?.noteFiles();
  for (const file of [output, rejects, events]) file?.begin();
  if (summary !== undefined) emptied(summary); // an earlier run's scores are not what a failed one leaves

  served?.page.begin({ keys: () => pipeline.keys, skipped: () => reader.skipped, start: pipeline.rows });

  const stop = open.use(new StopSignals(() => reader.close().catch(() => {})));
  const path = {
    ...{ options, startedAt, reader, learner: pipeline, progress, state, stop },
    ...{ models, evaluation, monitor, writer, atEnd, times, summary, report, page: served?.page },
    recorded: [rejects, output, events],
  };
  const health = options.health === undefined
    ? undefined
    : open.use(await Health.begin(options.health, path));
  const opened = open.move();
  return {
    ...path,
    health,
    processor: await processorOf(path, workers),
    [Symbol.dispose]: () => opened.dispose(),
  };
}

/** Who tells two, if there are two. */
function both<T>(
  first: ((told: T) => void) | undefined,
  second: ((told: T) => void) | undefined,
): ((told: T) => void) | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return (told) => {
    first(told);
    second(told);
  };
}

/** Brings the run to where its state ends. */
function resume(
  { state, reader, pipeline, models, settings }: {
    readonly state: RunState | undefined;
    readonly reader: RowSource;
    readonly pipeline: Pipeline;
    readonly models: RunModels;
    /** What has to stay the same from run to run of one state. */
    readonly settings: Readonly<Record<string, string>>;
  },
  files: Readonly<Record<"output" | "rejects" | "events", RecordedFile | undefined>>,
): void {
  state?.resume({
    reader,
    timed: reader.roles.timeKind !== "row",
    holds: reader.roles.known.length > 0,
    pipeline,
    ...files,
    kernels: models.kernels,
    options: settings,
    models: models.facts,
  });
}

/**
 * Events go to the file; without one, alerts are told in lines for people. Who listens is told of them too.
 */
function eventsInto(
  file: RecordedFile | undefined,
  { timeKind }: ColumnRoles,
  progress: Progress,
  listener: ((event: StreamEvent) => void) | undefined,
): EventSink {
  const sink = file === undefined
    ? new EventLines((line) => progress.print(line))
    : new EventWriter(file, !hasDates(timeKind));
  if (listener === undefined) return sink;
  return {
    tell(event) {
      sink.tell(event);
      listener(event);
    },
  };
}

async function processorOf(path: ForecastPath, workers: WorkerPool | undefined): Promise<RowProcessor> {
  if (workers === undefined) return new DirectProcessor(path);
  const { WorkerProcessor } = await import("./worker_processor.ts");
  return new WorkerProcessor(path, workers);
}

/** `best lstm, squared error 0.62 of naive` at the first target and horizon where naive has erred. */
function bestSoFar(evaluation: Evaluation): string {
  const best = evaluation.leader();
  if (best === undefined) return "";
  return `best ${best.model}, squared error ${(1 - best.skill).toPrecision(3)} of naive`;
}
