import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/base/errors.ts";
import { Agenda } from "../../src/schedule/agenda.ts";
import { job } from "./jobs.ts";

/** The next times after this one. */
function times(cron: string, timeZone: string, after: string, count: number): string[] {
  const agenda = new Agenda(job({ cron, timeZone }));
  const found: string[] = [];
  for (let time = Date.parse(after); found.length < count;) {
    time = agenda.next(time);
    found.push(new Date(time).toISOString());
  }
  return found;
}

Deno.test("Agenda.next() means its expression in the job's time zone, summer and winter", () => {
  assertEquals(times("30 18 * * 1-5", "Europe/Berlin", "2026-03-27T00:00:00Z", 2), [
    "2026-03-27T17:30:00.000Z", // Friday, winter time
    "2026-03-30T16:30:00.000Z", // Monday, summer time
  ]);
  assertEquals(times("0 9 1 * *", "America/New_York", "2026-10-30T00:00:00Z", 2), [
    "2026-11-01T14:00:00.000Z",
    "2026-12-01T14:00:00.000Z",
  ]);
});

Deno.test("Agenda.next(): a time that comes twice in a night is one, and one that does not exist is made up for", () => {
  // 25 October 2026: the clock goes from 3:00 back to 2:00. 29 March: from 2:00 on to 3:00.
  assertEquals(times("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", 2), [
    "2026-10-25T00:30:00.000Z",
    "2026-10-26T01:30:00.000Z",
  ]);
  const [skipped] = times("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", 1);
  assertEquals(skipped.slice(0, 10), "2026-03-29");
});

Deno.test("Agenda.next() never goes back, and is the same asked from anywhere between", () => {
  const agenda = new Agenda(job({ cron: "*/7 * * * *", timeZone: "Asia/Kolkata" }));
  let time = Date.parse("2026-05-01T00:00:00Z");
  for (let i = 0; i < 300; i++) {
    const next = agenda.next(time);
    assertEquals(agenda.next(next - 1), next);
    assertEquals(next > time, true);
    time = next;
  }
});

Deno.test("Agenda.missed() tells the last time missed, and how many there were", () => {
  const agenda = new Agenda(job({ cron: "0 * * * *" }));
  const at = (text: string) => Date.parse(`2026-01-01T${text}Z`);
  assertEquals(agenda.missed(at("00:00:00"), at("00:59:59")), undefined);
  assertEquals(agenda.missed(at("00:00:00"), at("03:30:00")), { due: at("03:00:00"), count: 3 });
  const everySecond = new Agenda(job({ cron: "* * * * * *" }));
  assertEquals(everySecond.missed(at("00:00:00"), at("23:00:00"))!.count, 1000);
});

Deno.test("Agenda refuses an expression that it cannot read, and one that never comes true", () => {
  for (const cron of ["", "x", "61 * * * *", "* * * *", "1 2 3 4 5 6 7 8"]) {
    assertThrows(() => new Agenda(job({ cron })), UsageError, `Cannot schedule job "prices" at "${cron}": `);
  }
  assertThrows(() => new Agenda(job({ cron: "0 0 30 2 *" })), UsageError, "no such time will come");
});
