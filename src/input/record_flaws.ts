import { isBlank, LF } from "./ascii.ts";
import { quoteBytes, quoteText } from "./messages.ts";
import type { Records } from "./records.ts";
import type { Flaw } from "./refusals.ts";
import type { TimeColumns } from "./time_columns.ts";

/** What is wrong with records, in the words that people are told. */

/** Why a record has not the fields of a row. */
export function shapeFlaw(record: Records, width: number): Flaw | undefined {
  if (record.broken !== undefined) return { reason: "record", text: record.broken };
  if (record.count === width || (record.count > width && isEmptyFrom(record, width))) return undefined;
  return {
    reason: "fields",
    text: `expected ${width} ${width === 1 ? "field" : "fields"}, got ${record.count}`,
  };
}

/** A number or a time that runs on over lines is none: its quote is the mistake. */
export function lineBreakFlaw(
  columns: readonly string[],
  record: Records,
  plain: readonly number[],
): Flaw | undefined {
  const column = plain.find((i) =>
    record.bytes.subarray(record.bounds[i] + 1, record.bounds[i + 1]).includes(LF)
  );
  if (column === undefined) return undefined;
  return { reason: "record", text: fieldFlaw(columns, record, column, "one line") };
}

/** Whether all further fields are empty: separators at a line's end mean nothing. */
function isEmptyFrom({ bytes, bounds, count }: Records, width: number): boolean {
  for (let i = width; i < count; i++) {
    for (let at = bounds[i] + 1; at < bounds[i + 1]; at++) if (!isBlank(bytes[at])) return false;
  }
  return true;
}

/** What times are expected, in the words of a message. */
export function expectedTime({ kind, format }: TimeColumns): string {
  if (format.name !== "iso") return format.expected;
  return kind === "date" ? "an ISO 8601 date" : "an ISO 8601 date-time";
}

/** What is wrong with a time: `column "date": expected an ISO 8601 date, got ""`. */
export function timeFlaw(
  columns: readonly string[],
  record: Records,
  column: number,
  expected: string,
): Flaw {
  return { reason: "time", text: fieldFlaw(columns, record, column, expected) };
}

/** What is wrong with one field: `column "close": expected a number, got "n/a"`. */
export function fieldFlaw(
  columns: readonly string[],
  record: Records,
  column: number,
  expected: string,
): string {
  const got = quoteBytes(record.bytes, record.bounds[column] + 1, record.bounds[column + 1]);
  return `column ${quoteText(columns[column])}: expected ${expected}, got ${got}`;
}
