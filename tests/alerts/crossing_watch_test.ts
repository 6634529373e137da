import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { CrossingWatch } from "../../src/alerts/crossing_watch.ts";
import type { Notice } from "../../src/alerts/notice.ts";
import type { CrossingRule } from "../../src/alerts/rule.ts";
import { parseRule } from "../../src/alerts/rule_parser.ts";
import { Random } from "../../src/base/random.ts";
import { assertContinues } from "../support/continues.ts";

const RUN = {
  models: ["naive", "ahead"],
  usualModel: "ahead",
  targets: ["hr", "spo2"],
  horizons: [1, 5, 10],
  isTimed: true,
};
const MINUTE = 60_000;

function watchOf(text: string, run = RUN): CrossingWatch {
  const watch = new CrossingWatch(parseRule(text) as CrossingRule, run);
  watch.open();
  return watch;
}

/** What is true: 96, from row 300 on falling by 0.5 a row to 85, from row 400 on back at 96. */
function truth(t: number): number {
  return t < 300 || t >= 400 ? 96 : Math.max(85, 96 - 0.5 * (t - 300));
}

/** Values with noise, and forecasts of two models: the last value, and what will be true. Returns what is said, by row. */
function play(watch: CrossingWatch, from: number, to: number, gap = MINUTE, missing = (_: number) => false) {
  const told: (Notice & { row: number })[] = [];
  const { horizons } = RUN;
  for (let t = from; t < to; t++) {
    const spo2 = truth(t) + 0.5 * new Random(t).normal();
    const actuals = Float64Array.of(70, missing(t) ? NaN : spo2);
    const forecasts = new Float64Array(12).fill(70);
    horizons.forEach((h, k) => {
      forecasts[3 + k] = spo2;
      forecasts[9 + k] = truth(t + h);
    });
    for (const notice of watch.take({ series: 0, time: gap * t, actuals, forecasts })) {
      told.push({ ...notice, row: t });
    }
  }
  return told;
}

// The truth falls below 90 after 12 rows, at 312; ten rows before that it is foreseen.
Deno.test("CrossingWatch raises the alarm when crossing within the span has become likely, and clears it", () => {
  const told = play(watchOf("spo2<90 within 10m p>0.5"), 0, 600);
  assertEquals(told.map(({ event }) => event), ["alert", "alert cleared"]);
  const [alert, cleared] = told;
  assert(alert.row >= 300 && alert.row <= 303, `${alert.row}`);
  assert("horizon" in alert && "probability" in alert);
  assertEquals(alert.horizon, 10);
  assert(alert.probability > 0.5 && alert.value > 94);
  assertAlmostEquals(alert.forecast, truth(alert.row + 10), 1e-12);
  assert(cleared.row >= 398 && cleared.row <= 402, `${cleared.row}`);
});

Deno.test("CrossingWatch looks no further than the span, in time as in rows", () => {
  for (const span of ["5m", "9m", "5 rows"]) { // horizons 1 and 5 of 1, 5 and 10
    const [alert] = play(watchOf(`spo2<90 within ${span} p>0.5`), 0, 600);
    assert(alert.row >= 305 && alert.row <= 309, `${span}: ${alert.row}`);
  }
});

Deno.test("CrossingWatch asks the model that the rule names", () => {
  const [alert] = play(watchOf("spo2<90 within 10m p>0.5 by naive"), 0, 600);
  assert(alert.row >= 308 && alert.row <= 316, `${alert.row}`);
});

Deno.test("CrossingWatch sees crossings above as it sees those below", () => {
  const below = play(watchOf("spo2<90 within 10m p>0.4"), 0, 600).map(({ event, row }) => `${event} ${row}`);
  const watch = watchOf("spo2>-90 within 10m p>0.4");
  const mirrored: string[] = [];
  for (let t = 0; t < 600; t++) {
    const spo2 = -(truth(t) + 0.5 * new Random(t).normal());
    const forecasts = new Float64Array(12);
    RUN.horizons.forEach((h, k) => forecasts[9 + k] = -truth(t + h));
    const row = { series: 0, time: MINUTE * t, actuals: Float64Array.of(0, spo2), forecasts };
    for (const { event } of watch.take(row)) mirrored.push(`${event} ${t}`);
  }
  assertEquals(mirrored, below);
});

Deno.test("CrossingWatch waits for k of n rows; rows without a value have no vote", () => {
  const [first] = play(watchOf("spo2<90 within 10m p>0.5"), 0, 600);
  const [third] = play(watchOf("spo2<90 within 10m p>0.5 for 3 of 3"), 0, 600);
  assertEquals(third.row, first.row + 2);
  const hole = (t: number) => t >= 295 && t < 330;
  const [late] = play(watchOf("spo2<90 within 10m p>0.5"), 0, 600, MINUTE, hole);
  assertEquals(late.row, 330);
});

Deno.test("CrossingWatch says once where it is blind, and then nothing", () => {
  const watch = watchOf("spo2<90 within 10m p>0.5", { ...RUN, horizons: [5, 10] as never });
  const told = play(watch, 0, 600, 3 * MINUTE);
  assertEquals(told.map(({ event }) => event), ["alert blind"]);
  assertEquals(watch.report().blindSeries, 1);
});

Deno.test("CrossingWatch judges itself, beside plain thresholding", () => {
  const watch = watchOf("spo2<90 within 10m p>0.5 for 2 of 3");
  play(watch, 0, 600);
  const {
    episodes,
    alarms,
    sensitivity,
    foretold,
    falseAlarms,
    falseAlarmsPerDay,
    leadRows,
    leadSeconds,
    ...rest
  } = watch.report();
  assertEquals({ episodes, alarms, sensitivity, foretold, falseAlarms }, {
    episodes: 1,
    alarms: 1,
    sensitivity: 1,
    foretold: 1,
    falseAlarms: 0,
  });
  assert(leadRows >= 8 && leadRows <= 13, `${leadRows}`);
  assertEquals(leadSeconds, 60 * leadRows);
  assertEquals(falseAlarmsPerDay, 0);
  assertAlmostEquals(rest.days, 599 / 1440, 1e-9);
  assert(rest.threshold.leadRows < 4 && rest.threshold.alarms >= 1);
  assertEquals(rest.model, "ahead");
  const { judged, brier, baseBrier } = rest.calibration;
  assert(judged > 500 && brier < 0.3 * baseBrier, `${brier} of ${baseBrier}`);
});

Deno.test("CrossingWatch says nothing that a later row could change", () => {
  const whole = play(watchOf("spo2<90 within 10m p>0.4"), 0, 600).filter(({ row }) => row < 350);
  assertEquals(play(watchOf("spo2<90 within 10m p>0.4"), 0, 350), whole);
});

Deno.test("CrossingWatch continues bit for bit", () => {
  assertContinues(
    () => watchOf("spo2<90 within 10m p>0.4 for 2 of 3"),
    (watch) => play(watch, 0, 305),
    (watch) => [play(watch, 305, 600), watch.report()],
  );
});
