import { assert, assertAlmostEquals, assertEquals, assertLess, assertNotEquals } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";
import { mlp, type MlpForecaster } from "../../src/models/mlp.ts";
import { autoregression, errorRatio, noisySinusoid, walk } from "./made_series.ts";
import { ModelDriver, type Options, type Setting } from "./model_driver.ts";
import { SlowMlp } from "./slow_mlp.ts";
import { assertForecastsAs } from "./whole_past.ts";
import { assertContinues } from "../support/continues.ts";
import { assertSkipsBadGradients, spoilGradient } from "./bad_gradients.ts";

const ENTRY = mlp;
const SMALL = { hidden: 5, layers: 2, window: 6, rate: 0.01, tbptt: 4 };

function driver(options: Options = {}, count = 1, setting: Setting = {}): ModelDriver<MlpForecaster> {
  return new ModelDriver<MlpForecaster>(ENTRY, { ...SMALL, ...options }, setting, count);
}

function weights({ forecaster: { network: { parameters } } }: ModelDriver<MlpForecaster>): Float64Array[] {
  return parameters.tensors.map(({ name }) => parameters.read(name));
}

/** A head that is no longer zero, so that forecasts differ from naive without learning. */
function unlearned(it: ModelDriver<MlpForecaster>): ModelDriver<MlpForecaster> {
  const { parameters } = it.forecaster.network;
  const { name, shape } = parameters.tensors.at(-2)!;
  parameters.write(name, Array.from({ length: shape[0] * shape[1] }, (_, i) => Math.sin(i + 1)));
  return it;
}

for (const [every, tbptt, stride] of [[1, 4, 1], [4, 4, 1], [2, 8, 3], [9, 4, 1], [3, 6, 6]]) {
  for (const horizons of [[1], [3], [1, 5]]) {
    Deno.test(`MlpForecaster equals a model that keeps its whole past: k1 ${every}, k2 ${tbptt}, stride ${stride}, horizons ${horizons}`, () => {
      const options = { ...SMALL, every, tbptt, stride };
      const it = driver(options, 2, { horizons });
      assertForecastsAs(it, new SlowMlp(options, it.series), 45, 1);
    });
  }
}

Deno.test("MlpForecaster is the naive forecast to the bit until it has learned", () => {
  for (const combine of ["last", "mean"]) {
    const it = driver({ rate: 0, combine }, 1, { targets: ["a", "b"] });
    const last = [NaN, NaN];
    for (const row of walk(40, 2, 2, 0.2)) {
      row.forEach((value, k) => last[k] = value === value ? value : last[k]);
      assertEquals(it.steps([row])[0], last);
    }
  }
});

Deno.test("MlpForecaster with rate 0 never changes", () => {
  const it = driver({ rate: 0 });
  const before = weights(it);
  it.steps(walk(50, 3));
  assertEquals(weights(it), before);
  assertEquals(it.forecaster.report().updates, 0);
});

Deno.test("MlpForecaster sees its window and nothing before it, zeros on the left where there are no rows", () => {
  // Two pasts that differ, then the same rows but for scales: frozen scales would be needed, so compare the
  // inputs.
  const it = unlearned(driver({ rate: 0, window: 3 }));
  const { network } = it.forecaster;
  const log: number[][] = [];
  for (const row of walk(8, 4)) {
    it.steps([row]);
    const [{ inputs }] = it.series;
    log.push([...inputs.data.subarray(inputs.at(0), inputs.at(0) + inputs.width)]);
    const at = network.inputRow(0);
    const window = [...network.parameters.kernels.memory.subarray(at, at + network.sizes.inputs)];
    const zeros = new Array(3 * Math.max(0, 3 - log.length)).fill(0);
    assertEquals(window, [...zeros, ...log.slice(-3).flat()]);
  }
});

Deno.test("MlpForecaster with combine=mean says the mean of all windows that speak of the same row", () => {
  const setting = { horizons: [1, 2, 4], targets: ["a", "b"] };
  const rows = walk(20, 5, 2);
  const last = unlearned(driver({ rate: 0 }, 1, setting)).steps(rows);
  const mean = unlearned(driver({ rate: 0, combine: "mean" }, 1, setting)).steps(rows);
  const { horizons } = setting;
  mean.forEach((forecast, t) => {
    for (let k = 0; k < 2; k++) {
      horizons.forEach((horizon, h) => {
        const same = horizons.flatMap((other, g) => {
          const row = t + horizon - other; // whose `other`-step forecast speaks of row t + horizon
          return row <= t && row >= 0 ? [last[row][3 * k + g]] : [];
        });
        assertAlmostEquals(forecast[3 * k + h], same.reduce((sum, y) => sum + y) / same.length, 1e-12);
      });
    }
  });
});

Deno.test("MlpForecaster with per=aggregate and one horizon learns as with per=window", () => {
  const rows = walk(40, 6);
  const [window, aggregate] = ["window", "aggregate"].map((per) => driver({ per }).steps(rows));
  aggregate.forEach(([forecast], t) => assertAlmostEquals(forecast, window[t][0], 1e-9));
});

Deno.test("MlpForecaster with per=aggregate learns something else where windows overlap", () => {
  const rows = walk(40, 7);
  const run = (per: string) => driver({ per }, 1, { horizons: [1, 2] });
  const [window, aggregate] = [run("window"), run("aggregate")];
  assertNotEquals(aggregate.steps(rows), window.steps(rows));
  assertEquals(aggregate.forecaster.report().updates, window.forecaster.report().updates);
});

Deno.test("MlpForecaster learns what naive cannot know: an autoregression, a sinusoid in noise", async () => {
  const kernels = await loadKernels();
  for (const rows of [autoregression(1500, 4), noisySinusoid(1500, 4)]) {
    // The aggregate loss teaches the windows' mean, so the mean is what forecasts well.
    for (const [per, combine] of [["window", "last"], ["aggregate", "mean"]]) {
      const it = driver({ hidden: 16, layers: 1, window: 16, rate: 0.002, tbptt: 16, per, combine }, 1, {
        kernels,
        horizons: [1, 2],
      });
      assertLess(errorRatio(it.steps(rows), rows, 500), 0.85, per);
    }
  }
});

Deno.test("MlpForecaster makes no step while no label is known, or no window ends where one is", () => {
  const missing = driver({}, 1, { features: ["x"] });
  const before = weights(missing);
  missing.steps(walk(20, 8, 2).map(([, x]) => [NaN, x]));
  assertEquals([weights(missing), missing.forecaster.report().updates], [before, 0]);
  const far = driver({ stride: 100 });
  far.steps(walk(50, 9));
  assertEquals(far.forecaster.report().updates, 0);
});

for (const bad of [NaN, Infinity]) {
  Deno.test(`MlpForecaster skips and counts an update whose gradient holds ${bad}, and goes on`, () => {
    const it = driver();
    assertSkipsBadGradients(it, spoilGradient(it.forecaster.network, bad));
  });
}

Deno.test("MlpForecaster gives finite forecasts for every batch, k1 and k2, series coming and going", () => {
  for (const [every, tbptt, batch] of [[10, 2, 5], [3, 1, 4], [1, 2, 7], [9, 4, 2], [50, 3, 1]]) {
    for (const horizons of [[1], [2, 5]]) {
      const it = driver({ every, tbptt, batch }, 3, { horizons });
      const walks = [1, 2, 3].map((seed) => walk(150, seed));
      const random = new Random(11);
      for (let t = 0; t < 150; t++) {
        const rows = walks.map((rows, s) => s === 2 && random.uniform() < 0.9 ? undefined : rows[t]);
        assert(it.cohort(rows).flat().every(Number.isFinite));
      }
      const { updates, skippedUpdates } = it.forecaster.report();
      assertEquals(skippedUpdates, 0);
      assert(updates > 0);
    }
  }
});

Deno.test("MlpForecaster keeps no more rows than its oldest window needs", () => {
  const { forecaster: { lookback } } = driver({ every: 1_000_000, batch: 100, tbptt: 16, window: 10 }, 1, {
    horizons: [1, 5],
  });
  assertEquals(lookback.rows, 5 + 16 + 10 - 1);
});

Deno.test("MlpForecaster gives each series the bits it gives it in smaller cohorts", () => {
  const rows = Array.from({ length: 70 }, (_, s) => walk(4, s)); // more than are computed at once
  const [together, alone] = [driver({ rate: 0 }, 70), driver({ rate: 0 }, 70)].map(unlearned);
  for (let t = 0; t < 4; t++) {
    const forecasts = together.cohort(rows.map((row) => row[t]));
    forecasts.forEach((forecast, s) => {
      const one = rows.map((row, index) => index === s ? row[t] : undefined);
      assertEquals(alone.cohort(one)[0], forecast);
    });
  }
});

Deno.test("MlpForecaster gives the same bits in two runs, and others from another seed", () => {
  const run = (seed: number) => driver({}, 1, { seed }).steps(walk(40, 12));
  assertEquals(run(1), run(1));
  assertNotEquals(run(1), run(2));
});

for (const options of [{}, { combine: "mean", per: "aggregate" }, { every: 3, stride: 2 }, { batch: 4 }]) {
  Deno.test(`MlpForecaster continues bit for bit from an archive, at every row: ${JSON.stringify(options)}`, () => {
    const [a, b] = [walk(30, 13, 1, 0.1), walk(30, 14, 1, 0.1)];
    const cohorts = a.map((row, t) => [row, t % 3 === 0 ? undefined : b[t]]);
    for (let stop = 1; stop < 25; stop++) {
      assertContinues(
        () => driver(options, 2, { horizons: [1, 3] }),
        (it) => cohorts.slice(0, stop).forEach((rows) => it.cohort(rows)),
        (it) => cohorts.slice(stop).map((rows) => it.cohort(rows)),
      );
    }
  });
}
