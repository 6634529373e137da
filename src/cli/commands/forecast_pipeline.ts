import { UsageError } from "../../base/errors.ts";
import { VERSION } from "../version.ts";
import { Evaluation } from "../../evaluation/evaluation.ts";
import { openBytes } from "../../input/byte_source.ts";
import type { RunState } from "../../checkpoint/run_state.ts";
import type { RecordedFile } from "../../checkpoint/recorded_file.ts";
import { Plausibility } from "../../input/plausibility.ts";
import { RowReader } from "../../input/row_reader.ts";
import type { RowSource } from "../../input/row_source.ts";
import { Intervals } from "../../intervals/intervals.ts";
import { conclusions } from "../../output/conclusions.ts";
import { ForecastWriter } from "../../output/forecast_writer.ts";
import { fillOutput, openOutput } from "../../output/output_file.ts";
import { Progress } from "../../output/progress.ts";
import { scoreTable } from "../../output/score_table.ts";
import { summaryJson } from "../../output/summary.ts";
import type { ColumnRoles } from "../../input/row.ts";
import { Pipeline } from "../../pipeline/pipeline.ts";
import { type SeriesLayout, seriesLayout } from "../../series/layout.ts";
import type { Io } from "../command.ts";
import { checkDistinctFiles } from "../distinct_files.ts";
import { type ForecastOptions, namedFiles } from "../forecast_options.ts";
import { fingerprint, withoutLines } from "../fingerprint.ts";
import { Stopped, StopSignals } from "../stop_signals.ts";
import { buildLookout, rangesOf } from "./build_lookout.ts";
import { buildModels, type RunModels } from "./build_models.ts";
import type { Course } from "./course.ts";
import type { Crew } from "./crew.ts";
import { keepBadRows } from "./keep_bad_rows.ts";
import { follow } from "./follow.ts";
import { idleFlags } from "./idle_flags.ts";
import { openForecastReport } from "./forecast_report.ts";
import { planModels } from "./model_plan.ts";
import { DirectPassage, type Passage } from "./passage.ts";
import { withoutRows } from "./without_rows.ts";

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
  const summaryFile = options.summary === undefined ? undefined : await openOutput(options.summary);
  using crew = await hireCrew(options);
  const rows = await RowReader.open(await openBytes(options.input), {
    format: options.inputFormat,
    ...(options.time === undefined ? {} : { time: options.time }),
    ...(options.series === undefined ? {} : { series: options.series }),
    ...(options.targets === undefined ? {} : { targets: options.targets }),
    features: options.features,
    known: options.known,
    badRows: options.badRows,
    maxSeries: options.maxSeries,
    name: options.input ?? "standard input",
    onBadRow: keepBadRows(progress, rejects, state),
  }).catch((error) => withoutRows(error, state?.options, progress));
  const reader = await withKnownAhead(rows, options.horizons);
  checkRecognisable(options, reader.roles);
  const { calendar, transform } = options;
  const layoutOptions = { ...reader.roles, horizons: options.horizons, calendar, transform };
  const layout = seriesLayout(layoutOptions);
  const { targets, horizons } = layout;
  const run = await buildModels(options, layout, !state?.isResumed);
  if (options.pretrain !== undefined && !state?.isResumed) {
    await warmUp(options, options.pretrain, reader.roles, layout, run, progress);
  }
  const models = options.models.map(({ name }) => name);
  const { levels } = options;
  const judged = { models, targets, horizons, warmup: options.warmup, levels };
  const evaluation = new Evaluation(judged);
  const report = await openForecastReport(options.report, evaluation, judged, run.models);
  const intervals = new Intervals({ models: models.length, layout, levels });
  const output = await openRecorded(options.output, state, "output");
  const events = await openRecorded(options.events, state, "events");
  const labels = fingerprint(options, reader.roles, run.facts());
  state?.check(output?.isContinued ? labels : withoutLines(labels));
  const writer = new ForecastWriter({
    sink: output ?? io.stdout,
    format: options.format,
    targets,
    horizons,
    models,
    levels,
    emit: options.emit,
    timeIsNumber: reader.roles.timeKind === "number" || reader.roles.timeKind === "row",
    continued: output === undefined ? state?.isResumed ?? false : output.isContinued,
  });
  const lookout = buildLookout(options, reader.roles, events, progress);
  const pipeline = new Pipeline({
    layout,
    models: crew?.lend(run.models, layout.labelCount) ?? run.models,
    evaluation,
    intervals,
    writer,
    filesResiduals: state !== undefined,
    onCohort: report?.cohort,
    ...lookout.parts,
  });
  standing = () => bestSoFar(evaluation);

  state?.resume({
    reader,
    timed: reader.roles.timeKind !== "row",
    holds: reader !== rows,
    pipeline,
    output,
    rejects,
    events,
    kernels: run.kernels,
    options: labels,
    models: run.facts,
  });

  report?.begin(pipeline.rows, lookout.parts.drift);
  await crew?.begin(pipeline, { layout: layoutOptions, drift: lookout.parts.drift?.options });
  await state?.noteFiles();
  for (const file of [output, rejects, events]) file?.begin();

  using stop = new StopSignals(() => reader.close().catch(() => {}));
  const manySeries = options.series !== undefined;
  const { plausibility } = lookout.parts;
  const course = { reader, pipeline, writer, progress, manySeries, plausibility, state, stop };
  await follow(course, await passageThrough(course, crew))
    .catch((error) => Promise.reject(state?.suspect(error) ?? error));

  const seconds = (performance.now() - started) / 1000;
  const series = reader.seriesKeys.length;
  const scores = evaluation.scores();
  const words = conclusions(scores, { rows: pipeline.rows, series, warmup: options.warmup });
  if (!options.quiet) {
    for (const part of [scoreTable(scores), ...run.warnings(), ...words, ...lookout.words()]) {
      if (part !== "") progress.print(part);
    }
  }
  const summary = summaryJson({
    version: VERSION,
    command: "forecast",
    rows: pipeline.rows,
    skipped: state?.skipped ?? reader.skipped,
    series,
    ...(state === undefined ? {} : { resumed: state.resumed, repeated: state.repeated }),
    seconds,
    rowsPerSecond: (pipeline.rows - (state?.resumed ?? 0)) / seconds,
    seed: options.seed,
    kernels: run.kernels,
    configuration: inEffect(options, reader.roles),
    models: run.facts(),
    ...lookout.facts(),
  }, scores);
  if (summaryFile !== undefined) fillOutput(summaryFile, options.summary!, summary);
  await report?.write(scores, {
    version: VERSION,
    kernels: run.kernels,
    seed: options.seed,
    rows: pipeline.rows,
    skipped: state?.skipped ?? reader.skipped,
    series: reader.seriesKeys,
    configuration: inEffect(options, reader.roles),
    conclusions: words,
  });
  for (const file of [rejects, output, events]) file?.close();
  if (stop.requested !== undefined) {
    throw new Stopped(
      stop.requested,
      options.quiet ? "" : farewell(stop.requested, options.state, pipeline.rows),
    );
  }
}

/**
 * Rows that are held back leave in an order that depends on what comes later: without a time, those of several series could
 * not be known again.
 */
function checkRecognisable({ state, known }: ForecastOptions, { series, timeKind }: ColumnRoles): void {
  if (state === undefined || known.length === 0 || series === undefined || timeKind !== "row") return;
  throw new UsageError("Cannot use --state with --known and --series: expected a time column, got none");
}

/** Every option with the value that took effect. */
function inEffect(
  { configuration }: ForecastOptions,
  { known, ...roles }: ColumnRoles,
): Record<string, unknown> {
  return { ...configuration, ...roles, ...(known.length > 0 && { known }) };
}

/** `--pretrain`: the networks learn from a history that has the same columns. */
async function warmUp(
  options: ForecastOptions,
  path: string,
  roles: ColumnRoles,
  layout: SeriesLayout,
  run: RunModels,
  progress: Progress,
): Promise<void> {
  const { pretrain } = await import("../../pipeline/pretrain.ts");
  let epoch = 0;
  /** Each line is told of once, however many epochs go through it. */
  const warn = (kind: string, line: number, reason: string) => {
    if (epoch === 1) progress.warn(`${kind} in the history`, `${path}, line ${line}: ${reason}`);
  };
  const open = async () => {
    epoch++;
    const rows = await RowReader.open(await openBytes(path), {
      ...roles,
      format: options.inputFormat,
      badRows: options.badRows,
      maxSeries: options.maxSeries,
      name: path,
      onBadRow: (line, reason) => warn("bad rows", line, `${reason}, skipped`),
    });
    return await withKnownAhead(rows, options.horizons);
  };
  // Counted where rows are forecast.
  const plausibility = new Plausibility(
    rangesOf(options, roles),
    roles,
    (line, reason) => warn("impossible readings", line, `${reason}, taken as missing`),
    options.horizons.length,
  );
  const rows = await pretrain(open, options.pretrainEpochs, layout, run.models, plausibility);
  progress.warn("history", `learned from ${rows} rows of "${path}" before the stream`);
}

/** The rows as they are, or with what is known ahead of each. */
async function withKnownAhead(rows: RowSource, horizons: readonly number[]): Promise<RowSource> {
  if (rows.roles.known.length === 0) return rows;
  const { KnownAhead } = await import("../../input/known_ahead.ts");
  return new KnownAhead(rows, horizons);
}

/** The threads of `--workers`. */
async function hireCrew(options: ForecastOptions): Promise<Crew | undefined> {
  if (options.workers === undefined) return undefined;
  const { Crew } = await import("./crew.ts");
  return Crew.hire(options.workers, await planModels(options));
}

async function passageThrough(course: Course, crew: Crew | undefined): Promise<Passage> {
  if (crew === undefined) return new DirectPassage(course);
  const { WorkerPassage } = await import("./worker_passage.ts");
  return new WorkerPassage(course, crew);
}

/** The state that the run keeps, if it does. */
async function openState(options: ForecastOptions, progress: Progress): Promise<RunState | undefined> {
  if (options.state === undefined) return undefined;
  const { RunState } = await import("../../checkpoint/run_state.ts");
  return await RunState.open({
    path: options.state,
    every: options.checkpointEvery,
    version: VERSION,
    say: (text) => progress.warn("notes on the state", text),
  });
}

async function openRecorded(
  path: string | undefined,
  state: RunState | undefined,
  use: "output" | "rejects" | "events",
): Promise<RecordedFile | undefined> {
  if (path === undefined) return undefined;
  const { RecordedFile } = await import("../../checkpoint/recorded_file.ts");
  return await RecordedFile.open(path, state?.mark(use));
}

function farewell(signal: string, state: string | undefined, rows: number): string {
  return `stopped by ${signal}` + (state === undefined ? "" : `, state saved in "${state}" at row ${rows}`);
}

/** `best lstm, squared error 0.62 of naive` at the first target and horizon where naive has erred. */
function bestSoFar(evaluation: Evaluation): string {
  const best = evaluation.leader();
  if (best === undefined) return "";
  return `best ${best.model}, squared error ${(1 - best.skill).toPrecision(3)} of naive`;
}
