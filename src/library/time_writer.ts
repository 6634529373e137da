import { guessTime } from "../input/time_guess.ts";
import type { ParsedTime } from "../input/time_parser.ts";
import type { TimeFormat } from "../input/time_format.ts";
import type { TimeZone } from "../input/time_zone.ts";
import type { TimeWriter } from "../pipeline/forecast_times.ts";

const MINUTE = 60_000;

/**
 * Writes times in the form of the input's.
 *
 * @param format of these; undefined: as the time itself says, or there are none
 * @param zone of times that say none; undefined: UTC
 */
export function timeWriterOf(format: TimeFormat | undefined, zone: TimeZone | undefined): TimeWriter {
  const parsed: ParsedTime = { kind: "number", time: 0, offset: 0, isLocal: false };
  return (at, isWallClock, offset, like) => {
    const bytes = new TextEncoder().encode(like);
    const form = format ?? formOf(like);
    if (form === undefined || !form.read(bytes, 0, bytes.length, parsed)) return "";
    if (!parsed.isLocal) return form.write(isWallClock ? at - MINUTE * offset : at, like);
    if (zone === undefined) return form.write(at, like);
    const utc = isWallClock ? zone.utc(at) : at; // an hour that the wall clock skips is told as the one after
    return form.write(utc + MINUTE * zone.minutesAhead(utc), like);
  };
}

/** The form of a time without a doubt. */
function formOf(text: string): TimeFormat | undefined {
  const guess = guessTime(text);
  return guess !== undefined && "format" in guess ? guess.format : undefined;
}
