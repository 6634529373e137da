import { civilDate, daysInMonth, daysSince1970 } from "../base/civil_date.ts";
import { isBlank, SPACE, ZERO } from "./ascii.ts";
import { partsOf, type PatternPart as Part } from "./pattern_parts.ts";
import type { TimeFormat } from "./time_format.ts";
import { DAY, digitsAt, MINUTE, type ParsedTime, parseZone } from "./time_parser.ts";
import { halfLike, two, zoneMinutes } from "./time_words.ts";

/**
 * Patterns of Unicode date letters (UTS #35): `dd/MM/yyyy HH:mm:ss.SSS`, `d MMM yyyy`, `h:mm a`, `'at' HH`. What stands in
 * brackets may be missing.
 *
 * A letter's digits are counted only where others follow directly (`yyyyMMdd`): elsewhere `d` and `dd` both read 5 and 05. Month
 * names are English, short or whole. What a pattern does not say is its first: a month's day is the 1st.
 */

const MONTHS = "january,february,march,april,may,june,july,august,september,october,november,december".split(
  ",",
);
const WEEKDAYS = "sunday,monday,tuesday,wednesday,thursday,friday,saturday".split(",");
/** Two digits of a year up to this are of the 2000s, as in POSIX. */
const LAST_OF_2000S = 68;
const LOWER_CASE = 0x20;
const FRACTION_DIGITS = 12;

/** @throws {UsageError} if a letter is unknown, or the pattern says no year */
export function compilePattern(pattern: string): TimeFormat {
  const parts = partsOf(pattern);
  const format = new Pattern(pattern, parts);
  return format;
}

/** A pattern's text without what stands for parts that may be missing. */
export function patternName(pattern: string): string {
  return pattern.replaceAll(/[[\]]/g, "");
}

class Pattern implements TimeFormat {
  readonly name: string;
  readonly expected: string;
  readonly isNumber: boolean = false;
  private year = 0;
  private month = 1;
  private day = 1;
  private hour = 0;
  private minute = 0;
  private ms = 0;
  /** Hours to add to those of a twelve-hour clock; -1: it has none. */
  private half = -1;
  private hasClock = false;

  constructor(pattern: string, private readonly parts: readonly Part[]) {
    this.name = pattern;
    this.expected = `a time such as ${patternName(pattern)}`;
  }

  read(bytes: Uint8Array, start: number, end: number, out: ParsedTime): boolean {
    while (start < end && isBlank(bytes[start])) start++;
    while (start < end && isBlank(bytes[end - 1])) end--;
    this.year =
      this.hour =
      this.minute =
      this.ms =
        0;
    this.month = this.day = 1;
    this.half = -1;
    this.hasClock = false;
    out.offset = 0;
    out.time = 0;
    out.isLocal = true;
    if (this.readParts(0, bytes, start, end, out) !== end) return false;
    const { year, month, day, half, minute, ms } = this;
    if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return false;
    if (half >= 0 && (this.hour < 1 || this.hour > 12)) return false;
    const hour = half >= 0 ? this.hour % 12 + half : this.hour;
    const inDay = (60 * hour + minute) * MINUTE + ms;
    if (minute > 59 || ms >= MINUTE || inDay > DAY) return false;
    out.kind = this.hasClock ? "date-time" : "date";
    out.time = daysSince1970(year, month, day) * DAY + inDay - out.offset * MINUTE;
    return true;
  }

  /** Reads by the parts from `i` on; returns where they end in the text, or -1. */
  private readParts(i: number, bytes: Uint8Array, at: number, end: number, out: ParsedTime): number {
    const { parts } = this;
    for (; i < parts.length; i++) {
      const part = parts[i];
      if (part.letter === "[") {
        const tried = at === end ? -1 : this.readParts(i + 1, bytes, at, end, out);
        if (tried === end) return end;
        i = part.after - 1;
      } else if (part.letter !== "]") {
        at = this.readPart(part, bytes, at, end, out);
        if (at < 0) return -1;
      }
    }
    return at;
  }

  private readPart(part: Part, bytes: Uint8Array, at: number, end: number, out: ParsedTime): number {
    switch (part.letter) {
      case "'":
        return readText(part.text, bytes, at, end);
      case "E":
        return readName(WEEKDAYS, bytes, at, end, this);
      case "a":
        return this.readHalf(bytes, at, end);
      case "S":
        return this.readFraction(part, bytes, at, end);
      case "M":
        if (part.width < 3) break;
        at = readName(MONTHS, bytes, at, end, this);
        this.month = this.found + 1;
        return at;
      case "X":
        return parseZone(bytes, at, end, out) ? end : -1;
    }
    return this.readNumber(part, bytes, at, end);
  }

  /** The place of the name that was read last. */
  found = 0;

  private readNumber({ letter, width, isExact }: Part, bytes: Uint8Array, at: number, end: number): number {
    const longest = isExact ? width : letter === "y" ? Math.max(width, 4) : 2;
    let length = 0;
    while (length < longest && at + length < end && isDigit(bytes[at + length])) length++;
    if (length === 0 || (isExact && length < width) || (letter === "y" && length !== width)) return -1;
    const number = digitsAt(bytes, at, end, length);
    if (letter === "y") {
      this.year = width === 2 ? number + (number > LAST_OF_2000S ? 1900 : 2000) : number;
    } else if (letter === "M") this.month = number;
    else if (letter === "d") this.day = number;
    else {
      this.hasClock = true;
      if (letter === "m") this.minute = number;
      else if (letter === "s") this.ms += 1000 * number;
      else this.hour = number;
    }
    return at + length;
  }

  private readFraction(part: Part, bytes: Uint8Array, at: number, end: number): number {
    let numerator = 0;
    let denominator = 1;
    const from = at;
    for (; at < end && isDigit(bytes[at]) && (!part.isExact || at < from + part.width); at++) {
      if (at - from >= FRACTION_DIGITS) continue;
      numerator = 10 * numerator + bytes[at] - ZERO;
      denominator *= 10;
    }
    this.ms += 1000 * numerator / denominator;
    return at === from ? -1 : at;
  }

  private readHalf(bytes: Uint8Array, at: number, end: number): number {
    const letter = bytes[at] | LOWER_CASE;
    if (at + 2 > end || (letter !== 0x61 && letter !== 0x70)) return -1;
    const dotted = bytes[at + 1] === 0x2e ? 1 : 0;
    if (at + 2 + dotted > end || (bytes[at + 1 + dotted] | LOWER_CASE) !== 0x6d) return -1;
    this.half = letter === 0x61 ? 0 : 12;
    at += 2 + dotted;
    return dotted === 1 && at < end && bytes[at] === 0x2e ? at + 1 : at;
  }

  write(time: number, like: string): string {
    // The parts that stand in the other text, and its zone, half and month as they are written there.
    const shown = this.partsIn(like);
    const zone = / ?(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)\s*$/.exec(like)?.[0];
    const hasZone = shown.some(({ letter }) => letter === "X");
    const wall = time + (hasZone ? zoneMinutes(zone) : 0) * MINUTE;
    const days = Math.floor(wall / DAY);
    const { year, month, day } = civilDate(days);
    const inDay = wall - days * DAY;
    const hour = Math.floor(inDay / (60 * MINUTE));
    const isLong = MONTHS.some((name) => name.length > 3 && like.toLowerCase().includes(name));
    const padded = (number: number, width: number) => String(number).padStart(width, "0");
    return shown.map(({ letter, width, text }) => {
      switch (letter) {
        case "y":
          return width === 2 ? two(year % 100) : padded(year, 4);
        case "M":
          return width < 3 ? padded(month, width) : named(MONTHS[month - 1], isLong || width > 3, like);
        case "d":
          return padded(day, width);
        case "H":
          return padded(hour, width);
        case "h":
          return padded((hour + 11) % 12 + 1, width);
        case "m":
          return padded(Math.floor(inDay / MINUTE) % 60, width);
        case "s":
          return padded(Math.floor(inDay / 1000) % 60, width);
        case "S": {
          const digits = Math.max(width, /[.,](\d+)/.exec(like)?.[1].length ?? 0);
          return padded(Math.floor((inDay % 1000) * 10 ** digits / 1000 + 1e-6), digits);
        }
        case "a":
          return halfLike(/[AaPp]\.?[Mm]\.?/.exec(like)?.[0] ?? "AM", hour);
        case "E":
          return named(WEEKDAYS[((days + 4) % 7 + 7) % 7], width > 3, like);
        case "X":
          return zone?.trim() ?? "Z";
      }
      return text;
    }).join("");
  }

  /** The parts that the text has: those in brackets where it does. */
  private partsIn(like: string): Part[] {
    const bytes = new TextEncoder().encode(like.trim());
    const out: ParsedTime = { kind: "date", time: 0, offset: 0, isLocal: true };
    let parts = [...this.parts];
    for (;;) {
      const bare = parts.filter(({ letter }) => letter !== "[" && letter !== "]");
      const exact = new Pattern(this.name, bare);
      if (exact.read(bytes, 0, bytes.length, out)) return bare;
      const open = parts.map(({ letter }) => letter).lastIndexOf("[");
      if (open < 0) return bare;
      let close = open;
      while (parts[close].letter !== "]") close++;
      parts = [...parts.slice(0, open), ...parts.slice(close + 1)];
    }
  }
}

function named(name: string, isLong: boolean, like: string): string {
  const text = isLong ? name : name.slice(0, 3);
  const word = /[A-Za-z]{3,}/.exec(like)?.[0] ?? "Jan";
  if (word === word.toUpperCase()) return text.toUpperCase();
  return word === word.toLowerCase() ? text : text[0].toUpperCase() + text.slice(1);
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= ZERO + 9;
}

/** Text as it stands; a space stands for some. */
function readText(text: string, bytes: Uint8Array, at: number, end: number): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (at >= end || bytes[at] !== code) return -1;
    at++;
    if (code === SPACE) { while (at < end && bytes[at] === SPACE) at++; }
  }
  return at;
}

/** One of the names, whole or its first three letters, in any case, a point behind it allowed. */
function readName(
  names: readonly string[],
  bytes: Uint8Array,
  at: number,
  end: number,
  out: { found: number },
): number {
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    let length = 0;
    while (
      length < name.length && at + length < end &&
      (bytes[at + length] | LOWER_CASE) === name.charCodeAt(length)
    ) length++;
    if (length < 3) continue;
    if (length < name.length && length !== 3 && !(length === 4 && name === "september")) return -1;
    out.found = i;
    at += length;
    return at < end && bytes[at] === 0x2e ? at + 1 : at;
  }
  return -1;
}
