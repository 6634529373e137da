import type { RecordedFile } from "../../../checkpoint/recorded_file.ts";
import type { RunState } from "../../../checkpoint/run_state.ts";
import { UsageError } from "../../../base/errors.ts";
import { openBytes } from "../../../input/byte_source.ts";
import { NoRows } from "../../../input/no_rows.ts";
import type { ColumnRoles } from "../../../input/row.ts";
import { type ReaderOptions, RowReader } from "../../../input/row_reader.ts";
import type { RowSource } from "../../../input/row_source.ts";
import type { Progress } from "../../../output/progress.ts";
import type { ForecastOptions } from "../../../options/forecast_options.ts";
import { formOptions } from "../../../options/input_flags.ts";
import { keepBadRows, tellInferred, tellNotes } from "../shared/keep_bad_rows.ts";
import { withoutRows } from "./without_rows.ts";

/**
 * The input of a forecast run, its columns' roles settled.
 *
 * @throws {UsageError} if its columns are not those that were named, or rows could not be known again
 * @throws {RunError} if it can't be read, or has no rows and does not tell its columns
 */
export async function openRows(
  options: ForecastOptions,
  rejects: RecordedFile | undefined,
  state: RunState | undefined,
  progress: Progress,
): Promise<RowSource> {
  const { input, badRows, maxSeries, horizons } = options;
  const { time, series, targets, features, known } = options;
  const rows = await RowReader.open(await openBytes(input), {
    ...{ time, series, targets, features, known },
    ...formOptions(options),
    ...{ badRows, maxSeries },
    name: input ?? "standard input",
    onBadRow: keepBadRows(progress, rejects, state),
    onNote: tellNotes(progress),
  }).catch((error) => withoutRows(error, state?.options, progress));
  if (rows instanceof RowReader) tellInferred(progress, rows, input);
  checkRecognisable(options, rows.roles);
  const tellsTimes = options.forecastTime || options.latest || options.summary !== undefined ||
    Deno.stdout.isTerminal();
  return await withKnownAhead(rows, horizons, tellsTimes);
}

/**
 * The file of `--pretrain`: it has the columns of the run's input.
 * @throws {UsageError | RunError} as `openRows`
 */
export async function openHistory(
  options: ForecastOptions,
  path: string,
  roles: ColumnRoles,
  { onBadRow, onNote }: Required<Pick<ReaderOptions, "onBadRow" | "onNote">>,
): Promise<RowSource> {
  const { badRows, maxSeries } = options;
  const rows = await RowReader.open(await openBytes(path), {
    ...roles,
    ...formOptions(options),
    ...{ badRows, maxSeries, name: path, onBadRow, onNote },
  });
  return await withKnownAhead(rows, options.horizons);
}

/**
 * Rows that are held back leave in an order that depends on what comes later: without a time, those of
 * several series could not be known again.
 */
function checkRecognisable({ state, known }: ForecastOptions, { series, timeKind }: ColumnRoles): void {
  if (state === undefined || known.length === 0 || series === undefined || timeKind !== "row") return;
  throw new UsageError("Cannot use --state with --known and --series: expected a time column, got none");
}

/** The rows as they are, or with what is known ahead of each. */
async function withKnownAhead(
  rows: RowSource,
  horizons: readonly number[],
  tellsTimes = false,
): Promise<RowSource> {
  if (rows.roles.known.length === 0 || rows instanceof NoRows) return rows;
  const { KnownAhead } = await import("../../../input/known_ahead.ts");
  return new KnownAhead(rows, horizons, tellsTimes);
}
