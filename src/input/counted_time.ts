import { COLON, isBlank } from "./ascii.ts";
import { NO_NUMBER, parseNumber } from "./number_parser.ts";
import type { TimeFormat } from "./time_format.ts";
import { digitsAt, MINUTE, parseClock, type ParsedTime } from "./time_parser.ts";
import { seconds, two } from "./time_words.ts";

/** Numbers as they are, of no unit that we know. */
export const NUMBER: TimeFormat = {
  name: "number",
  expected: "a number",
  isNumber: true,
  read: readNumber,
  write: (time, like) => fixed(time, like),
};

/** Times counted in a unit, by milliseconds in one of them: since 1970, or since something began. */
export const UNITS: Readonly<Record<string, readonly [milliseconds: number, expected: string]>> = {
  "s": [1000, "seconds since 1970"],
  "ms": [1, "milliseconds since 1970"],
  "us": [1e-3, "microseconds since 1970"],
  "ns": [1e-6, "nanoseconds since 1970"],
  "elapsed-s": [1000, "elapsed seconds"],
  "elapsed-min": [60_000, "elapsed minutes"],
  "elapsed-h": [3_600_000, "elapsed hours"],
};

/** What a `Date` can hold, in ms: 275,760 years. */
const LAST_DAY = 8.64e15;

/** Hours and minutes since something began, `47:59` or `47:59:30`: they may exceed a day. */
export const ELAPSED_CLOCK: TimeFormat = {
  name: "elapsed-h",
  expected: "hours and minutes that have gone by",
  isNumber: false,
  read: readElapsedClock,
  write: writeElapsedClock,
};

/** A count of units; `elapsed-h` also reads hours and minutes, `elapsed-min` minutes and seconds. */
export function counted(name: string, milliseconds: number, expected: string): TimeFormat {
  // Dividing by an exact number rounds once; multiplying by 1e-3 would twice.
  const divisor = milliseconds < 1 ? Math.round(1 / milliseconds) : 1;
  const factor = milliseconds < 1 ? 1 : milliseconds;
  return {
    name,
    expected,
    isNumber: true,
    read(bytes, start, end, out) {
      if (!readNumber(bytes, start, end, out)) {
        return name === "elapsed-h" && readElapsedClock(bytes, start, end, out);
      }
      out.kind = "date-time";
      out.time = out.time * factor / divisor;
      return Math.abs(out.time) <= LAST_DAY;
    },
    write: (time, like) =>
      like.includes(":") ? writeElapsedClock(time, like) : fixed(time * divisor / factor, like),
  };
}

function readNumber(bytes: Uint8Array, start: number, end: number, out: ParsedTime): boolean {
  out.kind = "number";
  out.offset = 0;
  out.isLocal = false;
  out.time = parseNumber(bytes, start, end);
  return out.time !== NO_NUMBER && out.time === out.time;
}

function readElapsedClock(bytes: Uint8Array, start: number, end: number, out: ParsedTime): boolean {
  while (start < end && isBlank(bytes[start])) start++;
  while (start < end && isBlank(bytes[end - 1])) end--;
  let days = 0;
  if (end - start > 5 && digitsAt(bytes, start, end, 3) > 0) { // 100 hours and more
    days = digitsAt(bytes, start, end, 1) * 100;
    start++;
  }
  if (end - start < 4) return false;
  if (parseClock(bytes, start, end, out) !== end || bytes.indexOf(COLON, start) >= end) return false;
  out.time += days * 60 * MINUTE;
  out.offset = 0;
  out.isLocal = false;
  return true;
}

function writeElapsedClock(time: number, like: string): string {
  const [hours, ...rest] = like.trim().split(":");
  const minutes = Math.floor(time / MINUTE);
  const text = `${String(Math.floor(minutes / 60)).padStart(hours.length, "0")}:${two(minutes % 60)}`;
  return rest.length < 2 ? text : `${text}:${seconds(time, rest[1])}`;
}

/** The number with as many decimals as the text has. */
function fixed(number: number, like: string): string {
  const decimals = /\.(\d+)\s*$/.exec(like)?.[1].length ?? 0;
  return decimals === 0 && !Number.isInteger(number) ? String(number) : number.toFixed(decimals);
}
