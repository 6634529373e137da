import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/base/errors.ts";
import { calendarCycles } from "../../src/series/calendar.ts";
import { DAY, HOUR } from "./rows.ts";

const [hour, weekday, month] = calendarCycles(["hour", "weekday", "month"], "date-time");
const at = (iso: string): number => Date.parse(iso);
const names = (cycles: readonly { name: string }[]): string[] => cycles.map(({ name }) => name);

Deno.test("calendarCycles() hour begins at midnight and goes round in a day", () => {
  assertEquals(hour.phase(at("2020-02-29T00:00:00Z")), 0);
  assertEquals(hour.phase(at("2020-02-29T06:00:00Z")), 0.25);
  assertEquals(hour.phase(at("1969-12-31T18:00:00Z")), 0.75);
  assertAlmostEquals(hour.phase(at("2020-02-29T23:59:59.999Z")), 1 - 1 / DAY, 1e-9);
});

Deno.test("calendarCycles() weekday begins on Monday", () => {
  const days = {
    "2024-01-01": 0,
    "2020-02-29": 5,
    "2000-01-01": 5,
    "1970-01-01": 3,
    "1969-12-28": 6,
    "1900-01-01": 0,
  };
  for (const [date, day] of Object.entries(days)) {
    assertAlmostEquals(weekday.phase(at(date)), day / 7, 1e-12, date);
  }
  assertAlmostEquals(weekday.phase(at("2024-01-01T12:00:00Z")), 0.5 / 7, 1e-12);
});

Deno.test("calendarCycles() month is the month and the day within it, on every day of 1896 … 2104", () => {
  for (let time = at("1896-01-01"); time < at("2105-01-01"); time += DAY) {
    const date = new Date(time);
    const expected = (date.getUTCMonth() + (date.getUTCDate() - 1) / 31) / 12;
    if (Math.abs(month.phase(time) - expected) > 1e-12) {
      assertEquals(month.phase(time), expected, date.toISOString());
    }
  }
});

Deno.test("calendarCycles() month by hand: leap day, ends of months, and a time within the day", () => {
  assertAlmostEquals(month.phase(at("2020-02-29")), (1 + 28 / 31) / 12, 1e-12);
  assertAlmostEquals(month.phase(at("2021-03-01")), 2 / 12, 1e-12);
  assertAlmostEquals(month.phase(at("2021-12-31")), (11 + 30 / 31) / 12, 1e-12);
  assertEquals(month.phase(at("2021-01-01T23:00:00Z")), 0);
  assertAlmostEquals(month.phase(at("0000-02-29")), (1 + 28 / 31) / 12, 1e-12);
});

Deno.test("calendarCycles() auto takes what the kind of time can tell", () => {
  assertEquals(names(calendarCycles("auto", "date-time")), ["hour", "weekday"]);
  assertEquals(names(calendarCycles("auto", "date")), ["weekday", "month"]);
  assertEquals(names(calendarCycles("auto", "number")), []);
  assertEquals(names(calendarCycles("auto", "row")), []);
  assertEquals(names(calendarCycles([], "date")), []);
});

Deno.test("calendarCycles() auto fits hours to the minute and the hour, weekdays to days, months to days and weeks", () => {
  const [hour, weekday] = calendarCycles("auto", "date-time");
  const month = calendarCycles("auto", "date")[1];
  const fits = (interval: number) => [hour, weekday, month].map((cycle) => cycle.fits(interval));
  assertEquals(fits(1000), [false, false, false]);
  assertEquals(fits(60_000), [true, false, false]);
  assertEquals(fits(HOUR), [true, false, false]);
  assertEquals(fits(DAY), [false, true, true]);
  assertEquals(fits(7 * DAY), [false, false, true]);
  assertEquals(fits(365 * DAY), [false, false, false]);
});

Deno.test("calendarCycles() takes named cycles in one order, whatever the interval", () => {
  const cycles = calendarCycles(["month", "hour"], "date");
  assertEquals(names(cycles), ["hour", "month"]);
  assert(cycles.every((cycle) => cycle.fits(1) && cycle.fits(Infinity)));
});

Deno.test("calendarCycles() refuses named cycles without ISO times", () => {
  assertThrows(
    () => calendarCycles(["hour"], "row"),
    UsageError,
    "Cannot use calendar hour: the time column must hold ISO 8601 times, got no time column",
  );
  assertThrows(() => calendarCycles(["hour", "month"], "number"), UsageError, "got numbers");
});
