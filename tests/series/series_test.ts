import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { append, columnOf, DAY, HOUR, inputsAt, labelAt, newSeries } from "./rows.ts";

/** float32 keeps seven digits of what is stored. */
const FLOAT32 = 1e-6;
const squash = (z: number): number => 1.5 * Math.tanh(z / 3);

/** Root mean square with weights that fall by 0.999: the unit of changes. */
function unitOf(changes: readonly number[]): number {
  let sum = 0;
  let weight = 0;
  changes.forEach((change) => {
    sum = 0.999 * sum + change * change;
    weight = 0.999 * weight + 1;
  });
  return Math.sqrt(sum / weight);
}

Deno.test("Series labels by hand: the change to one row later, in units known at its row", () => {
  const series = append(newSeries(), [10, 12, 11, 14]);
  assertEquals(labelAt(series, 0), NaN); // not known yet
  assertAlmostEquals(labelAt(series, 1), 3 / unitOf([2, -1]), FLOAT32);
  assertAlmostEquals(labelAt(series, 2), -1 / unitOf([2]), FLOAT32);
  assertEquals(labelAt(series, 3), NaN); // no change had been seen: no unit
});

Deno.test("Series labels by hand: three rows ahead, two targets, a feature between none of them", () => {
  const series = newSeries({ targets: ["a", "b"], features: ["x"], horizons: [1, 3] });
  append(series, [[1, 50, 0], [2, 40, 9], [4, 60, 0], [7, 10, 9], [11, 20, 0], [16, 30, 9]]);
  // slots: a in 1, a in 3, b in 1, b in 3. At row 3, three-row changes of row 0 alone were known: a 6, b −40.
  assertAlmostEquals(labelAt(series, 1, 0), 5 / unitOf([1, 2, 3, 4]), FLOAT32);
  assertAlmostEquals(labelAt(series, 1, 2), 10 / unitOf([-10, 20, -50, 10]), FLOAT32);
  assertEquals([labelAt(series, 1, 1), labelAt(series, 1, 3)], [NaN, NaN]);
  assertEquals([labelAt(series, 3, 1), labelAt(series, 3, 3)], [NaN, NaN]); // known, but row 2 had no unit for it
  append(series, [[22, 40, 0]]); // row 6 is three rows after row 3
  assertAlmostEquals(labelAt(series, 3, 1), 15 / unitOf([6]), FLOAT32);
  assertAlmostEquals(labelAt(series, 3, 3), 30 / unitOf([-40]), FLOAT32);
});

Deno.test("Series that no model reads inputs of encodes none, and says the same of labels and forecasts", () => {
  const values = [10, 12, NaN, 11, 14, 13, 15, 12, 16, 15];
  for (const transform of ["diff", "log-return", "none"]) {
    const run = { transform, features: ["x"], horizons: [1, 2] };
    const [read, unread] = [newSeries(run), newSeries({ ...run, lookback: { rows: 0, values: 1 } })];
    for (const value of values) {
      for (const series of [read, unread]) append(series, [[value, 1]]);
      const said = [read, unread].map((series) => [
        labelAt(series, 1),
        labelAt(series, 2, 1),
        ...[0, 1].flatMap((h) => [series.toValue(0, h, 1.5), series.toScaled(0, h, 13)]),
      ]);
      assertEquals(said[1], said[0], `${transform}, ${value}`);
    }
    assert(unread.toValue(0, 0, 1.5) !== unread.last[0]);
    assertEquals([read.inputs.width > 0, unread.inputs.width], [true, 0]);
  }
});

Deno.test("Series.toValue() of a row's label is the value that came", () => {
  const values = [10, 12, 11, 14, 13, 15, 12, 16, 15];
  for (const transform of ["diff", "log-return", "none"]) {
    const run = { transform, horizons: [1, 2] };
    const whole = append(newSeries(run), values);
    const past = newSeries(run);
    for (let row = 0; row < values.length - 1; row++) {
      append(past, [values[row]]);
      for (const [slot, horizon] of run.horizons.entries()) {
        const label = labelAt(whole, values.length - 1 - row, slot);
        if (label !== label) continue;
        assertAlmostEquals(past.toValue(0, slot, label), values[row + horizon], 1e-5);
      }
    }
    assert(Math.abs(labelAt(whole, 2, 1)) > 0);
  }
});

Deno.test("Series.toScaled() is toValue() the other way round, and 0 where there is no unit yet", () => {
  for (const transform of ["diff", "log-return", "none"]) {
    const series = append(newSeries({ transform }), [10]);
    assertEquals(series.toScaled(0, 0, 12), 0);
    append(series, [12, 11, 14]);
    for (const scaled of [-6, -0.25, 0.5, 3]) {
      assertAlmostEquals(series.toScaled(0, 0, series.toValue(0, 0, scaled)), scaled, 1e-12);
    }
    assertEquals([series.toScaled(0, 0, 1e9), series.toScaled(0, 0, NaN)], [6, 0]);
  }
});

Deno.test("Series labels and forecasts stay within six units", () => {
  const series = append(newSeries(), [0, 1, 0, 1, 0, 1000]);
  assertEquals(labelAt(series, 1), 6);
  append(series, [-1e6]);
  assertEquals(labelAt(series, 1), -6);
  assertEquals(series.toValue(0, 0, 100), series.toValue(0, 0, 6));
  assertEquals(series.toValue(0, 0, -Infinity), series.toValue(0, 0, -6));
});

Deno.test("Series.toValue() of no change is the last value to the bit", () => {
  for (const transform of ["diff", "log-return"]) {
    const series = newSeries({ transform });
    for (const value of [0.1, 0.3, 123.456, 1 / 3, 1e-17, 7e22]) {
      append(series, [value]);
      for (const scaled of [0, -0, NaN]) assertEquals(series.toValue(0, 0, scaled), value);
    }
  }
});

Deno.test("Series.toValue() without transform counts from the running mean, in units of the level's deviation", () => {
  const series = append(newSeries({ transform: "none" }), [1, 3]);
  const mean = (0.9998 * 1 + 3) / 1.9998;
  const deviation = Math.sqrt((0.9998 * (1 - mean) ** 2 + (3 - mean) ** 2) / 1.9998);
  assertAlmostEquals(series.toValue(0, 0, 0), mean, 1e-12);
  assertAlmostEquals(series.toValue(0, 0, 2), mean + 2 * deviation, 1e-12);
  append(series, [4]);
  assertAlmostEquals(labelAt(series, 1), (4 - mean) / deviation, FLOAT32);
});

Deno.test("Series under log-return labels log returns, and takes what is not positive for missing", () => {
  const series = append(newSeries({ transform: "log-return" }), [100, 110, 99, 0, 108.9]);
  assertAlmostEquals(labelAt(series, 3), Math.log(0.9) / Math.log(1.1), FLOAT32);
  assertEquals(labelAt(series, 2), NaN); // the label would be log 0
  assertAlmostEquals(labelAt(series, 1), Math.log(1.1) / unitOf([Math.log(1.1), Math.log(0.9)]), FLOAT32);
  const { log, exp } = Math;
  const unit = unitOf([log(1.1), log(0.9), log(1.1)]);
  assertAlmostEquals(series.toValue(0, 0, 2), exp(log(108.9) + 2 * unit), 1e-9);
});

Deno.test("Series inputs by hand: squashed level and change, and the mask", () => {
  const series = append(newSeries(), [10]);
  assertEquals(columnOf(series), { level: 0, change: 0, mask: 0 });
  append(series, [12]);
  const mean = (0.9998 * 10 + 12) / 1.9998;
  const deviation = Math.sqrt((0.9998 * (10 - mean) ** 2 + (12 - mean) ** 2) / 1.9998);
  const { level, change } = columnOf(series);
  assertAlmostEquals(level, squash((12 - mean) / deviation), FLOAT32);
  assertAlmostEquals(change, squash(1), FLOAT32); // its unit is the only change there was
});

Deno.test("Series carries the last value over a missing cell, masks it, and learns nothing from it", () => {
  const series = append(newSeries({ targets: ["y"], features: ["x"] }), [[10, 1], [12, 2]]);
  const before = inputsAt(series, 0);
  append(series, [[NaN, 3]]);
  assertEquals(columnOf(series, 0), { level: before[0], change: 0, mask: 1 });
  assertEquals(columnOf(series, 1).mask, 0);
  assertEquals([series.last[0], series.present[0], series.present[1]], [12, 0, 1]);
  assertEquals(labelAt(series, 1), NaN); // a missing target is nobody's label
  append(series, [[15, NaN]]);
  assertAlmostEquals(labelAt(series, 1), 3 / 2, FLOAT32); // from the value that stood in, in the units of then
  assertEquals(columnOf(series, 1).mask, 1);
});

Deno.test("Series has no forecast until the target's first value, and from then on always one", () => {
  for (const transform of ["diff", "log-return", "none"]) {
    const series = append(newSeries({ transform, features: ["x"] }), [[NaN, 1], [NaN, 2]]);
    assertEquals(series.toValue(0, 0, 0.5), NaN);
    assertEquals(columnOf(series), { level: 0, change: 0, mask: 1 });
    append(series, [[5, 3], [NaN, NaN]]);
    for (const scaled of [0, 0.5, NaN]) assertEquals(series.toValue(0, 0, scaled), 5);
  }
});

Deno.test("Series says a constant column exactly, whatever the networks say", () => {
  for (const transform of ["diff", "log-return", "none"]) {
    for (const value of [0.1, 1e300, 7, 1e-5]) {
      const series = append(newSeries({ transform }), new Array(50).fill(value));
      for (const scaled of [0, 1, -6, NaN]) assertEquals(series.toValue(0, 0, scaled), value);
      assertEquals(columnOf(series), { level: 0, change: 0, mask: 0 });
      assertEquals(labelAt(series, 1), NaN); // no unit to measure it in
    }
  }
});

Deno.test("Series sees a jump at its full squashed size and gets its scales back soon", () => {
  const series = newSeries();
  for (let i = 0; i < 500; i++) append(series, [i % 2]);
  append(series, [1e6]);
  const { level, change } = columnOf(series);
  assertLess(1.49, level);
  assertLess(1.49, change);
  const unit = series.toValue(0, 0, 1) - 1e6;
  assertLess(unit, 1.2); // one jump moves the unit by a tenth at most
  for (let i = 0; i < 100; i++) append(series, [1e6 + i % 2]);
  assertLess(series.toValue(0, 0, 1) - series.last[0], 1.3);
});

Deno.test("Series keeps every input, label and forecast finite for values at the ends of float64", () => {
  const values = [1e308, -1e308, 1.7e308, 5e-324, -1e200, NaN, 0, 1e154, 1e-200, -1.7e308, 3, 4, 5];
  for (const transform of ["diff", "log-return", "none"]) {
    const series = newSeries({ transform, horizons: [1, 2], timeKind: "number" });
    values.forEach((value, i) => {
      append(series, [value], [[-1.7e308, 0, 1e-300, 1, 1e308, 1.7e308][Math.min(i, 5)]]);
      const inputs = inputsAt(series, 0);
      assert(inputs.every((input) => Math.abs(input) <= 4), `${transform}, row ${i}: ${inputs}`);
      for (const scaled of [-6, -0.1, 0, 3, 6]) {
        for (const h of [0, 1]) {
          assert(Number.isFinite(series.toValue(0, h, scaled)), `${transform}, row ${i}`);
        }
      }
      for (let slot = 0; i > 0 && slot < 2; slot++) {
        const label = labelAt(series, 1, slot);
        assert(label !== label || Math.abs(label) <= 6, `${transform}, row ${i}: ${label}`);
      }
    });
  }
});

Deno.test("Series gives the gap to the row before by its ratio to the usual one, in octaves", () => {
  const series = newSeries({ timeKind: "date-time" });
  const gap = () => inputsAt(series, 0)[3];
  const times = [0, HOUR, 2 * HOUR, 6 * HOUR, 6 * HOUR];
  const gaps = times.map((time) => {
    append(series, [1], [time]);
    return gap();
  });
  assertEquals(gaps, [0, 0, 0, 2, 0]); // a gap of four hours; then a row at the same time
  append(series, [1], [1000 * DAY]);
  assertEquals(gap(), 4);
});

Deno.test("Series takes the geometric mean of the gaps for the usual one", () => {
  const series = newSeries({ timeKind: "number" });
  append(series, [1, 1, 1, 1], [0, 1, 5, 7]); // gaps 1, 4, 2: usual 2
  append(series, [1], [11]);
  assertAlmostEquals(inputsAt(series, 0)[3], 1, FLOAT32);
});

Deno.test("Series encodes the calendar's sine and cosine by the wall clock", () => {
  const noon = Date.parse("2020-02-29T12:00:00Z");
  const series = newSeries({ timeKind: "date-time", calendar: ["hour", "weekday", "month"] });
  append(series, [1], [noon - 6 * HOUR], 6 * HOUR); // a zone six hours ahead of UTC
  const [sinHour, cosHour, sinDay, cosDay, sinMonth, cosMonth] = inputsAt(series, 0).slice(4);
  assertAlmostEquals(sinHour, 0, FLOAT32);
  assertAlmostEquals(cosHour, -1, FLOAT32);
  const day = 2 * Math.PI * 5.5 / 7; // Saturday noon, from Monday on
  assertAlmostEquals(sinDay, Math.sin(day), FLOAT32);
  assertAlmostEquals(cosDay, Math.cos(day), FLOAT32);
  const month = 2 * Math.PI * (1 + 28 / 31) / 12;
  assertAlmostEquals(sinMonth, Math.sin(month), FLOAT32);
  assertAlmostEquals(cosMonth, Math.cos(month), FLOAT32);
});

Deno.test("Series keeps an auto cycle silent until the rows' interval fits it", () => {
  const cycles = (interval: number): number[] => {
    const series = newSeries({ timeKind: "date-time", calendar: "auto" });
    append(series, [1, 1], [0, interval]);
    return inputsAt(series, 0).slice(4);
  };
  const series = append(newSeries({ timeKind: "date-time", calendar: "auto" }), [1], [0]);
  assertEquals(inputsAt(series, 0).slice(4), [0, 0, 0, 0]); // one row has no interval
  assert(cycles(HOUR)[1] !== 0 && cycles(HOUR)[3] === 0);
  assert(cycles(DAY)[1] === 0 && cycles(DAY)[3] !== 0);
  assertEquals(cycles(1000), [0, 0, 0, 0]);
});

Deno.test("Series keeps a cycle that one stray gap does not fit", () => {
  for (const stray of [1, 40 * DAY]) {
    const series = newSeries({ timeKind: "date-time", calendar: "auto" });
    let time = 0;
    for (let row = 0; row < 30; row++) append(series, [1], [time += HOUR]);
    append(series, [1], [time += stray]);
    for (let row = 0; row < 5; row++) append(series, [1], [time += HOUR]);
    const [sine, cosine] = inputsAt(series, 0).slice(4);
    assertAlmostEquals(Math.hypot(sine, cosine), 1, FLOAT32);
  }
});

Deno.test("Series takes daily rows whose first gap was a month for daily rows after a while", () => {
  const series = newSeries({ timeKind: "date", calendar: "auto" });
  let time = 0;
  append(series, [1], [time]);
  append(series, [1], [time += 30 * DAY]);
  for (let row = 0; row < 20; row++) append(series, [1], [time += DAY]);
  const [sinDay, cosDay] = inputsAt(series, 0).slice(4);
  assertAlmostEquals(Math.hypot(sinDay, cosDay), 1, FLOAT32);
});
