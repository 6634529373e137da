import { assertAlmostEquals, assertEquals } from "@std/assert";
import { CrossingWatch } from "../../src/alerts/crossing_watch.ts";
import { Resolution } from "../../src/alerts/resolution.ts";
import type { CrossingRule } from "../../src/alerts/rule.ts";
import { parseRule } from "../../src/alerts/rule_parser.ts";
import { Random } from "../../src/base/random.ts";
import { assertContinues } from "../support/continues.ts";

function resolutionOf(values: readonly number[]): Resolution {
  const resolution = new Resolution();
  for (const value of values) resolution.update(value);
  return resolution;
}

Deno.test("Resolution: below 90 is half a step less where values are whole numbers, above 90 half a step more", () => {
  const whole = resolutionOf([97, 95, NaN, 94, 94, 97]);
  assertEquals(whole.border(90, "<"), 89.5);
  assertEquals(whole.border(90, ">"), 90.5);
  for (const side of ["<", ">"] as const) assertEquals(whole.border(90.2, side), 90.5); // between 90 and 91
});

Deno.test("Resolution: steps of a tenth, and values half a step off the whole numbers", () => {
  const tenths = resolutionOf([37.1, 37.3, 36.9, 37, 36.8]);
  assertAlmostEquals(tenths.border(36, "<"), 35.95, 1e-9);
  assertAlmostEquals(tenths.border(38.5, ">"), 38.55, 1e-9);
  const halves = resolutionOf([96.5, 95.5, 97.5]);
  for (const side of ["<", ">"] as const) assertEquals(halves.border(90, side), 90); // between 89.5 and 90.5
});

Deno.test("Resolution leaves the limit alone before a value has moved, and where moves have no step", () => {
  assertEquals(new Resolution().border(90, "<"), 90);
  assertEquals(resolutionOf([95, 95, NaN]).border(90, "<"), 90);
  const random = new Random(1);
  const free = resolutionOf(Array.from({ length: 2000 }, () => 95 + random.normal()));
  assertAlmostEquals(free.border(90, "<"), 90, 1e-3);
});

Deno.test("Resolution continues bit for bit", () => {
  assertContinues(
    () => new Resolution(),
    (resolution) => [3, 1, NaN, 7].forEach((value) => resolution.update(value)),
    (resolution) => {
      resolution.update(8.5);
      return resolution.border(3.3, "<");
    },
  );
});

// A monitor that rounds and holds: one row in ten it moves, by one.
Deno.test("CrossingWatch: a value that equals the limit is not beyond it, on either side, and is not said to be", () => {
  for (const text of ["y<90 within 1 rows", "y>90 within 1 rows"]) {
    const rule = parseRule(text) as CrossingRule;
    const watch = new CrossingWatch(rule, {
      models: ["naive"],
      usualModel: "naive",
      targets: ["y"],
      horizons: [1],
      isTimed: false,
    });
    watch.open();
    const random = new Random(7);
    let value = 90;
    for (let t = 0; t < 5000; t++) {
      if (random.uniform() < 0.1) value += random.uniform() < 0.5 ? 1 : -1;
      value = Math.max(88, Math.min(92, value));
      watch.take({
        series: 0,
        time: t,
        actuals: Float64Array.of(value),
        forecasts: Float64Array.of(value),
      });
    }
    const { episodes, alarms, falseAlarms, calibration } = watch.report();
    assertEquals([falseAlarms, alarms - episodes <= 1], [0, true], `${text}: ${alarms} alarms`);
    assertAlmostEquals(calibration.probability, calibration.observed, 0.01);
  }
});
