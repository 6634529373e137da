import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { readOptions } from "../../src/base/options.ts";
import { Random } from "../../src/base/random.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { grud } from "../../src/models/grud.ts";
import { gru } from "../../src/models/recurrent_models.ts";
import { TimeSinceSeen } from "../../src/models/time_since_seen.ts";
import { seriesLayout } from "../../src/series/layout.ts";
import { Series } from "../../src/series/series.ts";
import { walk } from "./made_series.ts";
import { type Entry, ModelDriver } from "./model_driver.ts";
import { assertContinues } from "../support/continues.ts";

const GRUD = grud;

function layoutOf(timeKind: "row" | "number") {
  return seriesLayout({
    targets: ["a"],
    features: ["b"],
    horizons: [1],
    timeKind,
    calendar: [],
    transform: "diff",
  });
}

/** δ of both columns at each row of these. */
function times(timeKind: "row" | "number", rows: readonly (readonly [number, number, number])[]): number[][] {
  const series = new Series("", 0, layoutOf(timeKind), { rows: 4, values: 1 });
  const since = new TimeSinceSeen(series, 4);
  return rows.map(([time, a, b]) => {
    series.append(Float64Array.of(a, b), time, time);
    since.take();
    return [...since.rows.data.subarray(since.rows.at(0), since.rows.at(0) + 2)];
  });
}

Deno.test("TimeSinceSeen counts rows since each column was seen, where rows have no times", () => {
  assertEquals(
    times("row", [[0, 1, 1], [1, NaN, 2], [2, NaN, NaN], [3, 4, NaN], [4, 5, 5], [5, 6, 6]]),
    [[1, 1], [1, 1], [2, 1], [3, 2], [1, 3], [1, 1]],
  );
});

Deno.test("TimeSinceSeen measures gaps in usual ones, where rows have times", () => {
  const seen = times("number", [[0, 1, 1], [10, 1, 1], [20, 1, 1], [60, NaN, 1], [70, 2, 1]]);
  assertAlmostEquals(seen[2][0], 1, 1e-6);
  assertAlmostEquals(seen[3][0], 4, 1e-6);
  assertLess(seen[4][1], 1); // the usual gap has grown by the long one
  assertAlmostEquals(seen[4][0], seen[3][0] + seen[4][1], 1e-6);
});

Deno.test("TimeSinceSeen forgets how long ago it was after 32 gaps", () => {
  const rows = Array.from({ length: 60 }, (_, t) => [t, NaN, t] as const);
  assertEquals(times("row", rows).at(-1), [32, 1]);
});

Deno.test("grud is the naive forecast to the bit until it has learned", () => {
  const driver = new ModelDriver(GRUD, { rate: 0 }, { horizons: [1, 4] });
  for (const row of walk(30, 2)) assertEquals(driver.steps([row])[0], [row[0], row[0]]);
});

Deno.test("grud continues bit for bit, missing values, replay and a head included", () => {
  const rows = walk(80, 3, 2, 0.4).map((row, t) => t === 0 ? [1, 1] : row);
  for (const options of [{}, { every: 5, tbptt: 6 }, { replay: 2, tbptt: 4 }, { head: "student" }]) {
    const make = () =>
      new ModelDriver(GRUD, { rate: 0.02, ...options }, { features: ["b"], horizons: [1, 3] });
    assertContinues(make, (it) => it.steps(rows.slice(0, 37)), (it) => it.steps(rows.slice(37)));
  }
});

Deno.test("grud learns several series as one minibatch, each with a state and times of its own", () => {
  const driver = new ModelDriver(GRUD, { rate: 0.02 }, { features: ["b"] }, 3);
  const streams = [4, 5, 6].map((seed) => walk(60, seed, 2, 0.3));
  for (let t = 0; t < 60; t++) {
    const rows = streams.map((rows, s) => t % (s + 1) === 0 ? rows[t] : undefined);
    for (const forecast of driver.cohort(rows)) assert(t < 20 || forecast.every(Number.isFinite));
  }
});

/**
 * Two values that return to their means, the second drawing the first along, seen in 40 % of the rows at
 * irregular times.
 */
function irregular(rows: number, seed: number): { values: number[]; time: number }[] {
  const random = new Random(seed);
  let [time, a, b] = [0, 0, 0];
  return Array.from({ length: rows }, () => {
    const gap = Math.max(0.1, -Math.log(1 - random.uniform()));
    time += gap;
    const keepA = Math.exp(-gap / 8);
    const keepB = Math.exp(-gap / 20);
    b = keepB * b + Math.sqrt(1 - keepB ** 2) * random.normal();
    a = keepA * a + (1 - keepA) * b + 0.8 * Math.sqrt(1 - keepA ** 2) * random.normal();
    const values = [20 + 3 * a + 0.1 * random.normal(), 5 + b + 0.1 * random.normal()];
    return { values: values.map((value) => random.uniform() < 0.6 ? NaN : value), time };
  });
}

/** Mean squared error of the forecasts of the next row's first value, after 800 rows. */
function squaredError(entry: Entry, kernels: Kernels, seed: number): number {
  const layout = layoutOf("number");
  const options = readOptions("model", entry.options, new Map());
  const forecaster = entry.create("model", options, { layout, seed, kernels });
  const series = new Series("", 0, layout, forecaster.lookback);
  const track = forecaster.open(series);
  let sum = 0;
  let count = 0;
  irregular(3000, 10 + seed).forEach(({ values, time }, t) => {
    if (t >= 800 && !Number.isNaN(values[0])) {
      sum += (values[0] - track.forecast[0]) ** 2;
      count++;
    }
    series.append(Float64Array.from(values), time, time);
    forecaster.forecast([track]);
    forecaster.learn([track]);
  });
  return sum / count;
}

Deno.test("grud is better than gru where most values are missing and rows come irregularly", async () => {
  const kernels = await loadKernels();
  let ratio = 0;
  for (const seed of [1, 2, 3]) {
    ratio += squaredError(GRUD, kernels, seed) / squaredError(gru, kernels, seed) /
      3;
  }
  assertLess(ratio, 0.998); // 0.99 and less: about 1 %
});
