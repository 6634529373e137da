import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import { MemoryArchive } from "../../src/base/archive.ts";
import { Random } from "../../src/base/random.ts";
import { ar } from "../../src/models/ar.ts";
import { naive } from "../../src/models/naive.ts";
import { meanSquare } from "./made_series.ts";
import { ModelDriver } from "./model_driver.ts";
import { assertContinues } from "../support/continues.ts";

/** y_t = 1.5 y_{t−1} − 0.8 y_{t−2} + noise of variance 1. */
function secondOrder(count: number, seed = 1): number[][] {
  const random = new Random(seed);
  const y = [0, 0];
  while (y.length < count) y.push(1.5 * y[y.length - 1] - 0.8 * y[y.length - 2] + random.normal());
  return y.map((value) => [value]);
}

const walk = (count: number, seed: number) => {
  const random = new Random(seed);
  let y = 0;
  return Array.from({ length: count }, () => [y += random.normal()]);
};

Deno.test("ar is the naive forecast to the bit until it has learned something", () => {
  const driver = new ModelDriver(ar, {}, { horizons: [2, 3] });
  assertEquals(driver.steps([[NaN], [0.1], [0.7]]), [[NaN, NaN], [0.1, 0.1], [0.7, 0.7]]);
});

Deno.test("ar learns a ramp, for every horizon", () => {
  const horizons = [1, 3];
  const driver = new ModelDriver(ar, {}, { horizons });
  const forecasts = driver.steps(Array.from({ length: 600 }, (_, t) => [2 * t]));
  horizons.forEach((h, i) => assertAlmostEquals(forecasts[599][i], 2 * (599 + h), 0.05 * h));
});

Deno.test("ar comes within a few percent of the noise of a second-order autoregression", () => {
  const rows = secondOrder(4000);
  const error = meanSquare(new ModelDriver(ar).steps(rows), rows, 1000);
  const noise = meanSquare(rows.map(([y], t) => [t > 0 ? 1.5 * y - 0.8 * rows[t - 1][0] : y]), rows, 1000);
  assertLess(error, 1.04 * noise);
  assertLess(2.5 * noise, meanSquare(rows, rows, 1000)); // there was something to learn
});

Deno.test("ar learns a sinusoid", () => {
  const rows = Array.from({ length: 2000 }, (_, t) => [Math.sin(2 * Math.PI * t / 17)]);
  const forecasts = new ModelDriver(ar, { lags: 8 }).steps(rows);
  assertLess(meanSquare(forecasts, rows, 1500), 1e-4 * meanSquare(rows, rows, 1500));
});

Deno.test("ar stays near the naive forecast on a random walk, where nothing can be learned", () => {
  for (const seed of [1, 2, 3]) {
    const rows = walk(3000, seed);
    assertLess(meanSquare(new ModelDriver(ar).steps(rows), rows, 0), 1.03 * meanSquare(rows, rows, 0));
  }
});

Deno.test("ar finds what another column tells of the target", () => {
  const random = new Random(4);
  const signal = Array.from({ length: 2001 }, () => random.normal());
  let y = 0;
  const rows = signal.slice(1).map((next, t) => {
    const row = [y, signal[t]]; // the feature leads: what y gains next stands in the row before
    y += signal[t] + 0.1 * next;
    return row;
  });
  const error = meanSquare(new ModelDriver(ar, { lags: 2 }, { features: ["x"] }).steps(rows), rows, 1000);
  assertLess(error, 0.1 * meanSquare(rows, rows, 1000));
});

Deno.test("ar lets go of what it learned of a column that has long stood still", () => {
  const random = new Random(14);
  const driver = new ModelDriver(ar, { lags: 1, forgetting: 0.995 }, { features: ["x"] });
  let y = 0;
  let x = 0;
  let change = 0;
  const step = (still: boolean) => {
    driver.step([y, x]);
    y += change + 0.3 * random.normal(); // y follows x a row later
    change = still ? 0 : random.normal();
    x += change;
  };
  /** The weight of x one row ago, the second of the regressors. */
  const weight = () => {
    const archive = new MemoryArchive();
    driver.persist(archive);
    return Math.abs((archive.entries.get("track.0.weights") as Float64Array)[1]);
  };
  for (let t = 0; t < 2000; t++) step(false);
  const lively = weight();
  assertLess(0.5, lively);
  for (let t = 0; t < 20_000; t++) step(true);
  assertLess(weight(), 0.2 * lively);
});

Deno.test("ar with a period learns the season at every horizon, where lags don't reach that far back", () => {
  const random = new Random(9);
  const period = 30;
  const shape = Array.from({ length: period }, () => 3 * random.normal());
  const rows = Array.from({ length: 3000 }, (_, t) => [shape[t % period] + 0.3 * random.normal()]);
  const horizons = [1, 10, 45];
  const seasonal = new ModelDriver(ar, { lags: 3, period }, { horizons }).steps(rows);
  const plain = new ModelDriver(ar, { lags: 3 }, { horizons }).steps(rows);
  horizons.forEach((h, i) => {
    const error = (forecasts: number[][]) => {
      let sum = 0;
      for (let t = 2000; t + h < rows.length; t++) sum += (rows[t + h][0] - forecasts[t][i]) ** 2;
      return sum / (rows.length - h - 2000);
    };
    assertLess(error(seasonal), 0.1 * error(plain));
  });
});

Deno.test("ar uses the hour of the day where rows have times", () => {
  const random = new Random(6);
  const rows = Array.from({ length: 2400 }, (_, t) => {
    const hour = 2 * Math.PI * t / 24;
    return [2 * Math.sin(hour) + Math.cos(2 * hour) + Math.sin(3 * hour) + 0.5 * random.normal()];
  });
  const error = (hourly: boolean) =>
    meanSquare(new ModelDriver(ar, { lags: 2 }, { hourly }).steps(rows), rows, 1200);
  assertLess(error(true), 0.8 * error(false));
});

Deno.test("ar lets its weights follow the season: by the time of day, and by a period", () => {
  const random = new Random(7);
  let y = 0;
  // what stays of a value from row t on
  const memory = (t: number) => 0.5 + 0.45 * Math.sin(2 * Math.PI * t / 24);
  const rows = Array.from({ length: 5000 }, (_, t) => [y = memory(t - 1) * y + random.normal()]);
  const noise = meanSquare(rows.map(([y], t) => [memory(t) * y]), rows, 2000);
  const error = (options: Record<string, number>, hourly: boolean) =>
    meanSquare(new ModelDriver(ar, { lags: 3, ...options }, { hourly }).steps(rows), rows, 2000);
  assertLess(error({}, true), 1.05 * noise);
  assertLess(error({ period: 24 }, false), 1.05 * noise);
  assertLess(1.1 * noise, error({ harmonics: 0 }, true));
  assertLess(1.1 * noise, error({ harmonics: 0, period: 24 }, false));
});

Deno.test("ar never uses what comes later: changing the rows after t changes no forecast up to t", () => {
  const setting = { targets: ["a", "b"], horizons: [1, 5], hourly: true };
  const rows = secondOrder(300).map(([y], t) => [y, Math.sin(t) + 0.1 * y]);
  const changed = rows.map((row, t) => (t > 150 ? [9 - row[0], NaN] : row));
  const before = new ModelDriver(ar, { period: 24 }, setting).steps(rows);
  const after = new ModelDriver(ar, { period: 24 }, setting).steps(changed);
  assertEquals(after.slice(0, 151), before.slice(0, 151));
  assert(after[152][0] !== before[152][0]);
});

Deno.test("ar scales with the series to the bit, and shifts with it", () => {
  const options = { lags: 4, period: 6 };
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e6 }),
      fc.integer({ min: -20, max: 20 }),
      fc.double({ min: -1e3, max: 1e3, noNaN: true }),
      (seed, power, shift) => {
        const rows = walk(120, seed);
        const forecasts = new ModelDriver(ar, options).steps(rows);
        const scaled = new ModelDriver(ar, options).steps(rows.map(([y]) => [y * 2 ** power]));
        assertEquals(scaled, forecasts.map(([y]) => [y * 2 ** power]));
        const shifted = new ModelDriver(ar, options).steps(rows.map(([y]) => [y + shift]));
        shifted.forEach(([y], t) => assertAlmostEquals(y, forecasts[t][0] + shift, 1e-4));
      },
    ),
    { seed: 21, numRuns: 12 },
  );
});

Deno.test("ar learns around missing values, and forecasts from rows that have none", () => {
  const random = new Random(8);
  const rows = secondOrder(4000);
  const holey = rows.map(([y]) => [random.uniform() < 0.05 ? NaN : y]);
  const forecasts = new ModelDriver(ar).steps(holey);
  let error = 0;
  let repeat = 0;
  let last = 0;
  for (let t = 0; t + 1 < rows.length; t++) {
    assert(Number.isFinite(forecasts[t][0]));
    if (!Number.isNaN(holey[t][0])) last = holey[t][0];
    if (t < 1000) continue;
    error += (rows[t + 1][0] - forecasts[t][0]) ** 2;
    repeat += (rows[t + 1][0] - last) ** 2;
  }
  assertLess(error, 0.7 * repeat);
});

Deno.test("ar keeps a target that is missing for long apart from its neighbours", () => {
  const rows = secondOrder(1500).map(([y]) => [y, NaN]);
  const forecasts = new ModelDriver(ar, {}, { targets: ["y", "silent"] }).steps(rows);
  assert(forecasts.every(([, silent]) => Number.isNaN(silent)));
  assertLess(meanSquare(forecasts, rows, 1000), 0.5 * meanSquare(rows, rows, 1000));
});

Deno.test("ar survives 100,000 constant rows, then a jump, then life", () => {
  for (const jump of [0, 1e6]) {
    const driver = new ModelDriver(ar, { lags: 6, period: 4 });
    for (let t = 0; t < 100_000; t++) {
      const [forecast] = driver.step([5]);
      if (forecast !== 5) assertEquals(forecast, 5, `row ${t}`);
    }
    const rows = secondOrder(2000).map(([y]) => [5 + jump + y]);
    const error = meanSquare(driver.steps(rows), rows, 1000);
    const repeat = meanSquare(rows, rows, 1000);
    // After the jump the running unit of changes is too large for thousands of rows: nothing is learned, nor
    // spoilt.
    assertLess(error, (jump > 0 ? 1.01 : 0.4) * repeat);
  }
});

Deno.test("ar stays finite on values of any size, and recovers", () => {
  const random = new Random(12);
  const driver = new ModelDriver(ar, { lags: 5 }, { targets: ["a", "b"], horizons: [1, 4] });
  const wild = [1e308, -1e308, 1e-308, 0, NaN, 1e300, 1e154, -5];
  for (let t = 0; t < 3000; t++) {
    const pick = () => wild[random.below(wild.length)];
    for (const y of driver.step([pick(), t === 0 ? 1 : pick()])) {
      assert(!Number.isNaN(y) || driver.series[0].last.some(Number.isNaN), `row ${t}`);
    }
  }
});

Deno.test("ar asks for fewer lags where there are many columns", () => {
  const features = Array.from({ length: 63 }, (_, i) => `x${i}`);
  const driver = new ModelDriver(ar, { lags: 24 }, { features });
  assertEquals(driver.forecaster.report().lags, 4);
  assertEquals(new ModelDriver(ar, { lags: 24 }).forecaster.report().lags, 24);
});

Deno.test("ar stands for each series by itself: what comes between does not matter", () => {
  const one = new ModelDriver(ar, { lags: 3 });
  const other = one.forecaster.open(one.series[0]);
  assert(other !== one.tracks[0]);
  const rows = secondOrder(50);
  const alone = new ModelDriver(ar, { lags: 3 }).steps(rows);
  assertEquals(one.steps(rows), alone);
});

Deno.test("ar continues bit for bit, wherever it is cut", () => {
  const setting = { targets: ["a", "b"], features: ["x"], horizons: [1, 7], hourly: true };
  const rows = secondOrder(140).map(([y], t) => [y, t % 5 === 0 ? NaN : 0.3 * y + t, Math.cos(t)]);
  for (const options of [{ lags: 5 }, { lags: 5, period: 6 }, { lags: 2, period: 1, forgetting: 1 }]) {
    for (const cut of [1, 6, 30, 90]) {
      const make = () => new ModelDriver(ar, options, setting);
      assertContinues(make, (r) => r.steps(rows.slice(0, cut)), (r) => r.steps(rows.slice(cut)));
    }
  }
});

Deno.test("ar under --transform none learns levels, and under log-return positive prices", () => {
  const random = new Random(3);
  // white noise: the mean is the best forecast
  const level = Array.from({ length: 2000 }, () => [10 + random.normal()]);
  const forecasts = new ModelDriver(ar, { lags: 4 }, { transform: "none" }).steps(level);
  assertLess(meanSquare(forecasts, level, 1000), 0.6 * meanSquare(level, level, 1000));

  const prices = walk(500, 2).map(([y]) => [100 * Math.exp(0.01 * y)]);
  const priced = new ModelDriver(ar, {}, { targets: ["close"], transform: "auto" });
  assert(priced.steps(prices).every(([y]) => y > 0));
  assertEquals(new ModelDriver(naive).steps(prices), prices);
});

Deno.test("ar with columns=own forecasts each target as if it were alone, whatever stands beside it, and continues", () => {
  const own = { columns: "own", lags: 5 };
  const horizons = [1, 3];
  const [a, b] = [secondOrder(120, 3), walk(120, 4)];
  const both = a.map(([value], t) => [value, b[t][0]]);
  const make = () => new ModelDriver(ar, own, { targets: ["a", "b"], horizons });
  const alone = [a, b].map((rows) => new ModelDriver(ar, { lags: 5 }, { horizons }).steps(rows));
  assertEquals(make().steps(both), alone[0].map((forecast, t) => [...forecast, ...alone[1][t]]));
  assertContinues(make, (it) => it.steps(both.slice(0, 50)), (it) => it.steps(both.slice(50)));
});
