import { daysInMonth, daysSince1970 } from "../base/civil_date.ts";
import { COLON, MINUS, PLUS, POINT, SPACE, ZERO } from "./ascii.ts";
import type { ParsedTime } from "./parsed_time.ts";

const LETTER_T = 0x54;
const LETTER_Z = 0x5a;
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/**
 * The form of nearly every time, read without a turn: `2020-01-31T23:59:58.123+02:00` in the extended form, its parts all in
 * place, nothing around it. False: it may still be a time, see `parseIsoTime`. A ninth of a microsecond.
 */
export function parsePlainIso(bytes: Uint8Array, start: number, end: number, out: ParsedTime): boolean {
  const century = twoDigits(bytes, start, end);
  const yearOfCentury = twoDigits(bytes, start + 2, end);
  const month = twoDigits(bytes, start + 5, end);
  if (century < 0 || yearOfCentury < 0 || month < 1 || month > 12) return false;
  out.offset = 0;
  out.isLocal = true;
  const year = 100 * century + yearOfCentury;
  out.kind = "date";
  let day = 1;
  let at = start + 7;
  if (at < end) {
    day = bytes[at] === MINUS ? twoDigits(bytes, at + 1, end) : -1;
    if (day < 1 || day > daysInMonth(year, month)) return false;
    at += 3;
  }
  out.time = daysSince1970(year, month, day) * DAY;
  return at === end || parseClock(bytes, at, end, out);
}

/** Adds the time of day in `bytes[at … end)`, its separator included, to the day in `out`. */
function parseClock(bytes: Uint8Array, at: number, end: number, out: ParsedTime): boolean {
  if (bytes[at] !== LETTER_T && bytes[at] !== SPACE) return false;
  const hour = twoDigits(bytes, at + 1, end);
  if (hour < 0 || hour > 23 || at + 3 >= end || bytes[at + 3] !== COLON) return false;
  const minute = twoDigits(bytes, at + 4, end);
  if (minute < 0 || minute > 59) return false;
  at += 6;
  let ms = 0;
  if (at < end && bytes[at] === COLON) {
    const second = twoDigits(bytes, at + 1, end);
    if (second < 0 || second > 59) return false;
    ms = 1000 * second;
    at += 3;
    if (at < end && bytes[at] === POINT) {
      const point = at++;
      let numerator = 0;
      let denominator = 1;
      for (; at < end; at++) {
        const digit = bytes[at] - ZERO;
        if (digit < 0 || digit > 9) break;
        // Digits past the twelfth are below what a float64 can hold beside the seconds.
        if (at - point > 12) continue;
        numerator = 10 * numerator + digit;
        denominator *= 10;
      }
      if (at === point + 1) return false;
      ms += 1000 * numerator / denominator;
    }
  }
  out.kind = "date-time";
  out.time += (60 * hour + minute) * MINUTE + ms;
  return at === end || parseZone(bytes, at, end, out);
}

function parseZone(bytes: Uint8Array, at: number, end: number, out: ParsedTime): boolean {
  out.isLocal = false;
  if (bytes[at] === LETTER_Z) return at + 1 === end;
  const west = bytes[at] === MINUS;
  if (!west && bytes[at] !== PLUS) return false;
  const hours = twoDigits(bytes, at + 1, end);
  at += 3;
  let minutes = 0;
  if (at < end) {
    if (bytes[at] === COLON) at++;
    minutes = twoDigits(bytes, at, end);
    at += 2;
  }
  if (at !== end || hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return false;
  const ahead = 60 * hours + minutes;
  out.offset = west ? 0 - ahead : ahead;
  out.time -= out.offset * MINUTE;
  return true;
}

/** The number of two decimal digits, or -1. */
function twoDigits(bytes: Uint8Array, at: number, end: number): number {
  if (at + 2 > end) return -1;
  const tens = bytes[at] - ZERO;
  const ones = bytes[at + 1] - ZERO;
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : 10 * tens + ones;
}
