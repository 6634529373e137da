import { zoneOf } from "../../../input/time_zone.ts";
import { RunError } from "../../../base/errors.ts";
import { restoreAll } from "../../../checkpoint/restore_safely.ts";
import { FILES } from "../../../checkpoint/file_system.ts";
import { RestoringArchive } from "../../../checkpoint/restoring_archive.ts";
import { StateFile } from "../../../checkpoint/state_file.ts";
import { openBytes } from "../../../input/byte_source.ts";
import { KnownAhead } from "../../../input/known_ahead.ts";
import { RowReader } from "../../../input/row_reader.ts";
import type { ColumnRoles } from "../../../input/row.ts";
import type { RowSource } from "../../../input/row_source.ts";
import { unlessEmpty } from "../../../input/unless_empty.ts";
import { loadModels } from "../../../library/build_models.ts";
import { connect, layoutOptionsOf } from "../../../library/connect.ts";
import { givenTexts, rolesOf } from "../../../library/fingerprint.ts";
import { MODEL_NAMES } from "../../../library/model_plan.ts";
import { timeWriterOf } from "../../../library/time_writer.ts";
import { checkDistinctFiles } from "../../../options/distinct_files.ts";
import { type ForecastOptions, readForecastOptions } from "../../../options/forecast_options.ts";
import { formOptions } from "../../../options/input_flags.ts";
import { emptied, openOutput } from "../../../output/output_file.ts";
import { FLUSH_BYTES, type ForecastSink } from "../../../output/forecast_sink.ts";
import type { Progress } from "../../../output/progress.ts";
import { ForecastTimes } from "../../../pipeline/forecast_times.ts";
import type { Pipeline } from "../../../pipeline/pipeline.ts";
import { seriesLayout } from "../../../series/layout.ts";
import type { Io } from "../../command.ts";
import { openLog } from "../../log.ts";
import { openWriter } from "../forecast/open_writer.ts";
import type { PredictOptions } from "./flags.ts";

/**
 * Forecasts the rows that come by what the state has learned; without rows, what comes after each series'
 * newest. Networks, linear models and the ensemble's weights stay as they are; scales, smoothing and
 * intervals go on with the rows, in memory only. Nothing is written, so that a run that uses the state may go
 * on meanwhile.
 *
 * @throws {RunError} if the state can't be read, or the rows' columns are not its own
 */
export async function runPredict(asked: PredictOptions, io: Io): Promise<void> {
  await checkDistinctFiles({ state: asked.state, input: asked.input, output: asked.output });
  const progress = openLog(asked, io);
  const { saved } = await StateFile.open(FILES, asked.state);
  if (saved === undefined) throw new RunError(`Cannot read "${asked.state}": there is no such file`);
  const roles = saved.facts.options["the command"] === "classify" ? undefined : rolesOf(saved.facts.options);
  if (roles === undefined) {
    throw new RunError(
      `Cannot predict from "${asked.state}": expected the state of a forecast, got another one's`,
    );
  }
  const { format, emit, wide, forecastTime } = asked;
  const own = readForecastOptions(givenTexts(saved.facts.options), MODEL_NAMES);
  const options = { ...own, format, emit, wide, forecastTime };
  const rows = await openNewRows(options, asked.input, roles, progress);
  const layout = seriesLayout(layoutOptionsOf(options, roles));
  const { models } = await loadModels(options, layout, false, true);
  const times = new ForecastTimes(options.horizons, timeWriterOf(rows?.timeFormat, zoneOf(options.timezone)));
  const file = asked.output === undefined ? undefined : emptied(await openOutput(asked.output));
  const writer = await openWriter(options, roles, file ?? io.stdout, false);
  const { pipeline } = connect({
    ...{ options, roles, layout, models, writer, frozen: true, filesResiduals: true },
    times: forecastTime ? times : undefined,
    events: { tell() {} },
    warn: (kind, text) => progress.warn(kind, text),
  });
  restoreAll(RestoringArchive.from(saved.tensors, asked.state), pipeline, asked.state);
  if (rows !== undefined) await follow(rows, pipeline, writer);
  else {
    for (const record of pipeline.newest) {
      if (forecastTime) record.due = times.of(record);
      if (record.timeEnd > 0) writer.row(record);
    }
  }
  await writer.flush();
  file?.close();
}

/** Every row is answered before the next one is waited for. */
async function follow(rows: RowSource, pipeline: Pipeline, writer: ForecastSink): Promise<void> {
  rows.expect(pipeline.keys);
  while (await rows.fill()) {
    while (rows.next()) {
      pipeline.accept(rows.row, rows.seriesKeys);
      if (writer.pendingBytes > FLUSH_BYTES) await writer.flush();
    }
    pipeline.serve();
    await writer.flush();
  }
}

/** Undefined where there are none: from the keyboard, or out of an empty input. */
async function openNewRows(
  options: ForecastOptions,
  input: string | undefined,
  roles: ColumnRoles,
  progress: Progress,
): Promise<RowSource | undefined> {
  if (input === undefined && Deno.stdin.isTerminal()) return undefined;
  const bytes = await unlessEmpty(await openBytes(input));
  if (bytes === undefined) return undefined;
  const { maxSeries } = options;
  const reader = await RowReader.open(bytes, {
    ...roles,
    time: roles.time ?? "none",
    ...formOptions(options),
    ...{ badRows: "skip", maxSeries, name: input ?? "standard input" },
    onBadRow: (line, reason) => progress.badRow(line, reason),
  });
  return roles.known.length === 0 ? reader : new KnownAhead(reader, options.horizons, options.forecastTime);
}
