import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { AlarmRecord, newSums } from "../../src/alerts/alarm_record.ts";
import { Calibration, CalibrationSums } from "../../src/alerts/calibration.ts";
import { RowClock } from "../../src/alerts/row_clock.ts";
import { parseRule } from "../../src/alerts/rule_parser.ts";
import { Random } from "../../src/base/random.ts";
import { assertContinues } from "../support/continues.ts";

/** Judges a course: in each row `a` an alarm is on, `e` an episode is, `x` both, `.` neither. Rows are 10 s apart. */
function judged(course: string, reach = 5, record?: AlarmRecord) {
  const sums = newSums();
  const it = record ?? new AlarmRecord(sums);
  let wasEpisode = false;
  [...course].forEach((mark, i) => {
    const episode = mark === "e" || mark === "x";
    const begins = episode && !wasEpisode;
    it.update({ row: i, time: 10 * i, reach, episode, begins }, mark === "a" || mark === "x");
    wasEpisode = episode;
  });
  const { alarms, falseAlarms, noticed, foretold, leads, leadRows, leadTime } = sums;
  return { alarms, falseAlarms, noticed, foretold, leads, leadRows, leadTime };
}

const NONE = { alarms: 0, falseAlarms: 0, noticed: 0, foretold: 0, leads: 0, leadRows: 0, leadTime: 0 };
const FORETOLD = { ...NONE, alarms: 1, noticed: 1, foretold: 1, leads: 1 };

Deno.test("AlarmRecord: an alarm foretells the episode that begins while it is on, or within its reach", () => {
  assertEquals(judged("..aaaxxe...."), { ...FORETOLD, leadRows: 3, leadTime: 30 });
  assertEquals(judged("..a....ee..."), { ...FORETOLD, leadRows: 5, leadTime: 50 });
});

Deno.test("AlarmRecord: an alarm is false when its reach has passed, be it off or on", () => {
  assertEquals(judged("..a.....ee.."), { ...NONE, alarms: 1, falseAlarms: 1 });
  assertEquals(judged("..aaaaaaaaaa"), { ...NONE, alarms: 1, falseAlarms: 1 });
  // On for too long, it still foretells what then begins; but was false, and by how much it came earlier counts nowhere.
  assertEquals(judged("..aaaaaaaaxx"), { ...NONE, alarms: 1, falseAlarms: 1, noticed: 1, foretold: 1 });
});

Deno.test("AlarmRecord: an alarm within an episode notices it, and foretells nothing", () => {
  assertEquals(judged("...eexxe...."), { ...NONE, alarms: 1, noticed: 1 });
  assertEquals(judged("...xxxee...."), { ...NONE, alarms: 1, noticed: 1 }); // at its first row it is no earlier
  assertEquals(judged("...eeeee...."), NONE);
});

Deno.test("AlarmRecord: an alarm that comes and goes within its reach is one; undecided at the end, it counts for nothing", () => {
  assertEquals(judged("..a.a.e....."), { ...FORETOLD, leadRows: 4, leadTime: 40 });
  assertEquals(judged("..a.a......."), { ...NONE, alarms: 1, falseAlarms: 1 });
  assertEquals(judged(".........a.."), { ...NONE, alarms: 1 });
});

Deno.test("AlarmRecord continues bit for bit", () => {
  const sums = newSums();
  assertContinues(() => new AlarmRecord(sums), (it) => judged("..aa", 5, it), (it) => {
    Object.assign(sums, newSums());
    judged("...xxee..a.....", 5, it);
    return { ...sums };
  });
});

Deno.test("Calibration judges a probability when its reach has passed: whether any value within it lay beyond", () => {
  const sums = new CalibrationSums();
  const it = new Calibration(sums, 4);
  // Row: is there a value, beyond the limit?, what is said of the next two rows.
  const rows: [boolean, boolean, number][] = [
    [true, false, 0.2], // then neither: did not come true
    [true, false, 0.5], // then the second: came true
    [true, false, 0.8], // then the first: came true
    [true, true, 0.1], // then none has a value: not judged
    [false, false, NaN], // nothing said
    [false, false, 0.4], // not yet judged
    [true, false, 0.9],
  ];
  for (const [isPresent, isBeyond, said] of rows) {
    it.settle(isPresent, isBeyond, 2);
    it.issue(said);
  }
  const { judged, probability, observed, brier, baseBrier } = sums.report();
  assertEquals(judged, 3);
  assertAlmostEquals(probability, 0.5, 1e-12);
  assertAlmostEquals(observed, 2 / 3, 1e-12);
  assertAlmostEquals(brier, (0.04 + 0.25 + 0.04) / 3, 1e-12);
  assertAlmostEquals(baseBrier, 2 / 9, 1e-12);
});

Deno.test("Calibration: the row at which a probability is said is none of those that it speaks of", () => {
  const sums = new CalibrationSums();
  const it = new Calibration(sums, 2);
  for (const [isBeyond, said] of [[true, 1], [false, NaN], [false, NaN]] as const) {
    it.settle(true, isBeyond, 2);
    it.issue(said);
  }
  const { judged, observed } = sums.report();
  assertEquals([judged, observed], [1, 0]);
});

Deno.test("Calibration says nothing where the reach is not known, or no row", () => {
  for (const reach of [NaN, 0, 5]) {
    const sums = new CalibrationSums();
    const it = new Calibration(sums, 4);
    for (let t = 0; t < 20; t++) {
      it.settle(true, true, reach);
      it.issue(0.5);
    }
    assertEquals(sums.report().judged, 0, `${reach}`);
  }
});

const within = (text: string) => {
  const rule = parseRule(`x<0 within ${text}`);
  return rule.kind === "crossing" ? rule.within : { amount: 0, unit: "rows" as const };
};

Deno.test("RowClock tells a time in rows, jitter and lost rows forgiven; before five gaps it does not know", () => {
  const clock = new RowClock();
  const random = new Random(1);
  let time = 0;
  for (let i = 0; i <= 200; i++) {
    clock.update(time);
    if (i < 5) assertEquals(clock.rows(within("10m")), NaN);
    time += (random.uniform() < 0.02 ? 600_000 : 60_000) + 200 * random.normal();
  }
  assertEquals(clock.rows(within("10m")), 10);
  assertEquals(clock.rows(within("50s")), 0);
  assertEquals(clock.rows(within("7 rows")), 7);
});

Deno.test("RowClock watches no longer than ten usual gaps: a patient who is away is not watched", () => {
  const clock = new RowClock();
  for (let i = 0; i <= 100; i++) clock.update(60_000 * i);
  assertEquals(clock.watched, 6_000_000);
  clock.update(6_000_000 + 86_400_000);
  assert(clock.watched < 6_000_000 + 12 * 60_000);
});
