import { daysInMonth, daysSince1970 } from "../base/civil_date.ts";
import { COLON, COMMA, isBlank, MINUS, PLUS, POINT, SLASH, SPACE, ZERO } from "./ascii.ts";
import { parsePlainIso } from "./plain_iso.ts";
import type { ParsedTime } from "./parsed_time.ts";

export type { ParsedTime };

const LETTER_T = 0x54;
const LETTER_Z = 0x5a;
const LOWER_CASE = 0x20;
export const MINUTE = 60_000;
export const DAY = 1440 * MINUTE;
/** Digits past the twelfth are below the resolution of a float64 that also holds the seconds. */
const FRACTION_DIGITS = 12;
/** A number of eight digits is a date within these years only. */
const BASIC_YEARS = [1800, 2199] as const;

/**
 * Reads `bytes[start … end)` as ISO 8601 in its extended or basic form, and as what people write in its place:
 *
 *   2020-01   2020-01-31   2020-01-31T23:59   2020-01-31 23:59:58.123456+02:00   20200131   20200131T235958Z
 *   2020/01/31 23:59   2020.1.31   2020-01-31 24:00   2020-01-31 11:59 PM   2020-01-31 23:59:58 UTC   2020-Q1   2020-W05
 *
 * The zone is Z, UTC, GMT, ±hh, ±hhmm or ±hh:mm, a space before it allowed. A month, a quarter or a week alone is its first
 * day. 24:00 is the next day's 00:00; there are no leap seconds. Spaces around are allowed. Returns false, with `out`
 * undefined, if the text is no time or names a day that the calendar does not have. Cost: O(bytes), no allocation.
 *
 * Source: ISO 8601-1:2019, proleptic Gregorian calendar, years 0000 to 9999.
 */
export function parseIsoTime(bytes: Uint8Array, start: number, end: number, out: ParsedTime): boolean {
  while (start < end && isBlank(bytes[start])) start++;
  while (start < end && isBlank(bytes[end - 1])) end--;
  if (end - start < 6) return false;
  if (end - start > 6 && bytes[start + 4] === MINUS && parsePlainIso(bytes, start, end, out)) return true;
  const century = digitsAt(bytes, start, end, 2);
  const yearOfCentury = digitsAt(bytes, start + 2, end, 2);
  if (century < 0 || yearOfCentury < 0) return false;
  const year = 100 * century + yearOfCentury;
  out.kind = "date";
  const separator = bytes[start + 4];
  const isSlashed = separator === SLASH || separator === POINT;
  let at: number;
  if (separator === MINUS || isSlashed) at = parseMonthAndDay(bytes, start + 5, end, year, separator, out);
  else if (separator < ZERO || separator > ZERO + 9) at = parsePart(bytes, start + 4, end, year, out);
  else at = parseBasicDate(bytes, start + 4, end, year, out);
  if (at < 0) return false;
  out.offset = 0;
  out.isLocal = true;
  return at === end || parseTimeOfDay(bytes, at, end, out);
}

/** The rest of a date behind its year and separator; sets the day, and returns where it ends, or -1. */
function parseMonthAndDay(
  bytes: Uint8Array,
  at: number,
  end: number,
  year: number,
  separator: number,
  out: ParsedTime,
): number {
  const isLoose = separator !== MINUS; // 2020/1/5, 2020.1.5
  let month = digitsAt(bytes, at, end, 2);
  if (month >= 0) at += 2;
  else if (isLoose && (month = digitsAt(bytes, at, end, 1)) >= 0) at++;
  else return parsePart(bytes, at - 1, end, year, out);
  if (month < 1 || month > 12) return -1;
  let day = 1;
  if (at < end && bytes[at] === separator) {
    day = digitsAt(bytes, at + 1, end, 2);
    if (day >= 0) at += 3;
    else if (isLoose && (day = digitsAt(bytes, at + 1, end, 1)) >= 0) at += 2;
    if (day < 1 || day > daysInMonth(year, month)) return -1;
  } else if (at < end || isLoose) return -1;
  out.time = daysSince1970(year, month, day) * DAY;
  return at;
}

/** Month and day in two digits each, without separators. */
function parseBasicDate(bytes: Uint8Array, at: number, end: number, year: number, out: ParsedTime): number {
  const month = digitsAt(bytes, at, end, 2);
  const day = digitsAt(bytes, at + 2, end, 2);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return -1;
  if (year < BASIC_YEARS[0] || year > BASIC_YEARS[1]) return -1;
  out.time = daysSince1970(year, month, day) * DAY;
  return at + 4;
}

/** A quarter, a month or a week of a year, alone: `-Q1`, `Q1`, `M01`, `-W05`, `-W05-1`. Returns `end`, or -1. */
function parsePart(bytes: Uint8Array, at: number, end: number, year: number, out: ParsedTime): number {
  if (bytes[at] === MINUS) at++;
  if (at >= end) return -1;
  const letter = String.fromCharCode(bytes[at] & ~LOWER_CASE);
  const length = end - at - 1;
  if (letter === "Q" && length === 1) {
    const quarter = digitsAt(bytes, at + 1, end, 1);
    if (quarter < 1 || quarter > 4) return -1;
    out.time = daysSince1970(year, 3 * quarter - 2, 1) * DAY;
    return end;
  }
  if (letter === "M" && length === 2) {
    const month = digitsAt(bytes, at + 1, end, 2);
    if (month < 1 || month > 12) return -1;
    out.time = daysSince1970(year, month, 1) * DAY;
    return end;
  }
  if (letter !== "W" || (length !== 2 && length !== 4)) return -1;
  const week = digitsAt(bytes, at + 1, end, 2);
  const weekday = length === 2 ? 1 : bytes[at + 3] === MINUS ? digitsAt(bytes, at + 4, end, 1) : -1;
  if (week < 1 || week > 53 || weekday < 1 || weekday > 7) return -1;
  const monday = firstMonday(year);
  if (monday + 7 * (week - 1) >= firstMonday(year + 1)) return -1;
  out.time = (monday + 7 * (week - 1) + weekday - 1) * DAY;
  return end;
}

/** The Monday of the year's first week, in days since 1970: the week that holds January 4. */
function firstMonday(year: number): number {
  const january4 = daysSince1970(year, 1, 4);
  return january4 - ((january4 + 3) % 7 + 7) % 7; // 1970-01-01 was a Thursday
}

/** Adds the time of day in `bytes[at … end)`, its separator included, to the day in `out`. */
function parseTimeOfDay(bytes: Uint8Array, at: number, end: number, out: ParsedTime): boolean {
  if (bytes[at] !== LETTER_T && bytes[at] !== SPACE) return false;
  const day = out.time;
  at = parseClock(bytes, at + 1, end, out);
  if (at < 0 || out.time > DAY) return false;
  out.time += day;
  return at === end || parseZone(bytes, at, end, out);
}

/**
 * Reads a time of day: `23`, `23:59`, `2359`, `9:05:07.25`, `235958`, `11:59 PM`. Sets `out.time` to its milliseconds (hours
 * may exceed 24: the caller bounds them) and returns where it ends, or -1.
 */
export function parseClock(bytes: Uint8Array, at: number, end: number, out: ParsedTime): number {
  let hour = digitsAt(bytes, at, end, 2);
  if (hour >= 0) at += 2;
  else if ((hour = digitsAt(bytes, at, end, 1)) >= 0 && bytes[at + 1] === COLON) at++;
  else return -1;
  let minute = 0;
  let ms = 0;
  const isBasic = at < end && bytes[at] !== COLON && digitsAt(bytes, at, end, 2) >= 0;
  if (isBasic || (at < end && bytes[at] === COLON)) {
    if (!isBasic) at++;
    minute = digitsAt(bytes, at, end, 2);
    if (minute < 0 || minute > 59) return -1;
    at += 2;
    const hasSeconds = at < end && (isBasic ? digitsAt(bytes, at, end, 2) >= 0 : bytes[at] === COLON);
    if (hasSeconds) {
      if (!isBasic) at++;
      const second = digitsAt(bytes, at, end, 2);
      if (second < 0 || second > 59) return -1;
      ms = 1000 * second;
      at += 2;
      if (at < end && (bytes[at] === POINT || bytes[at] === COMMA)) {
        const point = at++;
        let numerator = 0;
        let denominator = 1;
        for (; at < end; at++) {
          const digit = bytes[at] - ZERO;
          if (digit < 0 || digit > 9) break;
          if (at - point > FRACTION_DIGITS) continue;
          numerator = 10 * numerator + digit;
          denominator *= 10;
        }
        if (at === point + 1) return -1;
        ms += 1000 * numerator / denominator;
      }
    }
  }
  const half = halfOfDay(bytes, at, end);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return -1;
    hour = hour % 12 + half.hours;
    at = half.end;
  }
  out.kind = "date-time";
  out.time = (60 * hour + minute) * MINUTE + ms;
  return at;
}

const MORNING = { hours: 0, end: 0 };
const AFTERNOON = { hours: 12, end: 0 };

/** `AM`, `pm`, `a.m.`, a space before it allowed. */
function halfOfDay(bytes: Uint8Array, at: number, end: number): { hours: number; end: number } | undefined {
  if (at < end && bytes[at] === SPACE) at++;
  if (at + 2 > end) return undefined;
  const letter = bytes[at] | LOWER_CASE;
  if (letter !== 0x61 && letter !== 0x70) return undefined;
  const isDotted = bytes[at + 1] === POINT;
  if (isDotted) at++;
  if (at + 2 > end || (bytes[at + 1] | LOWER_CASE) !== 0x6d) return undefined;
  at += 2;
  if (isDotted && at < end && bytes[at] === POINT) at++;
  const half = letter === 0x61 ? MORNING : AFTERNOON;
  half.end = at;
  return half;
}

/** Reads the zone that is all of `bytes[at … end)`, and takes the time out of it into UTC. */
export function parseZone(bytes: Uint8Array, at: number, end: number, out: ParsedTime): boolean {
  if (bytes[at] === SPACE) at++;
  out.isLocal = false;
  if (bytes[at] === LETTER_Z) return at + 1 === end;
  if (isWord(bytes, at, end, "UTC") || isWord(bytes, at, end, "GMT")) return true;
  const west = bytes[at] === MINUS;
  if (!west && bytes[at] !== PLUS) return false;
  const hours = digitsAt(bytes, at + 1, end, 2);
  at += 3;
  let minutes = 0;
  if (at < end) {
    if (bytes[at] === COLON) at++;
    minutes = digitsAt(bytes, at, end, 2);
    at += 2;
  }
  if (at !== end || hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return false;
  const ahead = 60 * hours + minutes;
  out.offset = west ? 0 - ahead : ahead;
  out.time -= out.offset * MINUTE;
  return true;
}

function isWord(bytes: Uint8Array, at: number, end: number, word: string): boolean {
  if (end - at !== word.length) return false;
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word.charCodeAt(i)) return false;
  return true;
}

/** The number of so many decimal digits, or -1. */
export function digitsAt(bytes: Uint8Array, at: number, end: number, count: number): number {
  if (at + count > end) return -1;
  let number = 0;
  for (let i = at; i < at + count; i++) {
    const digit = bytes[i] - ZERO;
    if (digit < 0 || digit > 9) return -1;
    number = 10 * number + digit;
  }
  return number;
}
