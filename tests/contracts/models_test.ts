/** What every model of the registry promises. A new one is under these tests by its line there. */
import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { MemoryArchive } from "../../src/base/archive.ts";
import { UsageError } from "../../src/base/errors.ts";
import { readOptions } from "../../src/base/options.ts";
import type { AnyEntry } from "../../src/models/entry.ts";
import { MODELS } from "../../src/models/registry.ts";
import { walk } from "../models/made_series.ts";
import { ModelDriver, type Options, type Setting } from "../models/model_driver.ts";
import { assertContinues } from "../support/continues.ts";

/** Small and quick, and eager enough to have learned something within some dozens of rows. */
const SMALL: Options = { hidden: 4, layers: 1, window: 5, tbptt: 4, lags: 3, period: 7, rate: 0.02 };

/** Everything at once: two targets, a feature, two horizons. */
const RICH: Setting = { targets: ["a", "b"], features: ["x"], horizons: [1, 5] };

type Cohort = readonly (readonly number[] | undefined)[];

for (const [name, entry] of Object.entries(MODELS) as [string, AnyEntry][]) {
  if (entry.kind === "combination") continue; // it promises other things: ensemble_test.ts

  const driver = (setting: Setting = {}, count = 1, options: Options = {}) =>
    new ModelDriver(entry, { ...SMALL, ...options }, setting, count);
  const isNetwork = entry.kind === "network"; // and so shares its weights among series
  const saved = (part: { persist(archive: MemoryArchive): void }) => {
    const archive = new MemoryArchive();
    part.persist(archive);
    return archive.entries;
  };

  Deno.test(`${name}: has a summary, a reference, and options with help, whose defaults lie within their bounds`, () => {
    assert(entry.summary.length > 10 && !entry.summary.endsWith("."));
    assert(entry.reference.length > 5);
    for (const [option, table] of Object.entries(entry.options)) {
      assert(table.help.length > 3 && !table.help.endsWith("."), option);
      const [other, value] = table.onlyWith ?? ["", ""];
      const read = (text: string | number) =>
        readOptions(
          name,
          entry.options,
          new Map([[option, String(text)], ...(other in entry.options ? [[other, value] as const] : [])]),
        )[option];
      if (table.default !== "") assertEquals(read(table.default), table.default);
      if (!("min" in table || "max" in table)) continue;
      const { min = -1e300, max = 1e300 } = table;
      assertEquals([read(min), read(max)], [min, max]);
      assertThrows(() => read(min - 1), UsageError, `Cannot set ${option} of ${name} to "${min - 1}"`);
      assertThrows(() => read("x"), UsageError);
    }
  });

  Deno.test(`${name}: forecasts from the first row on, and has nothing to say only until a target's first value`, () => {
    const it = driver(RICH);
    assertEquals(it.steps([[1, NaN, NaN]])[0].map(Number.isNaN), [false, false, true, true]);
    assertEquals(it.steps([[NaN, NaN, 3]])[0].map(Number.isNaN), [false, false, true, true]);
    assertEquals(it.steps([[NaN, 7, 3]])[0], [1, 1, 7, 7]);
  });

  Deno.test(`${name}: always has a finite forecast after the first value, whatever is missing`, () => {
    for (const transform of ["diff", "log-return", "none"]) {
      const rows = walk(80, 1, 3, 0.3);
      rows[0] = [10, 10, 10];
      for (let t = 30; t < 50; t++) rows[t][0] = NaN;
      for (let t = 55; t < 60; t++) rows[t].fill(NaN);
      const forecasts = driver({ ...RICH, transform }).steps(rows);
      assert(forecasts.flat().every(Number.isFinite), transform);
    }
  });

  Deno.test(`${name}: stays finite through values at the ends of float64, and goes on after them`, () => {
    const wild = [1, 1e308, -1e308, 1.7e308, 5e-324, 0, -1e200, 1e154, -1.7e308, 3, NaN, 1e-300, 4];
    for (const transform of ["diff", "log-return", "none"]) {
      const forecasts = driver({ transform, horizons: [1, 3] }).steps([
        ...wild.map((y) => [y]),
        ...walk(40, 2),
      ]);
      assert(forecasts.flat().every(Number.isFinite), transform);
    }
  });

  Deno.test(`${name}: says a constant series exactly`, () => {
    for (const transform of ["diff", "log-return", "none"]) {
      for (const value of [0.1, 1234.567, 1e-9]) {
        const forecasts = driver({ transform, horizons: [1, 3] }).steps(new Array(60).fill([value]));
        for (const forecast of forecasts) assertEquals(forecast, [value, value]);
      }
    }
  });

  Deno.test(`${name}: follows a ramp, and a model that learns soon runs ahead of the naive forecast`, () => {
    const learns = isNetwork || name === "ar";
    const rows = 400;
    const forecasts = driver({ horizons: [1, 4] }).steps(Array.from({ length: rows }, (_, t) => [t]));
    [1, 4].forEach((horizon, h) => {
      const error = Math.abs(rows - 1 + horizon - forecasts[rows - 1][h]);
      assert(error <= (learns ? 0.5 * horizon : 10 + horizon), `${horizon} ahead: off by ${error}`);
    });
  });

  Deno.test(`${name}: forecasts without learning; learning leaves the forecast and the series alone`, () => {
    const it = driver(RICH, 2);
    const [a, b] = [walk(30, 3, 3, 0.1), walk(30, 4, 3, 0.1)];
    a.forEach((row, t) => {
      const rows: Cohort = [row, t % 3 === 0 ? undefined : b[t]];
      const before = saved(it.forecaster);
      const forecasts = it.forecast(rows);
      if (isNetwork) assertEquals(saved(it.forecaster), before);
      const series = it.series.map(saved);
      it.learn(rows);
      assertEquals(it.series.map(saved), series);
      const kept = it.tracks.filter((_, s) => rows[s] !== undefined).map(({ forecast }) => [...forecast]);
      assertEquals(kept, forecasts);
    });
  });

  Deno.test(`${name}: gives the same bits in two runs`, () => {
    const run = () => driver(RICH).steps(walk(40, 5, 3, 0.1));
    assertEquals(run(), run());
  });

  Deno.test(`${name}: is equivariant to the scale of the series, exactly for a power of two`, () => {
    const rows = walk(80, 6, 3, 0.1);
    const forecasts = driver(RICH).steps(rows);
    const scaled = driver(RICH).steps(rows.map((row) => row.map((value) => 1024 * value)));
    assertEquals(scaled, forecasts.map((forecast) => forecast.map((value) => 1024 * value)));
  });

  Deno.test(`${name}: is equivariant to a shift of the series, and to the scale of prices`, () => {
    const rows = walk(60, 7, 3, 0.1).map((row) => row.map((value) => 50 + Math.round(64 * value) / 64));
    const close = (moved: number[][], expected: number[][], what: string) =>
      moved.forEach((forecast, t) =>
        forecast.forEach((value, i) => {
          assertAlmostEquals(
            value,
            expected[t][i],
            2e-3 * Math.abs(expected[t][i] / 100),
            `${what}, row ${t}`,
          );
        })
      );
    const plus = (forecast: number[]) => forecast.map((value) => value + 16);
    close(driver(RICH).steps(rows.map(plus)), driver(RICH).steps(rows).map(plus), "shift");
    const times = (forecast: number[]) => forecast.map((value) => value * 3);
    const log = { ...RICH, transform: "log-return" };
    close(driver(log).steps(rows.map(times)), driver(log).steps(rows).map(times), "scale");
  });

  Deno.test(`${name}: does not let a target's column stand for another's`, () => {
    // A model that mixed up slots would let a million-fold target b leak into a's forecasts.
    const rows = walk(60, 8, 2).map(([a, b]) => [a, 1e6 * b]);
    const forecasts = driver({ targets: ["a", "b"], horizons: [1, 5] }).steps(rows);
    for (const [a1, a5, b1, b5] of forecasts.slice(1)) {
      assert([a1, a5].every((a) => Math.abs(a) < 1e3) && [b1, b5].some((b) => Math.abs(b) > 1e4));
    }
  });

  if (isNetwork) {
    Deno.test(`${name}: with rate 0 is the naive forecast to the bit, and never changes`, () => {
      const it = driver(RICH, 1, { rate: 0 });
      const before = saved(it.forecaster);
      const last = [NaN, NaN];
      for (const row of walk(40, 14, 3, 0.2)) {
        row.slice(0, 2).forEach((value, k) => last[k] = value === value ? value : last[k]);
        assertEquals(it.steps([row])[0], [last[0], last[0], last[1], last[1]]);
      }
      assertEquals(saved(it.forecaster), before);
    });
  } else {
    Deno.test(`${name}: keeps series apart: beside others each gets the bits it gets alone`, () => {
      const walks = [walk(40, 9, 3, 0.1), walk(40, 10, 3, 0.1)];
      const together = driver(RICH, 2);
      const alone = walks.map(() => driver(RICH));
      for (let t = 0; t < 40; t++) {
        const rows: Cohort = [walks[0][t], t % 4 === 0 ? undefined : walks[1][t]];
        const expected = rows.flatMap((row, s) => row === undefined ? [] : alone[s].steps([row]));
        assertEquals(together.cohort(rows), expected);
      }
    });
  }

  Deno.test(`${name}: continues bit for bit from an archive`, () => {
    const [a, b] = [walk(40, 11, 3, 0.1), walk(40, 12, 3, 0.1)];
    const cohorts: Cohort[] = a.map((row, t) => [row, t % 3 === 0 ? undefined : b[t]]);
    for (const stop of [0, 1, 7, 26]) {
      assertContinues(
        () => driver(RICH, 2),
        (it) => cohorts.slice(0, stop).forEach((rows) => it.cohort(rows)),
        (it) => cohorts.slice(stop).map((rows) => it.cohort(rows)),
      );
    }
  });

  Deno.test(`${name}: reports numbers, and has learned where it can`, () => {
    const it = driver(RICH);
    const before = saved(it);
    it.steps(walk(40, 13, 3));
    for (const [key, value] of Object.entries(it.forecaster.report())) {
      assert(typeof value === "number" && Number.isFinite(value), `${key} is ${value}`);
    }
    assertNotEquals(saved(it), before);
  });
}
