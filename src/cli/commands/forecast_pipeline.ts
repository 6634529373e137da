import { VERSION } from "../version.ts";
import { Evaluation } from "../../evaluation/evaluation.ts";
import { compare } from "../../evaluation/comparison.ts";
import { openBytes } from "../../input/byte_source.ts";
import { RowReader } from "../../input/row_reader.ts";
import { conclusions } from "../../output/conclusions.ts";
import { ForecastWriter } from "../../output/forecast_writer.ts";
import { openOutput } from "../../output/output_file.ts";
import { Progress } from "../../output/progress.ts";
import { scoreTable } from "../../output/score_table.ts";
import { summaryJson } from "../../output/summary.ts";
import { Pipeline } from "../../pipeline/pipeline.ts";
import { seriesLayout } from "../../series/layout.ts";
import type { Io, ModelHelp } from "../command.ts";
import type { ForecastOptions } from "../forecast_options.ts";
import { buildModels, ENTRIES, type RunModels } from "./build_models.ts";

/** What help tells of the models. */
export const MODEL_HELP: readonly ModelHelp[] = Object.entries(ENTRIES).map((
  [name, { summary, options }],
) => ({
  name,
  summary,
  options,
}));

/** Level of the prediction intervals that the scores speak of. */
const LEVEL = 0.9;

/** Bytes of output that are sent without waiting for the end of what has been read. */
const FLUSH_BYTES = 1 << 16;

/** Reads rows, forecasts, writes, until the input ends; then says how good it was. */
export async function runForecast(options: ForecastOptions, io: Io): Promise<void> {
  const started = performance.now();
  const rejects = options.rejects === undefined ? undefined : await openOutput(options.rejects);
  const summaryFile = options.summary === undefined ? undefined : await openOutput(options.summary);
  let standing = () => "";
  const progress = new Progress({
    screen: io.stderr,
    quiet: options.quiet,
    now: () => performance.now(),
    standing: () => standing(),
  });
  const reader = await RowReader.open(await openBytes(options.input), {
    format: options.inputFormat,
    ...(options.time === undefined ? {} : { time: options.time }),
    ...(options.series === undefined ? {} : { series: options.series }),
    ...(options.targets === undefined ? {} : { targets: options.targets }),
    features: options.features,
    badRows: options.badRows,
    name: options.input ?? "standard input",
    onBadRow(line, reason, raw) {
      progress.badRow(line, reason);
      rejects?.writeSync(raw);
      rejects?.writeSync(LINE_FEED);
    },
  });
  const layout = seriesLayout({ ...options, ...reader.roles });
  const { targets, horizons } = layout;
  const run = await buildModels(options, layout);
  const models = options.models.map(({ name }) => name);
  const evaluation = new Evaluation({ models, targets, horizons, warmup: options.warmup, level: LEVEL });
  const output = options.output === undefined ? undefined : await openOutput(options.output);
  const writer = new ForecastWriter({
    sink: output ?? io.stdout,
    format: options.format,
    targets,
    horizons,
    models,
    emit: options.emit,
    timeIsNumber: reader.roles.timeKind === "number" || reader.roles.timeKind === "row",
  });
  const pipeline = new Pipeline({ layout, models: run.models, evaluation, writer });
  standing = () => bestSoFar(evaluation);

  await follow(reader, pipeline, writer, progress, options.series !== undefined);

  const seconds = (performance.now() - started) / 1000;
  const series = reader.seriesKeys.length;
  const scores = evaluation.scores();
  if (!options.quiet) {
    const words = conclusions(scores, { rows: pipeline.rows, series, warmup: options.warmup });
    for (const part of [scoreTable(scores), ...run.warnings(), ...words]) {
      if (part !== "") progress.print(part);
    }
  }
  summaryFile?.writeSync(new TextEncoder().encode(summaryJson({
    version: VERSION,
    command: "forecast",
    rows: pipeline.rows,
    skipped: reader.skipped,
    series,
    seconds,
    rowsPerSecond: pipeline.rows / seconds,
    seed: options.seed,
    kernels: run.kernels,
    configuration: { ...options.configuration, ...reader.roles },
    models: run.facts(),
  }, scores)));
  for (const file of [rejects, summaryFile, output]) file?.close();
}

const LINE_FEED = new Uint8Array([10]);

/**
 * Every row through the pipeline; forecasts leave before the next row is waited for, and before they are learned from.
 * However the input ends, every row that was accepted is answered.
 */
async function follow(
  reader: RowReader,
  pipeline: Pipeline,
  writer: ForecastWriter,
  progress: Progress,
  manySeries: boolean,
): Promise<void> {
  const { row, seriesKeys } = reader;
  let known = 0;
  try {
    while (await reader.fill()) {
      while (reader.next()) {
        while (known < seriesKeys.length) pipeline.openSeries(seriesKeys[known++]);
        pipeline.accept(row);
        progress.update(pipeline.rows, known, reader.skipped);
        if (writer.pendingBytes > FLUSH_BYTES) await writer.flush();
      }
      pipeline.serve();
      const written = writer.flush();
      if (!manySeries) pipeline.learn(); // no row of another series can join the minibatch
      await written;
    }
  } finally {
    progress.finish(pipeline.rows, known, reader.skipped);
    pipeline.serve();
    await writer.flush();
  }
}

/** `best lstm, error 0.62 of naive` at the first target and horizon that has scores. */
function bestSoFar(evaluation: Evaluation): string {
  const scored = compare(evaluation.scores()).find(({ n }) => n > 0);
  if (scored === undefined) return "";
  const [best] = scored.scores;
  return `best ${best.model}, squared error ${(1 - best.skill).toPrecision(3)} of naive`;
}

export type { RunModels };
