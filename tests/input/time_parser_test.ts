import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type ParsedTime, parseTime } from "../../src/input/time_parser.ts";
import { bytesOf } from "./reading.ts";

const SEED = 20262;

function parse(text: string): ParsedTime | undefined {
  const out: ParsedTime = { kind: "number", time: 0, offset: 99 };
  const bytes = bytesOf(`2${text}2`);
  return parseTime(bytes, 1, bytes.length - 1, out) ? out : undefined;
}

Deno.test("parseTime() reads dates, date-times and numbers", () => {
  const noon = Date.UTC(2020, 0, 31, 12, 30);
  const cases: [string, ParsedTime][] = [
    ["2020-01-31", { kind: "date", time: Date.UTC(2020, 0, 31), offset: 0 }],
    ["1949-02", { kind: "date", time: Date.UTC(1949, 1), offset: 0 }],
    ["2020-01-31T12:30", { kind: "date-time", time: noon, offset: 0 }],
    ["2020-01-31 12:30:00", { kind: "date-time", time: noon, offset: 0 }],
    [" 2020-01-31T12:30:00.250Z\t", { kind: "date-time", time: noon + 250, offset: 0 }],
    ["2020-01-31T12:30:00.0005", { kind: "date-time", time: noon + 0.5, offset: 0 }],
    ["2020-01-31T12:30:00+02:00", { kind: "date-time", time: noon - 2 * 3_600_000, offset: 120 }],
    ["2020-01-31T12:30-0530", { kind: "date-time", time: noon + 5.5 * 3_600_000, offset: -330 }],
    ["2020-01-31 12:30:00+00", { kind: "date-time", time: noon, offset: 0 }],
    ["2020-01-31 12:30:00-00:00", { kind: "date-time", time: noon, offset: 0 }],
    ["2020", { kind: "number", time: 2020, offset: 0 }],
    ["-12.5e3", { kind: "number", time: -12500, offset: 0 }],
  ];
  for (const [text, expected] of cases) assertEquals(parse(text), expected, text);
});

Deno.test("parseTime() agrees with Date on every day and second of years 0 to 9999", () => {
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
      });
    }),
    { seed: SEED, numRuns: 3000 },
  );
});

Deno.test("parseTime() accepts exactly the days that the calendar has", () => {
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

Deno.test("parseTime() refuses what is no time", () => {
  for (
    const text of [
      ..."|NA|NaN|?|Infinity|0x10|today|20-01-31|2020-1-31|2020-01-3|2020-01-311|2020/01/31|31.01.2020".split(
        "|",
      ),
      ..."2020-|2020-01-|2020-01-31T|2020-01-31T12|2020-01-31T12:|2020-01-31T12:3|2020-01-31T1230|2020-01-31T24:00"
        .split("|"),
      ..."2020-01-31T12:60|2020-01-31T12:30:60|2020-01-31T12:30:|2020-01-31T12:30:00.|2020-01-31T12:30:00,5"
        .split("|"),
      ..."2020-01-31T12:30z|2020-01-31T12:30ZZ|2020-01-31T12:30+|2020-01-31T12:30+1|2020-01-31T12:30+01:|2020-01-31T12:30+24"
        .split("|"),
      ..."2020-01-31T12:30+01:60|2020-01-31T12:30+01:000|2020-01-31Z|2020-01-31x12:30|2020-01-31  12:30|+2020-01-31"
        .split("|"),
    ]
  ) assertEquals(parse(text), undefined, text);
});

Deno.test("parseTime() never reads past the end, nor takes mutilated times for others", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."0123456789-:T +Z.,"), maxLength: 26 }), (text) => {
      const got = parse(text);
      if (got === undefined || got.kind === "number") return;
      const iso = text.trim().replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00").replace(
        /([+-]\d\d)(\d\d)$/,
        "$1:$2",
      );
      const hasZone = got.kind === "date" || /(Z|[+-]\d\d:\d\d)$/.test(iso);
      assert(Math.abs(new Date(hasZone ? iso : iso + "Z").getTime() - got.time) < 1, text);
    }),
    { seed: SEED, numRuns: 5000 },
  );
});
