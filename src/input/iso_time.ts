import { civilDate } from "../base/civil_date.ts";
import type { TimeFormat } from "./time_format.ts";
import { DAY, MINUTE, parseIsoTime } from "./time_parser.ts";
import { halfLike, seconds, two, zoneMinutes } from "./time_words.ts";

/** ISO 8601 and what people write in its place. */
export const ISO: TimeFormat = {
  name: "iso",
  expected: "an ISO 8601 time",
  isNumber: false,
  read: parseIsoTime,
  write: writeIso,
};

const ISO_PARTS = new RegExp(
  "^\\s*(?<year>\\d{4})(?:(?<s1>[-/.]?)(?<month>\\d{1,2})(?:(?<s2>[-/.]?)(?<day>\\d{1,2}))?" +
    "|(?<part>-?[QMWqmw])(?<count>\\d+)(?<weekday>-\\d)?)" +
    "(?:(?<t>[T ])(?<h>\\d{1,2})(?:(?<s3>:?)(?<m>\\d\\d)(?:\\k<s3>(?<s>\\d\\d(?:[.,]\\d+)?))?)?(?<half> ?[AaPp]\\.?[Mm]\\.?)?" +
    "(?<zone> ?(?:Z|UTC|GMT|[+-]\\d\\d(?::?\\d\\d)?))?)?\\s*$",
);

function writeIso(time: number, like: string): string {
  const parts = ISO_PARTS.exec(like)?.groups ?? {};
  const wall = time + zoneMinutes(parts.zone) * MINUTE;
  const { year, month, day } = civilDate(Math.floor(wall / DAY));
  const four = String(year).padStart(4, "0");
  const inDay = wall - Math.floor(wall / DAY) * DAY;
  const digits = (number: number, as: string) => as.length === 1 ? String(number) : two(number);
  let date: string;
  if (parts.part !== undefined) date = writePart(wall, parts.part, parts.weekday, four, month);
  else {
    date = `${four}${parts.s1 ?? "-"}${digits(month, parts.month ?? "00")}`;
    // A month alone says no other day than its first.
    if (parts.day !== undefined || day !== 1) date += `${parts.s2 ?? "-"}${digits(day, parts.day ?? "00")}`;
  }
  if (parts.t === undefined && inDay === 0) return date;
  return `${date}${parts.t ?? " "}${writeClock(inDay, parts)}${parts.zone ?? ""}`;
}

/** A time of day as another is written, by the parts of that. */
export function writeClock(
  inDay: number,
  { h = "00", s3 = ":", m = "00", s, half }: Readonly<Record<string, string | undefined>>,
): string {
  const minutes = Math.floor(inDay / MINUTE);
  const hour = Math.floor(minutes / 60);
  const shown = half === undefined ? hour : (hour + 11) % 12 + 1;
  let clock = h.length === 1 ? String(shown) : two(shown);
  if (m !== undefined) clock += s3 + two(minutes % 60);
  const rest = inDay - minutes * MINUTE;
  if (s !== undefined || rest > 0) clock += s3 + seconds(inDay, s ?? "");
  return half === undefined ? clock : clock + halfLike(half, hour);
}

function writePart(
  wall: number,
  part: string,
  weekday: string | undefined,
  year: string,
  month: number,
): string {
  const letter = part.at(-1)!.toUpperCase();
  if (letter === "Q") return `${year}${part}${Math.ceil(month / 3)}`;
  if (letter === "M") return `${year}${part}${two(month)}`;
  const date = Temporal.Instant.fromEpochMilliseconds(Math.floor(wall)).toZonedDateTimeISO("UTC");
  const day = weekday === undefined ? "" : `-${date.dayOfWeek}`;
  return `${String(date.yearOfWeek).padStart(4, "0")}${part}${two(date.weekOfYear!)}${day}`;
}
