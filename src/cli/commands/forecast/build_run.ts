import type { RecordedFile } from "../../../checkpoint/recorded_file.ts";
import type { RunState } from "../../../checkpoint/run_state.ts";
import { Evaluation } from "../../../evaluation/evaluation.ts";
import type { RowSource } from "../../../input/row_source.ts";
import { Intervals } from "../../../intervals/intervals.ts";
import type { ByteSink } from "../../../output/byte_sink.ts";
import { ForecastWriter } from "../../../output/forecast_writer.ts";
import type { Progress } from "../../../output/progress.ts";
import { Pipeline } from "../../../pipeline/pipeline.ts";
import { seriesLayout } from "../../../series/layout.ts";
import { fingerprint, withoutLines } from "../../../library/fingerprint.ts";
import type { ForecastOptions } from "../../../options/forecast_options.ts";
import { buildMonitor, type RunMonitor } from "../../../library/build_monitor.ts";
import { buildModels, type RunModels } from "../../../library/build_models.ts";
import type { Crew } from "./worker_pool.ts";
import { openRecorded } from "../shared/open_state.ts";
import { type ForecastReport, openForecastReport } from "./report.ts";
import type { Recipe } from "./model_worker.ts";
import { warmUp } from "./pretrain.ts";

/** What a forecast run is built around: all that is open before its models are made. */
export interface RunSetting {
  readonly options: ForecastOptions;
  readonly reader: RowSource;
  readonly rejects: RecordedFile | undefined;
  readonly state: RunState | undefined;
  readonly crew: Crew | undefined;
  readonly progress: Progress;
  /** Takes the forecasts, if no file does. */
  readonly stdout: ByteSink;
}

/** The parts of a forecast run. */
export interface ForecastRun {
  readonly models: RunModels;
  readonly evaluation: Evaluation;
  readonly lookout: RunMonitor;
  readonly pipeline: Pipeline;
  readonly writer: ForecastWriter;
  readonly report: ForecastReport | undefined;
  readonly output: RecordedFile | undefined;
  readonly events: RecordedFile | undefined;
  /** What has to stay the same from run to run of one state. */
  readonly labels: Readonly<Record<string, string>>;
  /** What the series' layout is made from, here and in workers. */
  readonly layout: Recipe["layout"];
}

/**
 * Builds the parts and connects them. The files that the run writes are opened; what they hold stays.
 *
 * @throws {UsageError} if options contradict each other, the columns or the state
 * @throws {RunError} if a file can't be opened, or the history or weights to start from do not fit
 */
export async function buildForecastRun(setting: RunSetting): Promise<ForecastRun> {
  const { options, reader: { roles }, state, crew, progress } = setting;
  const { calendar, transform, period, horizons, levels, warmup } = options;
  const layoutOptions = { ...roles, horizons, calendar, transform, period };
  const layout = seriesLayout(layoutOptions);
  const isFresh = !state?.isResumed;
  const run = await buildModels(options, layout, isFresh);
  if (isFresh) await warmUp(options, roles, layout, run.models, progress);
  const models = options.models.map(({ name }) => name);
  const judged = { models, targets: layout.targets, horizons: layout.horizons, warmup, levels };
  const evaluation = new Evaluation(judged);
  const report = await openForecastReport(options.report, evaluation, judged, run.models);
  const output = await openRecorded(options.output, state, "output");
  const events = await openRecorded(options.events, state, "events");
  const labels = fingerprint(options, roles, run.facts());
  state?.check(output?.isContinued ? labels : withoutLines(labels));
  const writer = new ForecastWriter({
    ...judged,
    sink: output ?? setting.stdout,
    format: options.format,
    emit: options.emit,
    timeIsNumber: roles.timeKind === "number" || roles.timeKind === "row",
    continued: output === undefined ? !isFresh : output.isContinued,
  });
  const lookout = buildMonitor(options, roles, events, progress);
  const pipeline = new Pipeline({
    layout,
    models: crew?.lend(run.models, layout.labelCount) ?? run.models,
    evaluation,
    intervals: new Intervals({ models: models.length, layout, levels }),
    writer,
    filesResiduals: state !== undefined,
    onCohort: report?.cohort,
    ...lookout.parts,
  });
  return {
    ...{ models: run, evaluation, lookout, pipeline, writer, report },
    ...{ output, events, labels, layout: layoutOptions },
  };
}

/**
 * Brings the run to where its state ends. Nothing can refuse it any more; its files begin.
 * @throws {RunError} if the state does not fit
 */
export async function beginForecastRun(run: ForecastRun, setting: RunSetting): Promise<void> {
  const { pipeline, models, report, lookout: { parts: { drift } }, layout, output, events } = run;
  const { reader, rejects, state, crew } = setting;
  state?.resume({
    reader,
    timed: reader.roles.timeKind !== "row",
    holds: reader.roles.known.length > 0,
    ...{ pipeline, output, rejects, events },
    kernels: models.kernels,
    options: run.labels,
    models: models.facts,
  });
  report?.begin(pipeline.rows, drift);
  await crew?.begin(pipeline, { layout, drift: drift?.options });
  await state?.noteFiles();
  for (const file of [output, rejects, events]) file?.begin();
}
