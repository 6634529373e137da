import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type ParsedTime, parseIsoTime } from "../../src/input/time_parser.ts";
import { bytesOf } from "./reading.ts";

const SEED = 20262;

function parse(text: string): ParsedTime | undefined {
  const out: ParsedTime = { kind: "number", time: 0, offset: 99, isLocal: false };
  const bytes = bytesOf(`2${text}2`);
  return parseIsoTime(bytes, 1, bytes.length - 1, out) ? out : undefined;
}

Deno.test("parseIsoTime() reads dates and date-times", () => {
  const noon = Date.UTC(2020, 0, 31, 12, 30);
  const cases: [string, ParsedTime][] = [
    ["2020-01-31", { kind: "date", time: Date.UTC(2020, 0, 31), offset: 0, isLocal: true }],
    ["1949-02", { kind: "date", time: Date.UTC(1949, 1), offset: 0, isLocal: true }],
    ["2020-01-31T12:30", { kind: "date-time", time: noon, offset: 0, isLocal: true }],
    ["2020-01-31 12:30:00", { kind: "date-time", time: noon, offset: 0, isLocal: true }],
    [" 2020-01-31T12:30:00.250Z\t", { kind: "date-time", time: noon + 250, offset: 0, isLocal: false }],
    ["2020-01-31T12:30:00.0005", { kind: "date-time", time: noon + 0.5, offset: 0, isLocal: true }],
    ["2020-01-31T12:30:00+02:00", {
      kind: "date-time",
      time: noon - 2 * 3_600_000,
      offset: 120,
      isLocal: false,
    }],
    ["2020-01-31T12:30-0530", {
      kind: "date-time",
      time: noon + 5.5 * 3_600_000,
      offset: -330,
      isLocal: false,
    }],
    ["2020-01-31T12", { kind: "date-time", time: Date.UTC(2020, 0, 31, 12), offset: 0, isLocal: true }],
    ["2020-01-31T24:00", { kind: "date-time", time: Date.UTC(2020, 1, 1), offset: 0, isLocal: true }],
    ["2020-01-31 12:30:00 UTC", { kind: "date-time", time: noon, offset: 0, isLocal: false }],
    ["2020-01-31 12:30:00 +0100", { kind: "date-time", time: noon - 3_600_000, offset: 60, isLocal: false }],
    ["2020-01-31 12:30 PM", { kind: "date-time", time: noon, offset: 0, isLocal: true }],
    ["2020-01-31 12:30 am", { kind: "date-time", time: noon - 12 * 3_600_000, offset: 0, isLocal: true }],
    ["2020-01-31T12:30:00,5", { kind: "date-time", time: noon + 500, offset: 0, isLocal: true }],
    ["2020/1/31", { kind: "date", time: Date.UTC(2020, 0, 31), offset: 0, isLocal: true }],
    ["2020.01.31 12:30", { kind: "date-time", time: noon, offset: 0, isLocal: true }],
    ["20200131", { kind: "date", time: Date.UTC(2020, 0, 31), offset: 0, isLocal: true }],
    ["20200131T123000Z", { kind: "date-time", time: noon, offset: 0, isLocal: false }],
    ["2020-Q3", { kind: "date", time: Date.UTC(2020, 6, 1), offset: 0, isLocal: true }],
    ["2020M05", { kind: "date", time: Date.UTC(2020, 4, 1), offset: 0, isLocal: true }],
    ["2020-W53-5", { kind: "date", time: Date.UTC(2021, 0, 1), offset: 0, isLocal: true }],
    ["2026-W01", { kind: "date", time: Date.UTC(2025, 11, 29), offset: 0, isLocal: true }],
    ["2020-01-31 12:30:00+00", { kind: "date-time", time: noon, offset: 0, isLocal: false }],
    ["2020-01-31 12:30:00-00:00", { kind: "date-time", time: noon, offset: 0, isLocal: false }],
  ];
  for (const [text, expected] of cases) assertEquals(parse(text), expected, text);
});

Deno.test("parseIsoTime() agrees with Date on every day and second of years 0 to 9999", () => {
  const from = new Date("0000-01-01T00:00:00Z").getTime();
  const to = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
  fc.assert(
    fc.property(fc.integer({ min: from, max: to }), fc.integer({ min: -1439, max: 1439 }), (time, offset) => {
      const text = new Date(time).toISOString();
      assertEquals(parse(text)?.time, time);
      assertEquals(parse(text.slice(0, 10))?.time, Math.floor(time / 86_400_000) * 86_400_000);
      const zone = (offset < 0 ? "-" : "+") + new Date(Math.abs(offset) * 60_000).toISOString().slice(11, 16);
      assertEquals(parse(text.slice(0, -1) + zone), {
        kind: "date-time",
        time: time - 60_000 * offset,
        offset,
        isLocal: false,
      });
    }),
    { seed: SEED, numRuns: 3000 },
  );
});

Deno.test("parseIsoTime() accepts exactly the days that the calendar has", () => {
  for (const year of [1900, 2000, 2019, 2020, 2100, 0, 9999]) {
    for (let month = 0; month <= 13; month++) {
      for (let day = 0; day <= 32; day++) {
        const text = [
          String(year).padStart(4, "0"),
          String(month).padStart(2, "0"),
          String(day).padStart(2, "0"),
        ].join("-");
        const time = new Date(`${text}T00:00:00Z`).getTime();
        const exists = !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
        assertEquals(parse(text)?.time, exists ? time : undefined, text);
      }
    }
  }
});

Deno.test("parseIsoTime() refuses what is no time", () => {
  for (
    const text of [
      ..."|NA|NaN|?|Infinity|0x10|today|5|2020|20-01-31|2020-1-31|2020-01-3|2020-01-311|31.01.2020|12345678|20200230|2021-W53"
        .split(
          "|",
        ),
      ..."2020-|2020-01-|2020-01-31T|2020-01-31T12:|2020-01-31T12:3|2020-01-31T24:01|2020-01-31T25|2020-13|2020/01"
        .split("|"),
      ..."2020-01-31T12:60|2020-01-31T12:30:60|2020-01-31T12:30:|2020-01-31T12:30:00.|2020-01-31T13:30 PM"
        .split("|"),
      ..."2020-01-31T12:30z|2020-01-31T12:30ZZ|2020-01-31T12:30+|2020-01-31T12:30+1|2020-01-31T12:30+01:|2020-01-31T12:30+24"
        .split("|"),
      ..."2020-01-31T12:30+01:60|2020-01-31T12:30+01:000|2020-01-31Z|2020-01-31x12:30|2020-01-31  12:30|+2020-01-31"
        .split("|"),
    ]
  ) assertEquals(parse(text), undefined, text);
});

Deno.test("parseIsoTime() never reads past the end, nor takes mutilated times for others", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."0123456789-:T +Z.,"), maxLength: 26 }), (text) => {
      const got = parse(text);
      // What it reads of the extended form, Date reads the same; of other forms it must at least read no other year.
      if (got === undefined) return;
      const iso = text.trim().replace(" ", "T").replace(/ ([+-])/, "$1").replace(/([+-]\d\d)$/, "$1:00")
        .replace(/([+-]\d\d)(\d\d)$/, "$1:$2").replace(",", ".");
      const hasZone = got.kind === "date" || /(Z|[+-]\d\d:\d\d)$/.test(iso);
      const date = new Date(hasZone ? iso : iso + "Z").getTime();
      if (Number.isNaN(date)) assertEquals(text.trim().slice(0, 4), text.trim().match(/^\d{4}/)?.[0]);
      else assert(Math.abs(date - got.time) < 1, text);
    }),
    { seed: SEED, numRuns: 5000 },
  );
});
