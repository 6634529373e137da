import { formOptions } from "../../../options/input_flags.ts";
import { openBytes } from "../../../input/byte_source.ts";
import type { Row } from "../../../input/row.ts";
import { type ReaderOptions, RowReader } from "../../../input/row_reader.ts";
import { unlessEmpty } from "../../../input/unless_empty.ts";
import type { Progress } from "../../../output/progress.ts";
import type { GenerateOptions } from "./flags.ts";

/**
 * The rows that have come since the state was saved, if there are any: a terminal or an empty standard input
 * gives none. Rows older than a series' newest are bad rows.
 *
 * @param keys of the series that are known, and the time of each one's newest row
 * @param use called for every row, with the keys of all series so far
 */
export async function readNewRows(
  options: GenerateOptions,
  columns: Pick<ReaderOptions, "time" | "series" | "targets" | "features" | "texts">,
  known: { readonly keys: readonly string[]; readonly latest: readonly number[] },
  progress: Progress,
  use: (row: Row, keys: readonly string[]) => void,
): Promise<void> {
  if (options.input === undefined && Deno.stdin.isTerminal()) return;
  const bytes = await unlessEmpty(await openBytes(options.input));
  if (bytes === undefined) return;
  const reader = await RowReader.open(bytes, {
    ...columns,
    ...formOptions(options),
    badRows: options.badRows,
    name: options.input ?? "standard input",
    onBadRow: (line, reason) => progress.badRow(line, reason),
  });
  reader.expect(known.keys);
  if (reader.roles.timeKind !== "row") reader.raise(known.latest);
  while (await reader.fill()) {
    while (reader.next()) use(reader.row, reader.seriesKeys);
  }
}

/** A setting of a state as an option: undefined where it is unset. */
export function unlessUnset(text: string | undefined): string | undefined {
  return text === undefined || text === "" ? undefined : text;
}
