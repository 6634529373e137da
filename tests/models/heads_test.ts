import { assert, assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { UsageError } from "../../src/base/errors.ts";
import { Random } from "../../src/base/random.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";
import type { Track } from "../../src/models/forecaster.ts";
import { mlp } from "../../src/models/mlp.ts";
import { gru, lstm, rnn } from "../../src/models/recurrent_models.ts";
import { autoregression, errorRatio, walk } from "./made_series.ts";
import { type Entry, ModelDriver, type Options } from "./model_driver.ts";
import { assertContinues } from "../support/continues.ts";

const ENTRIES = { rnn, lstm, gru, mlp } as Record<string, Entry>;
const HEADS = ["quantile", "gaussian", "student"];
const HORIZONS = { horizons: [1, 3] };

function spreadOf(track: Track): Float64Array {
  return track.spread!;
}

/**
 * A walk whose steps are ten times as large on every second stretch of 20 rows, and a column that says so a
 * row before.
 */
function gusts(rows: number): number[][] {
  const random = new Random(4);
  let value = 0;
  return Array.from({ length: rows }, (_, t) => {
    value += (isGusty(t) ? 1 : 0.1) * random.normal();
    return [value, isGusty(t + 1) ? 1 : 0];
  });
}
const isGusty = (t: number): boolean => Math.floor(t / 20) % 2 === 1;

for (const head of HEADS) {
  Deno.test(`head=${head}: a network that has learned nothing is the naive forecast to the bit`, () => {
    for (const [name, entry] of Object.entries(ENTRIES)) {
      const driver = new ModelDriver(entry, { head, rate: 0, window: 4 }, HORIZONS);
      for (const row of walk(20, 3)) assertEquals(driver.steps([row])[0], [row[0], row[0]], name);
      assert(spreadOf(driver.tracks[0]).every((spread) => spread > 0), name);
    }
  });

  Deno.test(`head=${head} forecasts as a point would, and learns a sequence`, () => {
    const rows = autoregression(900, 2);
    for (const [name, entry] of Object.entries(ENTRIES)) {
      const driver = new ModelDriver(entry, { head, window: 4, hidden: 8, rate: 0.005 });
      const forecasts = driver.steps(rows);
      assertLess(errorRatio(forecasts, rows, 400), 0.85, name);
    }
  });

  Deno.test(`head=${head}: the spread follows what the inputs say of the noise to come`, () => {
    const rows = gusts(2000);
    for (const [name, entry] of Object.entries({ lstm, mlp } as unknown as typeof ENTRIES)) {
      const driver = new ModelDriver(entry, { head, window: 4, hidden: 8, rate: 0.01 }, {
        features: ["gust"],
      });
      let calm = 0;
      let gusty = 0;
      rows.forEach((row, t) => {
        driver.steps([row]);
        if (t < 1000) return;
        const spread = spreadOf(driver.tracks[0])[0];
        if (isGusty(t + 1)) gusty += spread;
        else calm += spread;
      });
      assertLess(3 * calm, gusty, name);
    }
  });

  Deno.test(`head=${head} continues bit for bit, replay and spread included`, () => {
    const rows = walk(70, 6, 1, 0.1);
    for (const entry of Object.values(ENTRIES)) {
      const options: Options = { head, window: 4, tbptt: 4, replay: 2, rate: 0.02 };
      const make = () => new ModelDriver(entry, options, HORIZONS);
      const steps = (driver: ModelDriver, of: number[][]) =>
        of.map((row) => [driver.steps([row])[0], [...spreadOf(driver.tracks[0])]]);
      assertContinues(make, (it) => steps(it, rows.slice(0, 40)), (it) => steps(it, rows.slice(40)));
    }
  });

  Deno.test(`head=${head} gives finite forecasts on the fast kernels, missing values and jumps included`, async () => {
    const kernels = await loadKernels();
    const rows = walk(300, 9, 2, 0.2).map(([a, b], t) => [t === 150 ? 1e9 : a, b]);
    for (const entry of Object.values(ENTRIES)) {
      const setting = { ...HORIZONS, targets: ["a", "b"], kernels };
      const driver = new ModelDriver(entry, { head, window: 4, rate: 0.02 }, setting);
      for (const row of rows) {
        const forecast = driver.steps([row])[0];
        const spread = [...spreadOf(driver.tracks[0])];
        assertEquals(spread.length, 4);
        if (driver.series[0].rows < 20) continue; // a target without any value yet
        assert([...forecast, ...spread].every(Number.isFinite), `${forecast} ± ${spread}`);
        assert(spread.every((value) => value >= 0));
      }
    }
  });
}

Deno.test("head=quantile: level moves the outer quantiles outwards", () => {
  const rows = walk(1500, 12);
  const usual = [0.5, 0.9].map((level) => {
    const driver = new ModelDriver(ENTRIES.lstm, { head: "quantile", level, rate: 0.01 });
    let sum = 0;
    rows.forEach((row, t) => {
      driver.steps([row]);
      if (t >= 500) sum += spreadOf(driver.tracks[0])[0];
    });
    return sum / 1000;
  });
  assertAlmostEquals(usual[0], 0.674, 0.15); // of a normal distribution with deviation 1
  assertAlmostEquals(usual[1], 1.645, 0.3);
});

Deno.test("head=point has no spread", () => {
  for (const entry of Object.values(ENTRIES)) {
    const [track] = new ModelDriver(entry, { window: 4 }).tracks;
    assertEquals(spreadOf(track), undefined);
  }
});

Deno.test("mlp refuses the mean error of windows that forecast distributions", () => {
  assertThrows(
    () => new ModelDriver(ENTRIES.mlp, { head: "gaussian", per: "aggregate" }),
    UsageError,
    'Cannot set head of model to "gaussian": expected point with per=aggregate',
  );
});
