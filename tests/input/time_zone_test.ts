import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { TimeZone } from "../../src/input/time_zone.ts";
import { read } from "./reading.ts";

Deno.test("TimeZone agrees with Temporal at every moment, near the changes of its offset too", () => {
  for (
    const name of ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia"]
  ) {
    const zone = new TimeZone(name);
    const changes = [
      Date.UTC(2024, 2, 31, 1),
      Date.UTC(2024, 9, 27, 1),
      Date.UTC(2011, 11, 30, 10),
      Date.UTC(2024, 3, 6, 15),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...changes),
        fc.integer({ min: -90_000_000, max: 90_000_000 }),
        (change, apart) => {
          const plain = Temporal.Instant.fromEpochMilliseconds(change + apart).toZonedDateTimeISO("UTC")
            .toPlainDateTime();
          const wall = change + apart;
          assertEquals(zone.utc(wall), plain.toZonedDateTime(name).epochMilliseconds, `${name} ${plain}`);
          const later = plain.toZonedDateTime(name, { disambiguation: "later" });
          const isTwice = later.epochMilliseconds !== zone.utc(wall) &&
            Temporal.PlainDateTime.compare(later.toPlainDateTime(), plain) === 0;
          assertEquals(zone.secondPassage(wall), isTwice ? later.epochMilliseconds : NaN);
          const utc = Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO(name);
          assertEquals(zone.minutesAhead(wall), utc.offsetNanoseconds / 6e10);
        },
      ),
      { seed: 20270, numRuns: 200 },
    );
  }
  assertThrows(() => new TimeZone("Mars/Olympus"), RangeError);
});

Deno.test("RowReader reads an hour that comes twice in order: time that falls back, or comes again, opens its second passage", async () => {
  const timezone = "Europe/Berlin";
  const utc = (text: string) => new Date(text).getTime();
  const halves = "01:30,1|02:00,2|02:30,3|02:00,4|02:30,5|03:00,6".split("|");
  const { rows, bad } = await read(`time,v\n${halves.map((row) => `2024-10-27 ${row}\n`).join("")}`, {
    timezone,
  });
  assertEquals(bad, []);
  assertEquals(
    rows.map(({ time }) => new Date(time).toISOString().slice(11, 16)),
    ["23:30", "00:00", "00:30", "01:00", "01:30", "02:00"],
  );
  assertEquals(rows.map(({ offset }) => offset), [120, 120, 120, 60, 60, 60]);
  const hours = await read(
    "time,v\n2024-10-27 01:00,1\n2024-10-27 02:00,2\n2024-10-27 02:00,3\n2024-10-27 03:00,4\n",
    { timezone },
  );
  assertEquals(hours.rows.map(({ time }) => time), [
    utc("2024-10-26T23:00Z"),
    utc("2024-10-27T00:00Z"),
    utc("2024-10-27T01:00Z"),
    utc("2024-10-27T02:00Z"),
  ]);
  const zoned = await read("time,v\n2024-10-27T02:00Z,1\n2024-10-27T02:00+01:00,2\n", { timezone });
  assertEquals(
    zoned.rows.map(({ time }) => time),
    [utc("2024-10-27T02:00Z")],
    "times that say their zone keep it",
  );
});
