import { splitNames } from "../base/name_list.ts";
import type { PlausibleRange } from "../input/plausibility.ts";
import { wrongValue } from "./flag.ts";

/** The values of flags that take a list: columns, names, steps ahead, calendar inputs, ranges. */

/** A calendar input, from an ISO time column. */
export type CalendarInput = "hour" | "weekday" | "month";
const CALENDAR_INPUTS: readonly CalendarInput[] = ["hour", "weekday", "month"];

/** Steps further ahead than this are refused. */
const FARTHEST_HORIZON = 1000;

/** Rows of the longest season that can be told. */
const LONGEST_SEASON = 100_000;

/**
 * Names between commas, without the spaces around them. `\,` is a comma within a name.
 *
 * @throws {UsageError} if a name is empty or stands twice
 */
export function readNames(what: string, text: string): string[] {
  const names = splitNames(text);
  if (names.includes("")) {
    throw wrongValue(what, text, 'names separated by commas ("\\," for a comma within a name)');
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw wrongValue(what, text, `"${twice}" once`);
  return names;
}

/** Like `readNames`, and no text is no names. */
export function readNamesOrNone(what: string, text: string): string[] {
  return text === "" ? [] : readNames(what, text);
}

/**
 * Steps ahead: `1`, `1,5,10`, `1-24`, `1-6,12`. Ascending, each once.
 *
 * @throws {UsageError} if a step is no whole number from 1 up to 1000
 */
export function readHorizons(what: string, text: string): number[] {
  const steps = new Set<number>();
  for (const part of text.split(",")) {
    const [, first, last = first] = part.match(/^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (!(1 <= from && from <= to && to <= FARTHEST_HORIZON)) {
      throw wrongValue(what, text, `steps ahead such as 1,5,10 or 1-24, from 1 up to ${FARTHEST_HORIZON}`);
    }
    for (let step = from; step <= to; step++) steps.add(step);
  }
  return [...steps].sort((a, b) => a - b);
}

/**
 * Levels of prediction intervals: `0.9`, `0.5,0.9`. Ascending.
 *
 * @throws {UsageError} if a level is no share between 0 and 1, or stands twice
 */
export function readLevels(what: string, text: string): number[] {
  return readShares(what, text, 0.01, 0.999, "shares such as 0.9 or 0.5,0.9");
}

/**
 * Probabilities of quantiles, ascending; "" is none.
 *
 * @throws {UsageError} if one is not between 0.001 and 0.999, or stands twice
 */
export function readQuantiles(what: string, text: string): number[] {
  return text === "" ? [] : readShares(what, text, 0.001, 0.999, "probabilities such as 0.05,0.5,0.95");
}

function readShares(what: string, text: string, least: number, most: number, examples: string): number[] {
  const shares = text.split(",").map((part) => part.trim() === "" ? NaN : Number(part));
  if (shares.some((share) => !(share >= least && share <= most))) {
    throw wrongValue(what, text, `${examples}, from ${least} up to ${most}`);
  }
  const twice = shares.find((share, i) => shares.indexOf(share) !== i);
  if (twice !== undefined) throw wrongValue(what, text, `${twice} once`);
  return shares.sort((a, b) => a - b);
}

/**
 * Which calendar inputs the models get; `none` is an empty list.
 *
 * @throws {UsageError} if it is neither auto, none, nor a list of calendar inputs
 */
export function readCalendar(what: string, text: string): "auto" | readonly CalendarInput[] {
  if (text === "auto") return "auto";
  if (text === "none") return [];
  const named = text.split(",").map((name) => name.trim());
  const unknown = named.some((name) => !CALENDAR_INPUTS.some((input) => input === name));
  if (unknown) throw wrongValue(what, text, `auto, none, or some of ${CALENDAR_INPUTS.join(", ")}`);
  return CALENDAR_INPUTS.filter((input) => named.includes(input));
}

/**
 * Rows in a season, or in two: `12`, `24,168`; the shorter one first. `none` is an empty list.
 *
 * @throws {UsageError} if it is neither auto, none, nor one or two whole numbers from 2 on
 */
export function readPeriods(what: string, text: string): "auto" | readonly number[] {
  if (text === "auto") return "auto";
  if (text === "none") return [];
  const periods = text.split(",").map(Number).sort((a, b) => a - b);
  const areSome = periods.every((rows) => Number.isInteger(rows) && rows >= 2 && rows <= LONGEST_SEASON);
  if (!areSome || periods.length > 2 || periods[0] === periods[1]) {
    throw wrongValue(
      what,
      text,
      `auto, none, or the rows of one or two seasons, from 2 up to ${LONGEST_SEASON}`,
    );
  }
  return periods;
}

/**
 * Between which numbers a column's readings can be: `spo2=50..100`, `hr=20..`, `map=..250`.
 *
 * @throws {UsageError} if it is no such range, or an empty one
 */
export function readRange(what: string, text: string): PlausibleRange {
  const number = "[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?";
  const [, column, low, high] =
    text.match(new RegExp(`^(.+)=\\s*(${number})?\\s*\\.\\.\\s*(${number})?\\s*$`)) ?? [];
  const range = { column: column?.trim(), low: Number(low ?? -Infinity), high: Number(high ?? Infinity) };
  const isOne = range.column && (low !== undefined || high !== undefined) && range.low <= range.high;
  if (!isOne) throw wrongValue(what, text, "a column and its range, such as spo2=50..100");
  return range;
}
