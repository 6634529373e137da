import { assertEquals } from "@std/assert";
import { MemoryArchive } from "../../src/base/archive.ts";
import { civilDate, daysSince1970 } from "../../src/base/civil_date.ts";
import { UsualStep } from "../../src/series/usual_step.ts";

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** The step of rows at these times, ISO 8601 without a zone, or with one as an offset in whole hours. */
function stepOf(times: readonly string[]): UsualStep {
  const step = new UsualStep(true);
  for (const text of times) {
    const [local, hours = "0"] = text.split("+");
    const wall = Date.parse(`${local.length === 10 ? `${local}T00:00` : local}Z`);
    step.observe(wall - Number(hours) * 60 * MINUTE, wall);
  }
  return step;
}

function ahead(times: readonly string[], ...rows: number[]): string[] {
  const step = stepOf(times);
  return rows.map((row) => new Date(step.ahead(row)).toISOString().slice(0, 16).replace("T00:00", ""));
}

Deno.test("civilDate() and daysSince1970() are inverse, and agree with Date over 800 years", () => {
  for (let days = -150_000; days < 150_000; days += 37) {
    const { year, month, day } = civilDate(days);
    assertEquals(daysSince1970(year, month, day), days);
    const date = new Date(days * DAY);
    assertEquals([year, month, day], [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]);
  }
});

Deno.test("UsualStep counts months as months, and keeps the day", () => {
  assertEquals(ahead(["2024-01-01", "2024-02-01"], 1, 2, 12), ["2024-03-01", "2024-04-01", "2025-02-01"]);
  assertEquals(ahead(["2023-12-31", "2024-01-31", "2024-02-29"], 1, 2), ["2024-03-31", "2024-04-30"]);
  assertEquals(ahead(["2023-02-28", "2023-03-31", "2023-04-30"], 1), ["2023-05-31"]);
  assertEquals(ahead(["2023-01-30", "2023-02-28"], 1), ["2023-03-30"]);
  assertEquals(ahead(["2023-01-15", "2023-04-15", "2023-07-15"], 1, 2), ["2023-10-15", "2024-01-15"]);
  assertEquals(ahead(["2020-02-29", "2021-02-28", "2022-02-28"], 1, 2), ["2023-02-28", "2024-02-29"]);
});

Deno.test("UsualStep tells four weeks from a month by what comes more often", () => {
  const rows = ["2023-02-01", "2023-03-01", "2023-03-29", "2023-04-26"];
  assertEquals(ahead(rows, 1), ["2023-05-24"]);
});

Deno.test("UsualStep passes over weekends where they never come, not over holidays", () => {
  const days = ["2024-01-03", "2024-01-04", "2024-01-05", "2024-01-08", "2024-01-09", "2024-01-10"];
  assertEquals(ahead(days, 1, 2, 3, 7, 10), [
    "2024-01-11",
    "2024-01-12",
    "2024-01-15",
    "2024-01-19",
    "2024-01-24",
  ]);
  assertEquals(ahead(["2024-01-04", "2024-01-05", "2024-01-08"], 1, 4, 5), [
    "2024-01-09",
    "2024-01-12",
    "2024-01-15",
  ]);
  // Weeks stay weeks, though they pass over days.
  assertEquals(ahead(["2024-01-08", "2024-01-15", "2024-01-22", "2024-01-29"], 1, 2), [
    "2024-02-05",
    "2024-02-12",
  ]);
  assertEquals(ahead(["2024-01-08", "2024-01-15"], 1), ["2024-01-22"]);
  // Monday the 15th is a holiday: the step over it makes no Monday a day without rows.
  const holiday = [
    ...days,
    "2024-01-11",
    "2024-01-12",
    "2024-01-16",
    "2024-01-17",
    "2024-01-18",
    "2024-01-19",
  ];
  assertEquals(ahead(holiday, 1), ["2024-01-22"]);
  const everyDay = ["2024-01-05", "2024-01-06", "2024-01-07", "2024-01-08"];
  assertEquals(ahead(everyDay, 5), ["2024-01-13"]);
});

Deno.test("UsualStep passes over closed days within the day, too", () => {
  const hours = ["2024-01-05T21:00", "2024-01-05T22:00", "2024-01-08T00:00", "2024-01-08T01:00"];
  const times = [...hours, "2024-01-12T22:00", "2024-01-12T23:00"];
  assertEquals(ahead(times, 1, 2, 24 * 5 + 1), ["2024-01-15", "2024-01-15T01:00", "2024-01-22"]);
});

Deno.test("UsualStep counts days along the wall clock, and hours in elapsed time", () => {
  // Summer time begins on 2024-03-31 in Berlin: local midnights are 23 hours apart.
  const days = stepOf([
    "2024-03-29T00:00+1",
    "2024-03-30T00:00+1",
    "2024-03-31T00:00+1",
    "2024-04-01T00:00+2",
  ]);
  assertEquals(days.isWallClock, true);
  assertEquals(days.ahead(1), Date.parse("2024-04-02T00:00Z"));
  const hours = stepOf(["2024-03-31T00:00+1", "2024-03-31T01:00+1", "2024-03-31T03:00+2"]);
  assertEquals(hours.isWallClock, false);
  assertEquals(hours.ahead(1), Date.parse("2024-03-31T02:00Z"));
});

Deno.test("UsualStep takes the most frequent step, of equally frequent ones the newest", () => {
  const minutes = (...at: number[]) => {
    const step = new UsualStep(true);
    for (const minute of at) step.observe(minute * MINUTE, minute * MINUTE);
    return step.step / MINUTE;
  };
  assertEquals(minutes(0, 5), 5);
  assertEquals(minutes(0, 5, 15), 10);
  assertEquals(minutes(0, 5, 15, 20), 5);
  assertEquals(minutes(0, 5, 10, 25, 40, 41), 15);
  assertEquals(minutes(0, 5, 5, 5), 5);
});

Deno.test("UsualStep of plain numbers is plain, whatever decimal fractions round to", () => {
  const step = new UsualStep(false);
  for (const time of [0.1, 0.2, 0.30000000000000004, 0.4, 0.7, 1]) step.observe(time, time);
  assertEquals(Number(step.ahead(2).toPrecision(15)), 1.2);
  assertEquals(step.isWallClock, false);
});

Deno.test("UsualStep knows no step before the second row", () => {
  assertEquals(ahead2(new UsualStep(true)), NaN);
  assertEquals(ahead2(stepOf(["2024-01-01"])), NaN);
  function ahead2(step: UsualStep) {
    return step.ahead(1);
  }
});

Deno.test("UsualStep takes no step back, and goes on from there", () => {
  const days = ["2024-01-01", "2024-01-02", "2099-01-01", "2024-01-03"];
  assertEquals(ahead([...days, "2024-01-04"], 1), ["2024-01-05"]);
});

Deno.test("UsualStep forgets what was usual long ago", () => {
  const step = new UsualStep(true);
  let time = 0;
  for (let i = 0; i < 1000; i++) step.observe(time += DAY, time);
  for (let i = 0; i < 200; i++) step.observe(time += MINUTE, time);
  assertEquals(step.step, MINUTE);
});

Deno.test("UsualStep goes on from its state as if nothing had been", () => {
  const times = ["2024-01-31", "2024-02-29", "2024-03-31"];
  const whole = stepOf([...times, "2024-04-30"]);
  const saved = new MemoryArchive();
  stepOf(times).persist(saved);
  const resumed = new UsualStep(true);
  resumed.persist(saved.reopened());
  const last = Date.parse("2024-04-30T00:00Z");
  resumed.observe(last, last);
  for (const rows of [1, 2, 7]) assertEquals(resumed.ahead(rows), whole.ahead(rows));
});
