import { assert, assertAlmostEquals, assertEquals, assertGreater, assertLess } from "@std/assert";
import { bartlettRows, DieboldMariano } from "../../src/evaluation/diebold_mariano.ts";
import { Evaluation } from "../../src/evaluation/evaluation.ts";
import { studentTwoSided } from "../../src/evaluation/student_t.ts";
import { Random } from "../../src/base/random.ts";
import { replay } from "./replay.ts";

/** The test by its definition, in two passes and O(n L). One array per series; NaN where nothing was scored. */
function byDefinition(series: readonly number[][], horizon: number): number {
  const scored = series.flat().filter((d) => !Number.isNaN(d));
  const n = scored.length;
  const mean = scored.reduce((sum, d) => sum + d, 0) / n;
  const lags = Math.max(11, 2 * horizon - 1);
  let longRun = 0;
  for (let lag = -lags; lag <= lags; lag++) {
    let products = 0;
    for (const d of series) {
      for (let t = Math.abs(lag); t < d.length; t++) {
        const product = (d[t] - mean) * (d[t - Math.abs(lag)] - mean);
        if (!Number.isNaN(product)) products += product;
      }
    }
    longRun += (1 - Math.abs(lag) / (lags + 1)) * products / n;
  }
  const correction = Math.sqrt((n + 1 - 2 * horizon + horizon * (horizon - 1) / n) / n);
  return studentTwoSided(mean / Math.sqrt(longRun / n) * correction, n - 1);
}

/** The same series through the windows. */
function online(series: readonly number[][], horizon: number): number {
  const test = new DieboldMariano(1, [horizon]);
  const windows = series.map((differentials) => {
    const window = test.open();
    for (const d of differentials) {
      window.advance();
      window.slide(0, Float64Array.from(Number.isNaN(d) ? [0, 0] : [1, d]));
    }
    return window;
  });
  return test.pValues(windows)[0];
}

Deno.test("DieboldMariano equals its definition in two passes, over gaps, horizons and several series", () => {
  const random = new Random(5);
  for (const horizon of [1, 3, 6, 7, 24]) {
    for (const lengths of [[8 * bartlettRows(horizon)], [500], [40, 3, 250, 1, 90]]) {
      for (const missing of [0, 0.2]) {
        const series = lengths.map((length) => {
          let level = 0;
          return Array.from({ length }, (_, t) => {
            level = 0.7 * level + random.normal();
            return t > 0 && random.uniform() < missing ? NaN : level + 0.3;
          });
        });
        const expected = byDefinition(series, horizon);
        const n = series.flat().filter((d) => !Number.isNaN(d)).length;
        if (n < 8 * bartlettRows(horizon)) continue;
        assertAlmostEquals(online(series, horizon), expected, 1e-11 + 1e-9 * expected);
        assert(expected > 0 && expected < 1);
      }
    }
  }
});

Deno.test("DieboldMariano in an evaluation agrees with NumPy and SciPy", () => {
  // n=160; t=np.arange(n); y=10*np.sin(t/3)+3*np.cos(t*t)
  // for h in (1,8):
  //   r=np.arange(20,n); d=(y[r]-y[r-h]-np.cos(5*r))**2-(y[r]-y[r-h])**2; m=len(d)
  //   L=max(11,2*h-1); e=d-d.mean()
  //   w=sum((1-abs(l)/(L+1))*np.sum(e[abs(l):]*e[:m-abs(l)])/m for l in range(-L,L+1))
  //   s=d.mean()/math.sqrt(w/m)*math.sqrt((m+1-2*h+h*(h-1)/m)/m)
  //   print(2*stats.t.sf(abs(s),m-1))
  const y = Array.from({ length: 160 }, (_, t) => 10 * Math.sin(t / 3) + 3 * Math.cos(t * t));
  const horizons = [1, 8];
  const evaluation = new Evaluation({
    models: ["naive", "m"],
    targets: ["y"],
    horizons,
    warmup: 20,
    levels: [0.9],
  });
  const shape = { models: 2, targets: 1, horizons };
  replay(evaluation, shape, y, (row, h, model) => y[row] + (model === 0 ? 0 : Math.cos(5 * (row + h))));
  const [naiveOne, naiveEight, one, eight] = evaluation.scores().map((score) => score.dmPValue);
  assertAlmostEquals(one, 0.18998630447577994, 1e-10);
  assertAlmostEquals(eight, 0.5914091086629155, 1e-10);
  assertEquals([naiveOne, naiveEight], [NaN, NaN]);
});

Deno.test("DieboldMariano in an evaluation keeps its place in time where actuals are missing", () => {
  const random = new Random(8);
  let level = 0;
  const y = Array.from({ length: 400 }, (_, t) => {
    level = 0.55 * level + random.normal();
    return t > 0 && t % 7 < 2 ? NaN : level;
  });
  const evaluation = new Evaluation({
    models: ["zero"],
    targets: ["y"],
    horizons: [1],
    warmup: 0,
    levels: [0.9],
  });
  replay(evaluation, { models: 1, targets: 1, horizons: [1] }, y, () => 0);
  let last = y[0];
  const differentials = y.slice(1).map((actual) => {
    const d = actual ** 2 - (actual - last) ** 2;
    if (!Number.isNaN(actual)) last = actual;
    return d;
  });
  const expected = byDefinition([differentials], 1);
  assert(expected > 1e-6, `${expected}`);
  assertAlmostEquals(evaluation.scores()[0].dmPValue / expected, 1, 1e-9);
});

Deno.test("DieboldMariano says nothing of a model that never differed from naive", () => {
  assertEquals(online([Array(500).fill(0)], 1), NaN);
});

Deno.test("DieboldMariano is certain of a difference that never varies", () => {
  assertLess(online([Array(500).fill(-1)], 1), 1e-100);
});

Deno.test("DieboldMariano says nothing below eight windows of rows", () => {
  const alternating = Array.from({ length: 96 }, (_, t) => t % 3 - 0.5);
  assertEquals(online([alternating.slice(1)], 1), NaN);
  assertGreater(online([alternating], 1), 0);
});

Deno.test("DieboldMariano rejects equal errors about as often as its level says", () => {
  const random = new Random(11);
  let rejected = 0;
  for (let run = 0; run < 400; run++) {
    let level = 0;
    const differentials = Array.from({ length: 1000 }, () => level = 0.5 * level + random.normal());
    if (online([differentials], 1) < 0.05) rejected++;
  }
  assert(rejected > 8 && rejected < 44, `${rejected} of 400 rejected at the 5 % level`);
});

Deno.test("DieboldMariano.pValues() leaves the windows as they are", () => {
  const random = new Random(2);
  const test = new DieboldMariano(1, [1]);
  const watched = new DieboldMariano(1, [1]);
  const windows = [test.open(), watched.open()];
  for (let t = 0; t < 200; t++) {
    const losses = Float64Array.of(1, random.normal());
    for (const window of windows) {
      window.advance();
      window.slide(0, losses);
    }
    watched.pValues([windows[1]]);
  }
  assertEquals(watched.pValues([windows[1]]), test.pValues([windows[0]]));
});
