import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { UsageError } from "../../src/base/errors.ts";
import { ELAPSED_CLOCK } from "../../src/input/counted_time.ts";
import { ISO } from "../../src/input/iso_time.ts";
import type { TimeFormat } from "../../src/input/time_format.ts";
import { timeFormat } from "../../src/input/time_formats.ts";
import { guessTime, shownFormat } from "../../src/input/time_guess.ts";
import type { ParsedTime } from "../../src/input/time_parser.ts";
import { bytesOf } from "./reading.ts";

function time(format: TimeFormat, text: string): number | undefined {
  const out: ParsedTime = { kind: "number", time: 0, offset: 0, isLocal: false };
  const bytes = bytesOf(text);
  return format.read(bytes, 0, bytes.length, out) ? out.time : undefined;
}

/** What is inferred of a cell: `dd/MM/yyyy HH:mm`, `doubt dd/MM/yyyy MM/dd/yyyy`, `clock` or "". */
function guessed(text: string): string {
  const guess = guessTime(text);
  if (guess === undefined) return "";
  if ("clock" in guess) return "clock";
  return "doubt" in guess ? `doubt ${guess.doubt.join(" | ")}` : shownFormat(guess.format, text);
}

Deno.test("guessTime() tells how times are written, and where day and month may change places", () => {
  const cases: [string, string, number?][] = [
    ["2024-01-31", "iso", Date.UTC(2024, 0, 31)],
    ["20240131", "iso", Date.UTC(2024, 0, 31)],
    ["2024.01.05 00:15", "iso", Date.UTC(2024, 0, 5, 0, 15)],
    ["16/12/2006 17:24:00", "dd/MM/yyyy HH:mm:ss", Date.UTC(2006, 11, 16, 17, 24)],
    ["12/16/2006", "MM/dd/yyyy", Date.UTC(2006, 11, 16)],
    ["31.12.2023", "dd.MM.yyyy", Date.UTC(2023, 11, 31)],
    ["01.02.2024 10:15", "dd.MM.yyyy HH:mm", Date.UTC(2024, 1, 1, 10, 15)],
    ["31.12.06", "dd.MM.yy", Date.UTC(2006, 11, 31)],
    ["1/22/20", "M/d/yy", Date.UTC(2020, 0, 22)],
    ["Jan 02, 2024", "MMM dd, yyyy", Date.UTC(2024, 0, 2)],
    ["2 January 2024 10:00", "d MMMM yyyy HH:mm", Date.UTC(2024, 0, 2, 10)],
    ["02-JAN-2024", "dd-MMM-yyyy", Date.UTC(2024, 0, 2)],
    ["Sept 2024", "MMM yyyy", Date.UTC(2024, 8)],
    ["2024-Jan-02", "yyyy-MMM-dd", Date.UTC(2024, 0, 2)],
    ["Tue, 02 Jan 2024 10:00:00 GMT", "EEE, dd MMM yyyy HH:mm:ss XXX", Date.UTC(2024, 0, 2, 10)],
    ["13/4/2024, 5:06 PM", "d/M/yyyy, h:mm a", Date.UTC(2024, 3, 13, 17, 6)],
    ["18/03/2004 18.00.00", "dd/MM/yyyy HH.mm.ss", Date.UTC(2004, 2, 18, 18)],
    ["01/02/2024", "doubt dd/MM/yyyy | MM/dd/yyyy"],
    ["02/02/2024 08:00 AM", "doubt dd/MM/yyyy hh:mm a | MM/dd/yyyy hh:mm a"],
    ["01-02-2024", "doubt dd-MM-yyyy | MM-dd-yyyy"],
    ["16/12/06", "doubt dd/MM/yy | yy/MM/dd"],
    ["00:07", "clock"],
    ["18.00.00", "clock"],
    ["5", "number", 5],
    ...["", "NA", "close", "10.10.", "1.2.3", "32/01/2024", "30/02/2024", "Jan", "5%", "1,5", "31.13.2024"]
      .map((text): [string, string] => [text, ""]),
  ];
  for (const [text, expected, at] of cases) {
    assertEquals(guessed(text), expected, text);
    const guess = guessTime(text);
    if (at !== undefined && guess !== undefined && "format" in guess) {
      assertEquals(time(guess.format, text), at, text);
    }
  }
});

Deno.test("a time format writes a time as it reads it, in the form of another", () => {
  const forms = [
    ..."2024-01-31|2024-01-31T10:20|2024-01-31 10:20:30|2024-01-31T10:20:30.123Z|2024/1/5|2024.01.05 00:15"
      .split("|"),
    ..."20240131T102030Z|2024-01-31 08:00:00 +0100|2024-01-31 11:00 PM|2024-01-31 23:59:58 UTC|20240131"
      .split("|"),
    ..."16/12/2006|16/12/2006 17:24:00|12/16/2006 5:06 PM|31.12.06 01:02|Jan 30, 2024|30-Jan-2024 10:00"
      .split("|"),
    ..."Tue, 30 Jan 2024 10:00:00 GMT|30 january 2024|JAN 30, 2024 10:00|13/4/2024, 5:06 pm".split("|"),
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...forms),
      fc.integer({ min: Date.UTC(1970, 0), max: Date.UTC(2060, 0) }),
      (like, at) => {
        const guess = guessTime(like);
        assert(guess !== undefined && "format" in guess);
        const { format } = guess;
        // To the precision that the form has.
        const unit = /\.\d{3}Z/.test(like)
          ? 1
          : /:\d\d:\d\d|T\d{6}/.test(like)
          ? 1000
          : /:/.test(like)
          ? 60_000
          : 86_400_000;
        const wanted = Math.floor(at / unit) * unit - (like.includes("+0100") ? 0 : 0);
        const written = format.write(wanted, like);
        assertEquals(time(format, written), wanted, `${like}: ${written}`);
        assertEquals(format.write(time(format, written)!, written), written);
        assertEquals(
          written.replace(/[A-Za-z]+/g, "a").replace(/\d+/g, "0"),
          like.replace(/[A-Za-z]+/g, "a").replace(/\d+/g, "0"),
        );
      },
    ),
    { seed: 20269, numRuns: 2000 },
  );
});

Deno.test("timeFormat() reads counted times, and writes them", () => {
  const cases: [string, string, number][] = [
    ["s", "1700000000", 1_700_000_000_000],
    ["s", "1700000000.25", 1_700_000_000_250],
    ["ms", "1700000000123", 1_700_000_000_123],
    ["us", "1700000000123456", 1_700_000_000_123.456],
    ["ns", "1700000000123456789", 1_700_000_000_123.4568],
    ["elapsed-s", "90", 90_000],
    ["elapsed-min", "1441", 1441 * 60_000],
    ["elapsed-h", "0.5", 1_800_000],
    ["elapsed-h", "47:59", (47 * 60 + 59) * 60_000],
    ["elapsed-h", "123:00:30", (123 * 3600 + 30) * 1000],
  ];
  for (const [name, text, expected] of cases) {
    assertEquals(time(timeFormat(name), text), expected, text);
    if (name !== "ns") assertEquals(timeFormat(name).write(expected, text), text);
  }
  assertEquals(time(timeFormat("s"), "2024-01-01"), undefined);
  assertEquals(time(ISO, "1700000000"), undefined);
  assertEquals(time(ELAPSED_CLOCK, "00:07"), 7 * 60_000);
  assertEquals(ELAPSED_CLOCK.write(49 * 3_600_000, "00:07"), "49:00");
});

Deno.test("timeFormat() reads by a pattern of date letters, strictly where digits touch", () => {
  const cases: [string, string, number | undefined][] = [
    ["yyyyMMddHHmm", "202401311015", Date.UTC(2024, 0, 31, 10, 15)],
    ["yyyyMMdd HHmmss", "20240131 101530", Date.UTC(2024, 0, 31, 10, 15, 30)],
    ["dd/MM/yyyy HH:mm", "1/2/2024 7:05", Date.UTC(2024, 1, 1, 7, 5)],
    ["dd/MM/yyyy HH:mm", "01/02/2024", undefined],
    ["MM-dd-yyyy hh:mm a", "01-02-2024 12:15 AM", Date.UTC(2024, 0, 2, 0, 15)],
    ["yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "2024-01-02T03:04:05.500+02:00", Date.UTC(2024, 0, 2, 1, 4, 5, 500)],
    ["'day' d 'of' MMMM yyyy", "day 5 of March 2024", Date.UTC(2024, 2, 5)],
    ["dd.MM.yyyy[ HH:mm]", "05.03.2024", Date.UTC(2024, 2, 5)],
    ["dd.MM.yyyy[ HH:mm]", "05.03.2024 24:00", Date.UTC(2024, 2, 6)],
    ["yyyyMMddHHmm", "20240131101", undefined],
    ["dd/MM/yyyy", "31/02/2024", undefined],
    ["dd/MM/yyyy", "1/2/24", undefined],
  ];
  for (const [pattern, text, expected] of cases) {
    assertEquals(time(timeFormat(pattern), text), expected, `${pattern} ${text}`);
  }
  for (const pattern of ["dd/MM", "yyyy-dd", "yyyy 'x", "yyyy[", "yyyy]", "yyyy b", "XXX yyyy", "fast"]) {
    assertThrows(() => timeFormat(pattern), UsageError, "Cannot read times by the pattern");
  }
});
