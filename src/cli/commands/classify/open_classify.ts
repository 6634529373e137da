import { CLASSIFIERS } from "../../../classify/registry.ts";
import { parseModelList } from "../../../models/model_list.ts";
import { idleOptions } from "../shared/idle_options.ts";
import { PredictionWriter } from "../../../classify/prediction_writer.ts";
import { openBytes } from "../../../input/byte_source.ts";
import { type ReaderOptions, RowReader } from "../../../input/row_reader.ts";
import { emptied, openOutput } from "../../../output/output_file.ts";
import type { Progress } from "../../../output/progress.ts";
import { openLog } from "../../log.ts";
import type { Io } from "../../command.ts";
import { checkDistinctFiles } from "../../../options/distinct_files.ts";
import { joinNames } from "../../../base/name_list.ts";
import { formOptions } from "../../../options/input_flags.ts";
import { StopSignals } from "../../stop_signals.ts";
import { buildClassification } from "./build.ts";
import { type ClassifyOptions, FLAGS, namedFiles } from "./flags.ts";
import { openClassReport } from "./report.ts";
import type { ClassifyRun } from "./classify_run.ts";
import { LabelProcessor } from "./row_processor.ts";
import { keepBadRows, tellInferred, tellNotes } from "../shared/keep_bad_rows.ts";
import { openRecorded, openState } from "../shared/open_state.ts";

/**
 * Opens a `classify` run: its state, its input, the models for the columns that were found, the files that it
 * writes.
 *
 * @throws {UsageError} if options contradict each other, the columns or the state
 * @throws {RunError} if a file can't be opened, or the state or weights to start from do not fit
 */
export async function openClassify(options: ClassifyOptions, io: Io): Promise<ClassifyRun> {
  const startedAt = performance.now();
  await checkDistinctFiles(namedFiles(options));
  using open = new DisposableStack();
  const progress = openLog(options, io);
  for (const note of idleNotes(options)) progress.warn("notes on options", note);
  const state = open.use(await openState(options, progress));
  const rejects = await openRecorded(options.rejects, state, "rejects");
  const summary = options.summary === undefined ? undefined : await openOutput(options.summary);
  const reader = await openLabelledRows(options, keepBadRows(progress, rejects, state), progress);
  const columns = reader.roles.features;
  const task = { ...options, hasText: options.text !== undefined, columns: columns.length };
  const built = await buildClassification(task, !state?.isResumed);
  const { classification } = built;
  const report = await openClassReport(options.report, built);
  const output = await openRecorded(options.output, state, "output");
  const settings = { ...taskSettings(options, columns), ...built.settings() };
  state?.check(settings);
  state?.resume({
    reader,
    timed: reader.roles.timeKind !== "row",
    pipeline: classification,
    ...{ output, rejects },
    kernels: built.kernels,
    options: settings,
    models: built.facts,
  });
  await state?.noteFiles();
  for (const part of [output, rejects, report]) part?.begin();
  if (summary !== undefined) emptied(summary);
  const continued = output === undefined ? state?.isResumed ?? false : output.isContinued;
  const writer = new PredictionWriter(output ?? io.stdout, options.format, continued);
  const stop = open.use(new StopSignals(() => reader.close().catch(() => {})));
  const path = {
    ...{ options, startedAt, reader, learner: classification, progress, state, stop },
    ...{ built, writer, summary, report },
    recorded: [rejects, output],
  };
  const opened = open.move();
  return { ...path, processor: new LabelProcessor(path), [Symbol.dispose]: () => opened.dispose() };
}

/** Notes on the flags that were given and say nothing to this run. */
function idleNotes(options: ClassifyOptions): string[] {
  const specs = parseModelList(options.models, Object.keys(CLASSIFIERS));
  const networks = specs.map(({ kind }) => CLASSIFIERS[kind as keyof typeof CLASSIFIERS])
    .flatMap((entry) => entry.kind === "network" ? [entry.options] : []);
  return idleOptions({ ...options, flags: FLAGS, networks });
}

/** The input, its columns' roles settled. */
async function openLabelledRows(
  options: ClassifyOptions,
  onBadRow: ReaderOptions["onBadRow"],
  progress: Progress,
): Promise<RowReader> {
  const { input, badRows, maxSeries, time, series, features, text, label } = options;
  const rows = await RowReader.open(await openBytes(input), {
    ...{ time, series, targets: [], features: features ?? [] },
    numericFeatures: features === undefined && text === undefined,
    texts: [text, label].filter((column) => column !== undefined),
    ...formOptions(options),
    ...{ badRows, maxSeries, onBadRow, onNote: tellNotes(progress) },
    name: input ?? "standard input",
  });
  tellInferred(progress, rows, input);
  return rows;
}

/**
 * What has to stay the same from run to run of one state, beside the models' options; `generate` reads it
 * again.
 */
function taskSettings(options: ClassifyOptions, columns: readonly string[]): Record<string, string> {
  return {
    "the command": "classify",
    "--label": options.label ?? "",
    "--text": options.text ?? "",
    "--next": String(options.next),
    "--series": options.series ?? "",
    "--features": joinNames(columns),
    "--models": options.models,
    "--classes": String(options.classes),
    "--characters": String(options.characters),
    "--warmup": String(options.warmup),
    "--seed": String(options.seed),
  };
}
