import { NUMBER } from "./counted_time.ts";
import { ISO } from "./iso_time.ts";
import type { TimeFormat } from "./time_format.ts";
import type { ParsedTime } from "./time_parser.ts";
import { compilePattern } from "./time_pattern.ts";

/** What a cell's text says of how times are written. */
export type TimeGuess =
  | { readonly format: TimeFormat }
  /** Day and month could change places: the formats that read it, the likelier one first. */
  | { readonly doubt: readonly string[] }
  /** A time of day alone. */
  | { readonly clock: true };

/** What may follow a date, and need not: a row at midnight is often written without its clock. */
const minutes = (mark = ":") => `${mark}mm[${mark}ss[.SSS]]`;
const CLOCK = /^(?<h>\d{1,2})(?<mark>[:.])\d\d(?:\k<mark>\d\d(?:[.,]\d+)?)?(?<a> ?[AaPp]\.?[Mm]\.?)?/;
const CLOCK_ALONE = /^\s*(?:\d{1,3}:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?|\d\d\.\d\d\.\d\d)\s*$/;
const SHOWN_CLOCK =
  /(?<separator>, |[ ,T])(?<h>\d{1,2})(?<mark>[:.])\d\d(?<s>\k<mark>\d\d(?<f>[.,]\d+)?)?(?<a> ?[AaPp]\.?[Mm]\.?)?(?<zone> ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?\s*$/;
const ZONE = /^ ?(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)$/;
const MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?";

interface DateForm {
  readonly form: RegExp;
  /** The pattern of a match; several: day and month are in doubt; none: it is no date. */
  patterns(parts: RegExpExecArray): readonly string[];
}

const DATE_FORMS: readonly DateForm[] = [
  { // 16/12/2006, 16.12.2006, 1-2-06
    form: /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/,
    patterns([, first, mark, second, year]) {
      const [a, b] = [Number(first), Number(second)];
      const y = "y".repeat(year.length);
      const isPadded = first.length === 2 && second.length === 2;
      const [d, M] = isPadded ? ["dd", "MM"] : ["d", "M"];
      const [dayFirst, monthFirst] = [`${d}${mark}${M}${mark}${y}`, `${M}${mark}${d}${mark}${y}`];
      if (a < 1 || b < 1 || a > 31 || b > 31 || (a > 12 && b > 12)) return [];
      const yearFirst = year.length === 2 && mark !== "." ? [`yy${mark}${M}${mark}${d}`] : [];
      if (yearFirst.length > 0 || (a <= 12 && b <= 12 && mark !== ".")) {
        return a > 12
          ? [dayFirst, ...yearFirst]
          : b > 12
          ? [monthFirst]
          : [dayFirst, monthFirst, ...yearFirst];
      }
      return b > 12 ? mark === "." ? [] : [monthFirst] : [dayFirst]; // with points the day is first everywhere
    },
  },
  { // 2 January 2024, 02-Jan-2024, 2Jan24
    form: new RegExp(`^(\\d{1,2})(?:st|nd|rd|th)?([ /.-]?)(${MONTH})(,? ?|[/.-])(\\d{4}|\\d{2})(?!\\d)`, "i"),
    patterns: ([, day, mark, month, after, year]) => [
      `${dayLetters(day)}${mark}${monthLetters(month)}${after}${"y".repeat(year.length)}`,
    ],
  },
  { // Jan 2, 2024
    form: new RegExp(`^(${MONTH})([ -])(\\d{1,2})(, ?|[ -])(\\d{4})(?!\\d)`, "i"),
    patterns: ([, month, mark, day, after]) => [
      `${monthLetters(month)}${mark}${dayLetters(day)}${after}yyyy`,
    ],
  },
  { // Jan 2024
    form: new RegExp(`^(${MONTH})([ -]?)(\\d{4})$`, "i"),
    patterns: ([, month, mark]) => [`${monthLetters(month)}${mark}yyyy`],
  },
  { // 2024-Jan-02, 2024 Jan
    form: new RegExp(`^\\d{4}([ -])(${MONTH})(?:\\1(\\d{1,2}))?(?!\\d)`, "i"),
    patterns: ([, mark, month, day]) => [
      `yyyy${mark}${monthLetters(month)}${day === undefined ? "" : mark + dayLetters(day)}`,
    ],
  },
];

/** How times are written like this one; undefined if it is none. Allocates: for the first row. */
export function guessTime(text: string): TimeGuess | undefined {
  const bytes = new TextEncoder().encode(text);
  const out: ParsedTime = { kind: "date", time: 0, offset: 0, isLocal: true };
  if (ISO.read(bytes, 0, bytes.length, out)) return { format: ISO };
  if (NUMBER.read(bytes, 0, bytes.length, out)) return { format: NUMBER };
  const patterns = patternsOf(text.trim()).filter((pattern) =>
    compilePattern(pattern).read(bytes, 0, bytes.length, out)
  );
  if (patterns.length === 0) return CLOCK_ALONE.test(text) ? { clock: true } : undefined;
  if (patterns.length === 1) return { format: compilePattern(patterns[0]) };
  return { doubt: patterns.map((pattern) => pattern.replaceAll(/\[.*$/g, "") + shownClock(text)) };
}

function patternsOf(text: string): string[] {
  const weekday = /^[A-Za-z]{3,9}(,? )(?=\S)/.exec(text);
  const isWeekday = weekday !== null && /^(mon|tue|wed|thu|fri|sat|sun)/i.test(text);
  const lead = isWeekday ? (weekday[0].length > 5 ? "EEEE" : "EEE") + weekday[1] : "";
  const rest = isWeekday ? text.slice(weekday[0].length) : text;
  for (const { form, patterns } of DATE_FORMS) {
    const found = form.exec(rest);
    if (found === null) continue;
    const clock = clockPattern(rest.slice(found[0].length));
    if (clock === undefined) continue;
    return patterns(found).map((pattern) => `${lead}${pattern}${clock}`);
  }
  return [];
}

/** The pattern of what stands behind a date; undefined if it is no time of day. */
function clockPattern(text: string): string | undefined {
  if (text === "") return `[ HH${minutes()}]`;
  const separator = /^(?:, |[ ,T])/.exec(text)?.[0];
  if (separator === undefined) return undefined;
  const parts = CLOCK.exec(text.slice(separator.length));
  if (parts === null) return undefined;
  const { h, mark, a } = parts.groups!;
  const zone = text.slice(separator.length + parts[0].length);
  if (zone !== "" && !ZONE.test(zone)) return undefined;
  const hours = (a === undefined ? "H" : "h").repeat(h.length);
  const clock = hours + minutes(mark) + (a === undefined ? "" : a[0] === " " ? " a" : "a");
  return `[${separator.replace("T", "'T'")}${clock}${zone === "" ? "" : zone[0] === " " ? " XXX" : "XXX"}]`;
}

/** The clock of a text as a pattern, for people. */
function shownClock(text: string): string {
  const found = SHOWN_CLOCK.exec(text)?.groups;
  if (found === undefined) return "";
  const { separator, h, mark, s, f, a, zone } = found;
  const spaced = (part: string, letters: string) => part[0] === " " ? ` ${letters}` : letters;
  return separator.replace("T", "'T'") + (a === undefined ? "H" : "h").repeat(h.length) + `${mark}mm` +
    (s === undefined ? "" : `${mark}ss`) + (f === undefined ? "" : f[0] + "S".repeat(f.length - 1)) +
    (a === undefined ? "" : spaced(a, "a")) + (zone === undefined ? "" : spaced(zone, "XXX"));
}

function dayLetters(day: string): string {
  return "d".repeat(day.length);
}

function monthLetters(month: string): string {
  return month.replace(".", "").length > 3 && !/^sept$/i.test(month) ? "MMMM" : "MMM";
}

/** What people are told of a format: `ISO 8601`, `dd/MM/yyyy HH:mm`. */
export function shownFormat(format: TimeFormat, first: string): string {
  return format.name.includes("[") ? format.name.replaceAll(/\[.*$/g, "") + shownClock(first) : format.name;
}
