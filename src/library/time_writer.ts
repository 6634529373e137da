import type { ParsedTime } from "../input/time_parser.ts";
import type { TimeFormat } from "../input/time_format.ts";
import type { TimeZone } from "../input/time_zone.ts";
import type { TimeWriter } from "../pipeline/forecast_times.ts";

const MINUTE = 60_000;

/**
 * Writes times in the form of the input's.
 *
 * @param format of these; undefined: there are none
 * @param zone of times that say none; undefined: UTC
 */
export function timeWriterOf(format: TimeFormat | undefined, zone: TimeZone | undefined): TimeWriter {
  if (format === undefined) return () => "";
  const parsed: ParsedTime = { kind: "number", time: 0, offset: 0, isLocal: false };
  return (at, isWallClock, offset, like) => {
    const bytes = new TextEncoder().encode(like);
    if (!format.read(bytes, 0, bytes.length, parsed)) return "";
    if (!parsed.isLocal) return format.write(isWallClock ? at - MINUTE * offset : at, like);
    if (zone === undefined) return format.write(at, like);
    const utc = isWallClock ? zone.utc(at) : at; // an hour that the wall clock skips is told as the one after
    return format.write(utc + MINUTE * zone.minutesAhead(utc), like);
  };
}
