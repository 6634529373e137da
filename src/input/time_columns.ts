import { joinNames } from "../base/name_list.ts";
import { TIME_NAMES, usualColumns } from "./column_roles.ts";
import { ELAPSED_CLOCK, NUMBER } from "./counted_time.ts";
import type { Doubts } from "./doubts.ts";
import { quoteText } from "./messages.ts";
import type { Records } from "./records.ts";
import type { TimeKind } from "./row.ts";
import type { TimeFormat } from "./time_format.ts";
import { guessTime, shownFormat } from "./time_guess.ts";
import { ISO } from "./iso_time.ts";
import { compilePattern } from "./time_pattern.ts";
import type { ParsedTime } from "./time_parser.ts";

/** The columns that say a row's time, and how they do. */
export interface TimeColumns {
  /** None: rows have no time but their number. */
  readonly columns: readonly number[];
  readonly format: TimeFormat;
  readonly kind: TimeKind;
  /** What was inferred, in the words that people are told; "" if nothing. */
  readonly said: string;
}

export const ROW_NUMBERS: TimeColumns = { columns: [], format: NUMBER, kind: "row", said: "" };
const LIKE_TIME_NAMES = /^(?:time|date|timestamp|datetime)\b/i;
const CLOCK_NAMES = /time|clock|hour|uhr|zeit|heure|hora|ora\b|tijd|godzina|время|時/i;
const ANY_CLOCK = " HH:mm[:ss[.SSS]]";
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Finds the time in the first row: in the columns that were named; else in one with a usual name; else in the first whose cell is
 * a time (a plain number is none). A date goes together with the column of a time of day.
 *
 * @param named undefined: none was named
 * @param format that `--time-format` names; undefined: to be inferred
 * @param taken columns of other roles
 * @returns undefined if the columns hold no time: then this is no row
 */
export function findTime(
  columns: readonly string[],
  record: Records,
  named: readonly number[] | undefined,
  format: TimeFormat | undefined,
  taken: readonly number[],
  doubts: Doubts,
): TimeColumns | undefined {
  if (named !== undefined) {
    if (named.length === 0) return ROW_NUMBERS;
    return readAs(columns, record, named, formatFor(named, format), false, doubts);
  }
  const usual = usualColumns(columns, TIME_NAMES, taken);
  const others = columns.map((_, i) => i).filter((i) => !taken.includes(i) && !usual.includes(i));
  const isTime = (column: number) => holdsTime(record, [column], format);
  const free = [...usual, ...others];
  const isDay = (column: number) => isDate(record, column);
  const date = usual.find(isDay) ?? (usual.some(isTime) ? undefined : others.find(isDay));
  const clock = date === undefined ? undefined : clockFor(columns, record, date, free);
  if (date !== undefined && clock !== undefined) {
    const both = formatFor([date, clock], format);
    if (holdsTime(record, [date, clock], both)) {
      return readAs(columns, record, [date, clock], both, true, doubts);
    }
  }
  const found = usual.find(isTime) ??
    usual.find((column) => isClock(record, column)) ??
    others.find((column) => isTime(column) && (format !== undefined || !isNumber(record, column)));
  if (found !== undefined && format?.isNumber && !usual.includes(found)) {
    doubts.add(
      `any number could be the time that --time-format ${format.name} reads`,
      "--time",
      columns[found],
    );
    return ROW_NUMBERS;
  }
  if (found !== undefined) return readAs(columns, record, [found], format, true, doubts);
  // A column that is called after a time, and has none yet: its rows have not begun.
  const isWaiting = others.some((column) =>
    LIKE_TIME_NAMES.test(columns[column]) && cell(record, column).trim() === ""
  );
  return usual.length > 0 || isWaiting ? undefined : { ...ROW_NUMBERS, said: "no time (rows are numbered)" };
}

/** The column that is called as times usually are; -1: none is. */
export function usualTime(columns: readonly string[]): number {
  return usualColumns(columns, TIME_NAMES, [])[0] ??
    columns.findIndex((column) => LIKE_TIME_NAMES.test(column));
}

/** The column of the time of day that belongs to a date: called so, or the only one and beside it. */
function clockFor(
  columns: readonly string[],
  record: Records,
  date: number,
  free: readonly number[],
): number | undefined {
  const clocks = free.filter((column) => isClock(record, column));
  return clocks.find((column) => CLOCK_NAMES.test(columns[column])) ??
    (clocks.length === 1 && clocks[0] === date + 1 ? clocks[0] : undefined);
}

/** The format of a date and a clock, where the one that is given says the date alone. */
function formatFor(found: readonly number[], format: TimeFormat | undefined): TimeFormat | undefined {
  const isDate = format !== undefined && /^[^A-Za-z]*(?:[yMdE]+[^A-Za-z]*)+$/.test(format.name);
  return found.length > 1 && isDate ? compilePattern(`${format.name}${ANY_CLOCK}`) : format;
}

/** What the time columns hold, joined by a space. Allocates. */
export function timeText(record: Records, columns: readonly number[]): string {
  return columns.map((column) => cell(record, column)).join(" ");
}

function readAs(
  columns: readonly string[],
  record: Records,
  found: readonly number[],
  given: TimeFormat | undefined,
  isInferred: boolean,
  doubts: Doubts,
): TimeColumns | undefined {
  const text = timeText(record, found);
  const names = found.map((column) => columns[column]);
  let format = given;
  if (format === undefined) {
    const guess = guessTime(text);
    if (guess === undefined) return undefined;
    if ("doubt" in guess) {
      const [first, ...others] = guess.doubt;
      const either = others.map((pattern) => `"${pattern}"`).join(" or ");
      doubts.add(
        `day and month of ${quoteText(text)} in column ${quoteText(names[0])} may change places ` +
          `(--time-format "${first}" or ${either})`,
        "--time-format",
        first,
      );
      return { columns: found, format: ISO, kind: "date", said: "" };
    }
    format = "clock" in guess ? ELAPSED_CLOCK : guess.format;
  }
  const out = parsed(text, format);
  if (out === undefined) return undefined;
  const isPlain = format === ISO || format === NUMBER;
  const how = given !== undefined || isPlain
    ? ""
    : format === ELAPSED_CLOCK
    ? " (hours and minutes gone by)"
    : ` (${shownFormat(format, text)})`;
  const epoch = given === undefined && format === NUMBER ? epochFormat(text) : undefined;
  const hint = epoch === undefined ? "" : ` (a number; --time-format ${epoch} reads it as a time)`;
  const said = hint !== ""
    ? `time ${quoteText(joinNames(names))}${hint}`
    : isInferred || how !== ""
    ? `time ${quoteText(joinNames(names))}${how}`
    : "";
  return { columns: found, format, kind: out.kind, said };
}

/** The format of a number that looks like a time since 1970, between 2001 and 2033; undefined: it does not. */
export function epochFormat(text: string): "s" | "ms" | "us" | "ns" | undefined {
  const digits = /^\s*1\d{9}(\d{3}|\d{6}|\d{9})?(?:\.\d+)?\s*$/.exec(text);
  if (digits === null) return undefined;
  return (["s", "ms", "us", "ns"] as const)[(digits[1]?.length ?? 0) / 3];
}

function holdsTime(record: Records, columns: readonly number[], format: TimeFormat | undefined): boolean {
  const text = timeText(record, columns);
  if (format !== undefined) return parsed(text, format) !== undefined;
  const guess = guessTime(text);
  return guess !== undefined && !("clock" in guess);
}

function isDate(record: Records, column: number): boolean {
  const text = cell(record, column);
  const guess = guessTime(text);
  if (guess === undefined || "clock" in guess) return false;
  if ("doubt" in guess) return !text.includes(":");
  return parsed(text, guess.format)?.kind === "date";
}

function isNumber(record: Records, column: number): boolean {
  const guess = guessTime(cell(record, column));
  return guess !== undefined && "format" in guess && guess.format === NUMBER;
}

function isClock(record: Records, column: number): boolean {
  const guess = guessTime(cell(record, column));
  return guess !== undefined && "clock" in guess;
}

function parsed(text: string, format: TimeFormat): ParsedTime | undefined {
  const bytes = new TextEncoder().encode(text);
  const out: ParsedTime = { kind: "number", time: 0, offset: 0, isLocal: true };
  return format.read(bytes, 0, bytes.length, out) ? out : undefined;
}

function cell(record: Records, column: number): string {
  return decoder.decode(record.bytes.subarray(record.bounds[column] + 1, record.bounds[column + 1]));
}
