import { PredictionWriter } from "../../../classify/prediction_writer.ts";
import { openBytes } from "../../../input/byte_source.ts";
import { type ReaderOptions, RowReader } from "../../../input/row_reader.ts";
import { emptied, openOutput } from "../../../output/output_file.ts";
import { Progress } from "../../../output/progress.ts";
import type { Io } from "../../command.ts";
import { checkDistinctFiles } from "../../../options/distinct_files.ts";
import { writeNames } from "../../../options/lists.ts";
import { Stopped, StopSignals } from "../../stop_signals.ts";
import { buildClassification } from "./build.ts";
import { type ClassifyOptions, namedFiles } from "./flags.ts";
import { openClassReport } from "./report.ts";
import { LabelPassage } from "./row_processor.ts";
import { closeClassify } from "./close.ts";
import { follow } from "../shared/follow.ts";
import { keepBadRows } from "../shared/keep_bad_rows.ts";
import { openRecorded, openState } from "../shared/open_state.ts";

/** Reads rows, predicts their labels, learns them, until the input ends; then says how good it was. */
export async function runClassify(options: ClassifyOptions, io: Io): Promise<void> {
  const started = performance.now();
  await checkDistinctFiles(namedFiles(options));
  const progress = new Progress({
    screen: io.stderr,
    quiet: options.quiet,
    now: () => performance.now(),
    standing: () => "",
  });
  using state = await openState(options, progress);
  const rejects = await openRecorded(options.rejects, state, "rejects");
  const summary = options.summary === undefined ? undefined : await openOutput(options.summary);
  const reader = await openLabelledRows(options, keepBadRows(progress, rejects, state));
  const columns = reader.roles.features;
  const built = await buildClassification({
    ...options,
    hasText: options.text !== undefined,
    columns: columns.length,
  }, !state?.isResumed);
  const { classification } = built;
  const report = await openClassReport(options.report, built);
  const output = await openRecorded(options.output, state, "output");
  const labels = { ...taskLabels(options, columns), ...built.labels() };
  state?.check(labels);
  state?.resume({
    reader,
    timed: reader.roles.timeKind !== "row",
    pipeline: classification,
    output,
    rejects,
    kernels: built.kernels,
    options: labels,
    models: built.facts,
  });
  await state?.noteFiles();
  for (const part of [output, rejects, report]) part?.begin();
  if (summary !== undefined) emptied(summary);
  const continued = output === undefined ? state?.isResumed ?? false : output.isContinued;
  const writer = new PredictionWriter(output ?? io.stdout, options.format, continued);
  using stop = new StopSignals(() => reader.close().catch(() => {}));
  const course = { reader, pipeline: classification, built, writer, progress, state, stop, task: options };
  await follow(course, new LabelPassage(course));

  await closeClassify(options, course, report, summary, (performance.now() - started) / 1000);
  for (const file of [rejects, output]) file?.close();
  if (stop.requested === undefined) return;
  const saved = options.state === undefined ? "" : `, state saved in "${options.state}"`;
  throw new Stopped(stop.requested, options.quiet ? "" : `stopped by ${stop.requested}${saved}`);
}

/** The input, its columns' roles settled. */
async function openLabelledRows(
  options: ClassifyOptions,
  onBadRow: ReaderOptions["onBadRow"],
): Promise<RowReader> {
  const { input, inputFormat, badRows, maxSeries, time, series, features, text, label } = options;
  return await RowReader.open(await openBytes(input), {
    ...{ time, series, targets: [], features: features ?? [] },
    numericFeatures: features === undefined && text === undefined,
    texts: [text, label].filter((column) => column !== undefined),
    ...{ format: inputFormat, badRows, maxSeries, onBadRow },
    name: input ?? "standard input",
  });
}

/** What has to stay the same from run to run of one state, beside the models' options; `generate` reads it again. */
function taskLabels(options: ClassifyOptions, columns: readonly string[]): Record<string, string> {
  return {
    "the command": "classify",
    "--label": options.label ?? "",
    "--text": options.text ?? "",
    "--next": String(options.next),
    "--series": options.series ?? "",
    "--features": writeNames(columns),
    "--models": options.models,
    "--classes": String(options.classes),
    "--characters": String(options.characters),
    "--warmup": String(options.warmup),
    "--seed": String(options.seed),
  };
}
