import { assert, assertEquals } from "@std/assert";
import { Alerts } from "../../src/alerts/alerts.ts";
import { alertWords } from "../../src/alerts/alert_words.ts";
import { parseRule } from "../../src/alerts/rule_parser.ts";
import { MemoryArchive } from "../../src/base/archive.ts";
import { Random } from "../../src/base/random.ts";
import { ward } from "../../fixtures/alerts/ward.ts";
import { judge, thresholdAlarms } from "./judging.ts";

const RUN = { models: ["m"], usualModel: "m", targets: ["x"], horizons: [1, 2], isTimed: true };

function alertsOf(...rules: string[]): Alerts {
  const alerts = new Alerts(rules.map(parseRule), RUN);
  alerts.open();
  alerts.open();
  return alerts;
}

/** A random walk for each of two series, forecast by its last value. */
function play(alerts: Alerts, from: number, to: number): string[] {
  const told: string[] = [];
  const values = [0, 0];
  for (let t = 0; t < to; t++) {
    for (const series of [0, 1]) {
      const random = new Random(2 * t + series);
      values[series] = 0.95 * values[series] + random.normal();
      if (t < from) continue;
      const value = random.uniform() < 0.1 ? NaN : values[series];
      const row = {
        series,
        time: 60_000 * t,
        actuals: Float64Array.of(value),
        forecasts: new Float64Array(2).fill(values[series]),
      };
      alerts.take(row, (rule, s, { event }) => told.push(`${t} ${s} ${event}: ${rule.text}`));
    }
  }
  return told;
}

const CROSSING = "x<-2 within 2m p>0.4";
const ABOVE = "x>2 within 2 rows p>0.4 for 2 of 3";
const LOST = "x lost 2m";

Deno.test("Alerts: every rule speaks for itself, and rules do not disturb each other", () => {
  const together = play(alertsOf(CROSSING, ABOVE, LOST), 0, 300);
  for (const rule of [CROSSING, ABOVE, LOST]) {
    const alone = play(alertsOf(rule), 0, 300);
    assert(alone.length > 3, rule);
    assertEquals(together.filter((line) => line.endsWith(rule)), alone);
  }
});

Deno.test("Alerts continue bit for bit; a rule that is new begins, one that is gone is forgotten, the others go on", () => {
  const whole = alertsOf(CROSSING, ABOVE, LOST);
  play(whole, 0, 150);
  const archive = new MemoryArchive();
  whole.persist(archive);
  const restore = (...rules: string[]) => {
    const restored = alertsOf(...rules);
    restored.persist(archive.reopened());
    return restored;
  };
  const expected = play(whole, 150, 300);
  assertEquals(play(restore(CROSSING, ABOVE, LOST), 150, 300), expected);
  const other = "x>1 within 1 row";
  const changed = play(restore(LOST, other, ABOVE), 150, 300);
  const of = (lines: string[], rule: string) => lines.filter((line) => line.endsWith(rule));
  for (const rule of [ABOVE, LOST]) assertEquals(of(changed, rule), of(expected, rule));
  const fresh = alertsOf(other);
  assertEquals(of(changed, other), play(fresh, 150, 300));
});

Deno.test("alertWords() sums up each rule, beside plain thresholding, and says what this is not", () => {
  const judged = {
    alarms: 5,
    sensitivity: 0.75,
    foretold: 0.5,
    falseAlarms: 1,
    falseAlarmsPerDay: 0.25,
    leadRows: 8,
    leadSeconds: 480,
  };
  const report = {
    rule: "spo2<90 within 10m",
    target: "spo2",
    model: "gru",
    days: 4,
    blindSeries: 2,
    episodes: 4,
    ...judged,
    threshold: {
      ...judged,
      alarms: 1,
      foretold: 0,
      falseAlarms: 0,
      falseAlarmsPerDay: NaN,
      leadRows: NaN,
      leadSeconds: NaN,
    },
    calibration: { judged: 9, probability: 0.1, observed: 0.1, brier: 0.05, baseBrier: 0.09 },
  };
  assertEquals(alertWords([report, { rule: "spo2 lost 2m", target: "spo2", lost: 1, back: 0 }]), [
    "Alert spo2<90 within 10m: 4 episodes, 5 alarms; 3 noticed, 2 of them foretold, 8.0 min ahead on average, " +
    "1 false alarm (0.25 a day).",
    "  Plain thresholding: 1 alarm; 3 noticed, 0 of them foretold, no false alarms.",
    "  In 2 series it was blind: no horizon of the run lies within its span.",
    "Alert spo2 lost 2m: lost once, back never.",
    "Alerts are statistics of a stream. This is not a medical device: watch patients by what is one.",
  ]);
  assertEquals(alertWords([]), []);
});

Deno.test("ward() makes the same ward of the same seed, with desaturations in it that plain thresholding finds", () => {
  const made = ward(10, 3);
  assertEquals(ward(10, 3), made);
  assert(ward(10, 4).rows[100][1].join() !== made.rows[100][1].join());
  assert(made.desaturations.length >= 3, `${made.desaturations.length}`);
  const plain = judge(thresholdAlarms(made.rows, 1, 1), made);
  assert(plain.found >= made.desaturations.length - 1); // one may fall into a time away from the monitor
  const steady = judge(thresholdAlarms(made.rows, 3, 5), made);
  assert(steady.falsePerDay < 0.5 * plain.falsePerDay, `${steady.falsePerDay}, ${plain.falsePerDay}`);
});
