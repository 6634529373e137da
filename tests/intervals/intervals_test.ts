import { assert, assertAlmostEquals, assertEquals, assertLess, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { MemoryArchive } from "../../src/base/archive.ts";
import { Random } from "../../src/base/random.ts";
import { ForecastQueue } from "../../src/evaluation/forecast_queue.ts";
import { Intervals } from "../../src/intervals/intervals.ts";
import { seriesLayout } from "../../src/series/layout.ts";
import { type Band, judge, type Setting, Stream } from "./stream.ts";

/** What an interval may be, when there is one, and what it may know. */

const normals = (seed: number, rows: number): number[] => {
  const random = new Random(seed);
  return Array.from({ length: rows }, () => random.normal());
};

/** The intervals of the first level around zero forecasts. */
function bandsOf(actuals: readonly number[], setting: Setting = {}): Band[] {
  const stream = new Stream(1, setting);
  return actuals.map((actual) => stream.step(actual, 0)[0]);
}

const hasBand = ({ lower, upper }: Band) => !Number.isNaN(lower) && !Number.isNaN(upper);

Deno.test("Intervals are there from the twelfth settled forecast on, at all levels and horizons", () => {
  const first = (levels: readonly number[], horizon = 1) =>
    bandsOf(normals(1, 60), { levels, horizon }).findIndex(hasBand);
  assertEquals(first([0.9]), 12); // the forecasts of rows 0 … 11 have settled when row 12 has come
  assertEquals(first([0.5, 0.999]), 12);
  assertEquals(first([0.9], 7), 18);
});

Deno.test("Intervals of few errors hold their level", () => {
  for (const [level, least, most] of [[0.8, 0.78, 0.9], [0.9, 0.88, 0.97], [0.95, 0.94, 0.995]]) {
    let [held, rows] = [0, 0];
    for (let seed = 1; seed <= 100; seed++) {
      const actuals = normals(seed, 60);
      const { rows: count, below, above } = judge(actuals, bandsOf(actuals, { levels: [level] }), 12);
      held += count - below - above;
      rows += count;
    }
    assert(held / rows > least && held / rows < most, `${level}: ${held / rows}`);
  }
});

Deno.test("Intervals are empty where there is no forecast, and count only settled ones", () => {
  const stream = new Stream();
  const random = new Random(2);
  const known: number[] = [];
  for (let row = 0; row < 200; row++) {
    const actual = row % 2 === 0 ? random.normal() : NaN;
    const forecast = row % 5 === 0 ? NaN : 0;
    const [band] = stream.step(actual, forecast);
    if (Number.isNaN(forecast)) assert(!hasBand(band));
    else if (hasBand(band)) known.push(row);
  }
  // Rows 2, 4, 8, 10, 12, 14, 18, …: 4 of 10 have an actual and had a forecast; the 12th is row 30.
  assertEquals(known[0], 31);
});

Deno.test("Intervals hold the forecast, and a higher level's hold a lower one's, whatever comes", () => {
  const number = fc.oneof(
    fc.double({ min: -1e3, max: 1e3, noNaN: true }),
    fc.double({ noDefaultInfinity: true }), // NaN, denormals, 1e308
    fc.integer({ min: -2, max: 2 }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(number, number), { minLength: 30, maxLength: 60 }),
      fc.constantFrom("diff", "log-return"),
      fc.integer({ min: 1, max: 3 }),
      (rows, transform, horizon) => {
        const stream = new Stream(1, { levels: [0.1, 0.5, 0.51, 0.8], transform, horizon });
        for (let again = 0; again < 3; again++) {
          for (const [actual, forecast] of rows) {
            let inner = { lower: forecast, upper: forecast };
            for (const band of stream.step(actual, forecast)) {
              if (!hasBand(band)) {
                assert(Number.isNaN(band.lower) && Number.isNaN(band.upper));
                continue;
              }
              assert(band.lower <= inner.lower && inner.upper <= band.upper, JSON.stringify([inner, band]));
              inner = band;
            }
          }
        }
      },
    ),
    { seed: 30, numRuns: 300 },
  );
});

Deno.test("Intervals of h rows ahead learn of a row when it has come, not before", () => {
  const horizon = 5;
  const calm = normals(3, 200);
  const shocked = calm.map((value, row) => row === 150 ? 50 : value);
  const [before, after] = [calm, shocked].map((actuals) => bandsOf(actuals, { horizon }));
  assertEquals(before.slice(0, 150), after.slice(0, 150));
  assertNotEquals(before[150], after[150]);
});

Deno.test("Intervals of a changed future are the same up to the change, bit for bit", () => {
  const past = normals(4, 300);
  const futures = [normals(5, 100), normals(6, 100).map((x) => 40 * x)];
  const [one, other] = futures.map((future) => bandsOf([...past, ...future], { horizon: 2 }));
  assertEquals(one.slice(0, 300), other.slice(0, 300));
  assertNotEquals(one.slice(300), other.slice(300));
});

Deno.test("Intervals: a missing label teaches nothing, a missing forecast neither", () => {
  const stream = new Stream();
  for (const actual of normals(7, 200)) stream.step(actual, 0);
  const [before] = stream.step(0.3, 0);
  const [unlabelled] = stream.step(NaN, 0);
  assertEquals([unlabelled.lower, unlabelled.upper], [before.lower, before.upper]);
  stream.step(NaN, NaN);
  const [unforecast] = stream.step(1e9, 0); // no forecast spoke of this row
  assertEquals([unforecast.lower, unforecast.upper], [before.lower, before.upper]);
});

Deno.test("Intervals of a constant series are as wide as its errors: zero", () => {
  for (const transform of ["diff", "log-return"]) {
    const stream = new Stream(1, { transform });
    for (let row = 0; row < 500; row++) {
      const [band] = stream.step(7.25, 7.25);
      if (row >= 40) assertEquals([band.lower, band.upper], [7.25, 7.25]);
    }
  }
});

Deno.test("Intervals of a series that wakes after long rest hold their level a hundred rows later", () => {
  const stream = new Stream();
  const actuals = [...new Array(5000).fill(3), ...normals(8, 2000).map((x) => 3 + x)];
  const bands = actuals.map((actual) => stream.step(actual, 3)[0]);
  const { coverage } = judge(actuals, bands, 5100);
  assertLess(Math.abs(coverage - 0.9), 0.02);
  const { below, above } = judge(actuals.slice(0, 5100), bands, 5000);
  assertLess(below + above, 50); // of the first hundred rows
});

Deno.test("Intervals: one outlier widens a little, and not for long", () => {
  const actuals = normals(9, 700).map((x, row) => row === 500 ? 1e6 : x);
  const bands = bandsOf(actuals);
  const width = (row: number) => bands[row].upper - bands[row].lower;
  assertLess(width(501), 5 * width(499));
  assertLess(width(540), 1.6 * width(499));
});

Deno.test("Intervals: a young series is calibrated by the others, with twelve forecasts of its own", () => {
  const stream = new Stream(2);
  const random = new Random(10);
  // All errors are as large as the usual one: the first guess, 2.3 of it, is far too wide.
  const error = () => random.below(2) === 0 ? -1 : 1;
  for (let row = 0; row < 900; row++) stream.step(error(), 0, 0);
  const bands = Array.from({ length: 60 }, () => stream.step(1000 * error(), 0, 1)[0]);
  assertEquals(bands.findIndex(hasBand), 12);
  for (const { lower, upper } of bands.slice(20)) assert(lower > -1400 && upper < 1400, `${lower}, ${upper}`);
});

Deno.test("Intervals count the series that take part: the pool learns more slowly from many", () => {
  const stream = new Stream(30);
  for (let row = 0; row < 3; row++) {
    for (let series = 0; series < 20; series++) stream.step(1, 0, series); // ten of them never have a row
  }
  const saved = new MemoryArchive();
  stream.persist(saved);
  assertEquals(saved.entries.get("intervals.pool.series"), 20);
});

Deno.test("Intervals are of use from the first: neither too wide nor too narrow by much", () => {
  let width = 0;
  for (let seed = 0; seed < 50; seed++) {
    for (const { lower, upper } of bandsOf(normals(100 + seed, 60)).slice(40)) {
      width += (upper - lower) / 1000;
    }
  }
  assertAlmostEquals(width, 2 * 1.645, 0.35);
});

Deno.test("Intervals go by the hour at which a forecast was made, at every horizon", () => {
  const horizons = [1, 3];
  const layout = seriesLayout({
    ...{ targets: ["y"], features: [], horizons, calendar: "auto", transform: "diff", timeKind: "date-time" },
  });
  const intervals = new Intervals({ models: 1, layout, levels: [0.9] });
  const pending = new ForecastQueue(1, 1, horizons, 1);
  const series = intervals.open(pending);
  const random = new Random(13);
  const [lower, upper] = [new Float64Array(2), new Float64Array(2)];
  const widths = Array.from({ length: 24 }, () => [0, 0]);
  for (let row = 0; row < 24 * 100; row++) {
    const hour = row % 24;
    series.settle(Float64Array.of(row)); // a target that moves
    // at noon the forecast one row ahead is bad, at midnight the one three rows ahead
    const forecasts = [hour === 12 ? 9 : 1, hour === 0 ? 9 : 1].map((deviation, h) =>
      row + horizons[h] + deviation * random.normal()
    );
    series.issue(
      Float64Array.from(forecasts),
      { lower, upper, quantiles: new Float64Array(0) },
      hour,
      Float64Array.of(NaN, NaN),
    );
    pending.file(row, Float64Array.of(0), Float64Array.from(forecasts), lower, upper);
    if (row > 24 * 60) horizons.forEach((_, h) => widths[hour][h] += upper[h] - lower[h]);
  }
  const widest = [0, 1].map((h) => widths.findIndex((of) => of[h] === Math.max(...widths.map((w) => w[h]))));
  assertEquals(widest, [12, 0]);
});

Deno.test("Intervals by ratio have no negative ends, and none around a forecast that is not positive", () => {
  const random = new Random(14);
  const stream = new Stream(1, { transform: "log-return" });
  for (let row = 0; row < 2000; row++) {
    const [band] = stream.step(Math.exp(2 * random.normal()), 1); // a deviation of 2 in logarithms
    if (row >= 40) assert(band.lower >= 0 && band.lower < 1 && band.upper > 1, `${band.lower}`);
  }
  for (const forecast of [0, -1]) assert(!hasBand(stream.step(1, forecast)[0]));
});

Deno.test("Intervals: in the long run each series holds its level by itself, beside dead ones too", () => {
  const SERIES = 10;
  const stream = new Stream(SERIES);
  const random = new Random(11);
  const actuals: number[][] = Array.from({ length: SERIES }, () => []);
  const bands: Band[][] = actuals.map(() => []);
  for (let row = 0; row < 5000; row++) {
    for (let series = 0; series < SERIES; series++) {
      const actual = series < 5 ? 0 : series * random.normal(); // half of them never move
      actuals[series].push(actual);
      bands[series].push(stream.step(actual, 0, series)[0]);
    }
  }
  for (let series = 5; series < SERIES; series++) {
    const { coverage } = judge(actuals[series], bands[series], 1500);
    assertLess(Math.abs(coverage - 0.9), 0.01, `series ${series}: ${coverage}`);
  }
});

Deno.test("Intervals go on bit for bit from an archive", () => {
  const setting = { horizon: 3, levels: [0.5, 0.9], hourly: true };
  const random = new Random(12);
  const rows = Array.from({ length: 600 }, () => [random.normal(), random.below(2), random.normal()]);
  for (let row = 0; row < 600; row += 3) rows[row][0] = rows[row][2] = 0; // some are exact
  const feed = (stream: Stream, from: number, to: number) =>
    rows.slice(from, to).map(([actual, series, forecast], i) =>
      stream.step(actual, forecast, series, (from + i) % 24)
    );
  for (const cut of [0, 1, 50, 300]) {
    const undisturbed = new Stream(2, setting);
    feed(undisturbed, 0, cut);
    const saved = new MemoryArchive();
    undisturbed.persist(saved);
    const resumed = new Stream(2, setting);
    resumed.persist(saved.reopened());
    assertEquals(feed(resumed, cut, 600), feed(undisturbed, cut, 600));
    const [one, other] = [new MemoryArchive(), new MemoryArchive()];
    undisturbed.persist(one);
    resumed.persist(other);
    assertEquals(one.entries, other.entries);
  }
});
