import { assert, assertAlmostEquals, assertEquals, assertLess, assertNotEquals } from "@std/assert";
import { readOptions } from "../../src/base/options.ts";
import { Random } from "../../src/base/random.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";
import type { RecurrentForecaster } from "../../src/models/recurrent_forecaster.ts";
import { gru, lstm, rnn } from "../../src/models/recurrent_models.ts";
import type { RecurrentNetwork } from "../../src/nn/recurrent_network.ts";
import { autoregression, errorRatio, noisySinusoid, walk } from "./made_series.ts";
import { type Entry, ModelDriver, type Options, type Setting } from "./model_driver.ts";
import { assertContinues } from "../support/continues.ts";
import { Unrolled } from "./unrolled.ts";
import { assertSkipsBadGradients, spoilGradient } from "./bad_gradients.ts";

const ENTRIES = { rnn, lstm, gru } as Record<string, Entry>;
const LSTM = ENTRIES.lstm;
const CELL = { rnn: "rnn", lstm: "lstm", gru: "gru-before" } as const;

const recurrent = (entry: Entry, options: Options = {}, count = 1, setting: Setting = {}) =>
  new ModelDriver<RecurrentForecaster>(entry, options, setting, count);

function weights(
  { forecaster: { network: { parameters } } }: ModelDriver<RecurrentForecaster>,
): Float64Array[] {
  return parameters.tensors.map(({ name }) => parameters.read(name));
}

/** Which labels each gradient step has given a gradient: "row,slot", newest step last. */
function recordLearned(driver: ModelDriver<RecurrentForecaster>): string[][] {
  const { network } = driver.forecaster;
  const [series] = driver.series;
  const seen = new Map<string, number>(); // a row of the network's inputs → its number
  const steps: string[][] = [];
  const rowAt = (address: number): string => {
    const { memory } = network.parameters.kernels;
    return memory.subarray(address, address + network.sizes.inputs).join();
  };
  const { forward, backward } = network;
  network.forward = function (from = 0) {
    const newest = network.schedule.steps - 1;
    const row = rowAt(network.inputRow(newest, 0));
    if (from === newest && !seen.has(row)) seen.set(row, series.rows - 1); // a step of one row: a forecast's
    forward.call(network, from);
  };
  network.backward = function () {
    const { memory } = network.parameters.kernels;
    const labels: string[] = [];
    for (let t = 0; t < network.schedule.steps; t++) {
      for (let slot = 0; slot < network.sizes.outputs; slot++) {
        if (memory[network.gradientRow(t, 0) + slot] === 0) continue;
        labels.push(`${seen.get(rowAt(network.inputRow(t, 0)))},${slot}`);
      }
    }
    steps.push(labels);
    backward.call(network);
  };
  return steps;
}

const HORIZONS = [[1], [3], [1, 5]];
const TRUNCATIONS = [[1, 4], [4, 4], [2, 8], [9, 4], [5, 4], [7, 3]];

for (const [every, tbptt] of TRUNCATIONS) {
  for (const horizons of HORIZONS) {
    const of = `TBPTT(${every}, ${tbptt}), horizons ${horizons}`;

    Deno.test(`RecurrentForecaster equals a model that keeps its whole past, ${of}`, () => {
      for (const [name, entry] of Object.entries(ENTRIES)) {
        const options = { every, tbptt, rate: 0.02, layers: name === "lstm" ? 2 : 1 };
        const driver = recurrent(entry, options, 1, { horizons });
        const { series: [series], forecaster } = driver;
        const values = { ...forecaster.online.learning.options, hidden: 4, layers: options.layers };
        const slow = new Unrolled(CELL[name as keyof typeof CELL], values, [series], 1);
        for (const row of walk(45, every, 1, 0.1)) {
          const forecast = driver.forecast([row])[0];
          const said = slow.forecast(series).map((scaled, h) => series.toValue(0, h, scaled));
          assertEquals(forecast, said, `${name}, row ${series.rows}`);
          driver.learn([row]);
          slow.learn([series]);
        }
        const { parameters } = slow.network;
        assertEquals(weights(driver), parameters.tensors.map(({ name }) => parameters.read(name)));
        assert(slow.optimizer.updates > 2);
      }
    });

    Deno.test(`RecurrentForecaster learns each label in the steps of the k2 rows after it came, ${of}`, () => {
      const rows = walk(60, 5, 1, 0.1);
      const driver = recurrent(LSTM, { every, tbptt, rate: 0.02 }, 1, { horizons });
      const steps = recordLearned(driver);
      const arrived = new Map<string, number>(); // label → row with which it came
      rows.forEach((row, n) => {
        driver.steps([row]);
        const { labels } = driver.series[0];
        horizons.forEach((horizon, slot) => {
          if (horizon > n) return;
          const label = labels.data[labels.at(horizon) + slot];
          if (label === label) arrived.set(`${n - horizon},${slot}`, n);
        });
      });
      const learned = new Map<string, number>();
      for (const label of steps.flat()) learned.set(label, (learned.get(label) ?? 0) + 1);
      let whole = 0;
      for (const [label, row] of arrived) {
        let due = 0; // n rows are there when row n − 1 has come
        for (let n = row + 1; n <= Math.min(rows.length, row + tbptt); n++) if (n % every === 0) due++;
        assertEquals(learned.get(label) ?? 0, due, label);
        if (due === tbptt / every) whole++;
      }
      assert([...learned.keys()].every((label) => arrived.has(label)), "a label that never came was learned");
      if (tbptt % every === 0) assertLess(30, whole);
    });
  }
}

Deno.test("RecurrentForecaster is the naive forecast to the bit until it has learned", () => {
  for (const entry of Object.values(ENTRIES)) {
    for (const transform of ["diff", "log-return"]) {
      const setting = { targets: ["a", "b"], horizons: [1, 4], transform };
      const driver = recurrent(entry, { rate: 0 }, 1, setting);
      const last = [NaN, NaN];
      for (const row of walk(40, 2, 2, 0.2)) {
        row.forEach((value, k) => last[k] = value === value ? value : last[k]);
        assertEquals(driver.steps([row])[0], [last[0], last[0], last[1], last[1]]);
      }
    }
  }
});

Deno.test("RecurrentForecaster with rate 0 never changes and makes no update", () => {
  const driver = recurrent(LSTM, { rate: 0 });
  const before = weights(driver);
  driver.steps(walk(50, 3));
  assertEquals(weights(driver), before);
  assertEquals(driver.forecaster.report().updates, 0);
});

Deno.test("RecurrentForecaster learns what naive cannot know: an autoregression, a sinusoid in noise", async () => {
  const kernels = await loadKernels();
  for (const rows of [autoregression(1500, 4), noisySinusoid(1500, 4)]) {
    for (const entry of Object.values(ENTRIES)) {
      const forecasts = recurrent(entry, { hidden: 16 }, 1, { kernels }).steps(rows);
      assertLess(errorRatio(forecasts, rows, 500), 0.8, entry.summary);
    }
  }
});

Deno.test("RecurrentForecaster neither learns a missing target nor forgets to forecast from its row", () => {
  const driver = recurrent(LSTM, { rate: 0.02 }, 1, { features: ["x"] });
  const steps = recordLearned(driver);
  const rows = walk(30, 6, 2);
  for (const t of [10, 11, 20]) rows[t][0] = NaN;
  const forecasts = driver.steps(rows);
  assert(forecasts.every(([forecast]) => Number.isFinite(forecast)));
  const learned = new Set(steps.flat());
  // Row t's label is the value of row t + 1; row 0 had no unit to measure it in.
  const expected = rows.slice(0, -1).flatMap((_, t) =>
    t > 0 && rows[t + 1][0] === rows[t + 1][0] ? [`${t},0`] : []
  );
  assertEquals([...learned].sort(), expected.sort());
});

Deno.test("RecurrentForecaster makes no step while no label is known", () => {
  const driver = recurrent(LSTM, { rate: 0.02 }, 1, { features: ["x"] });
  const before = weights(driver);
  driver.steps(walk(20, 7, 2).map(([, x]) => [NaN, x]));
  assertEquals([weights(driver), driver.forecaster.report().updates], [before, 0]);
  assertEquals(driver.steps([[5, 1]]), [[5]]);
});

for (const bad of [NaN, Infinity]) {
  Deno.test(`RecurrentForecaster skips and counts an update whose gradient holds ${bad}, and goes on`, () => {
    const it = recurrent(LSTM, { rate: 0.02 });
    assertSkipsBadGradients(it, spoilGradient(it.forecaster.network, bad));
  });

  Deno.test(`RecurrentForecaster skips and counts an update whose loss is ${bad}`, () => {
    const driver = recurrent(LSTM, { rate: 0.02, tbptt: 1 });
    const rows = walk(30, 9);
    driver.steps(rows.slice(0, 10));
    const before = weights(driver);
    const { updates } = driver.forecaster.report();
    const { learning } = driver.forecaster.online;
    const { rowLoss } = learning;
    learning.rowLoss = function (...row: Parameters<typeof rowLoss>) {
      return bad + rowLoss.apply(learning, row);
    };
    driver.steps(rows.slice(10, 12));
    assertEquals(weights(driver), before);
    assertEquals([driver.forecaster.report().updates, driver.forecaster.report().skippedUpdates], [
      updates,
      2,
    ]);
  });
}

Deno.test("RecurrentForecaster shares one net among series, with a state and a segment for each", () => {
  for (const [name, entry] of Object.entries(ENTRIES)) {
    for (const [every, tbptt] of [[1, 4], [3, 6], [9, 4]]) {
      const driver = recurrent(entry, { every, tbptt, rate: 0.02 }, 3, { horizons: [1, 2] });
      const values = { ...driver.forecaster.online.learning.options, hidden: 4, layers: 1 };
      const slow = new Unrolled(CELL[name as keyof typeof CELL], values, driver.series, 1);
      const walks = [1, 2, 3].map((seed) => walk(60, seed, 1, 0.1));
      const random = new Random(10);
      for (let t = 0; t < 60; t++) {
        // Series come and go, and the second begins late: segments differ in length.
        const rows = walks.map((rows, s) =>
          (s === 1 && t < 20) || random.uniform() < 0.3 ? undefined : rows[t]
        );
        const cohort = driver.series.filter((_, s) => rows[s] !== undefined);
        const forecasts = driver.forecast(rows);
        cohort.forEach((series, i) => {
          slow.forecast(series).forEach((scaled, h) => {
            const said = series.toValue(0, h, scaled);
            assertAlmostEquals(forecasts[i][h], said, 1e-6 * Math.abs(said), `${name}, cohort ${t}`);
          });
        });
        driver.learn(rows);
        slow.learn(cohort);
      }
    }
  }
});

Deno.test("RecurrentForecaster waits with --batch until so many rows are due, and learns from all their series", () => {
  const driver = recurrent(LSTM, { batch: 3, tbptt: 4, rate: 0.02 }, 2);
  const batches: number[] = [];
  const { network, network: { backward } } = driver.forecaster;
  network.backward = function () {
    batches.push(network.schedule.batch);
    backward.call(network);
  };
  const [a, b] = [walk(40, 11), walk(40, 12)];
  const updates = [];
  for (let t = 0; t < 8; t++) {
    driver.cohort([a[t], t % 2 === 0 ? b[t] : undefined]);
    updates.push(driver.forecaster.report().updates);
  }
  // Due are rows 1 … of each: a1 | a2 b1 → three | a3 | a4 b2 → three | a5 | a6 b3 → three | a7
  assertEquals(updates, [0, 0, 1, 1, 2, 2, 3, 3]);
  assertEquals(batches, [2, 2, 2]);
});

Deno.test("RecurrentForecaster gives finite forecasts for every batch, k1 and k2, series coming and going", () => {
  for (const [every, tbptt, batch] of [[10, 2, 5], [3, 1, 4], [1, 2, 7], [4, 16, 3], [9, 4, 2], [50, 3, 1]]) {
    for (const horizons of [[1], [2, 5]]) {
      const driver = recurrent(LSTM, { every, tbptt, batch, rate: 0.02 }, 3, { horizons });
      const walks = [1, 2, 3].map((seed) => walk(150, seed));
      const random = new Random(13);
      for (let t = 0; t < 150; t++) {
        const rows = walks.map((rows, s) => s === 2 && random.uniform() < 0.9 ? undefined : rows[t]);
        assert(driver.cohort(rows).flat().every(Number.isFinite));
      }
      const { updates, skippedUpdates, loss } = driver.forecaster.report();
      assertEquals(skippedUpdates, 0);
      assert(updates > 0 && Number.isFinite(loss));
    }
  }
});

Deno.test("RecurrentForecaster keeps no more rows than a segment needs, however far its steps lie apart", () => {
  const { forecaster: { lookback } } = recurrent(LSTM, { every: 1_000_000, tbptt: 16 }, 1, {
    horizons: [1, 5],
  });
  assertEquals(lookback.rows, 5 + 16);
});

Deno.test("RecurrentForecaster gives the same bits in two runs, and others from another seed", () => {
  const run = (seed: number) => recurrent(LSTM, {}, 1, { seed }).steps(walk(40, 14));
  assertEquals(run(1), run(1));
  assertNotEquals(run(1), run(2));
});

Deno.test("RecurrentForecaster gives each series the bits it gives it in smaller cohorts, forecasts being made before", () => {
  // 40 series are more than one minibatch holds.
  const rows = Array.from({ length: 40 }, (_, s) => walk(6, s));
  const together = recurrent(LSTM, { rate: 0 }, 40);
  const alone = recurrent(LSTM, { rate: 0 }, 40);
  for (const driver of [together, alone]) {
    const { parameters } = driver.forecaster.network;
    parameters.write("head.weight", [0.5, -0.4, 0.3, 0.2]);
  }
  for (let t = 0; t < 6; t++) {
    const forecasts = together.cohort(rows.map((row) => row[t]));
    forecasts.forEach((forecast, s) => {
      const one = rows.map((row, index) => index === s ? row[t] : undefined);
      assertEquals(alone.cohort(one)[0], forecast);
    });
  }
});

for (const options of [{}, { every: 3, tbptt: 6 }, { every: 9, tbptt: 4 }, { batch: 4 }, { layers: 2 }]) {
  Deno.test(`RecurrentForecaster continues bit for bit from an archive, at every row: ${JSON.stringify(options)}`, () => {
    const [a, b] = [walk(30, 15, 1, 0.1), walk(30, 16, 1, 0.1)];
    const cohorts = a.map((row, t) => [row, t % 3 === 0 ? undefined : b[t]]);
    for (const entry of Object.values(ENTRIES)) {
      for (let stop = 1; stop < 25; stop += 3) {
        assertContinues(
          () => recurrent(entry, { rate: 0.02, ...options }, 2, { horizons: [1, 3] }),
          (driver) => cohorts.slice(0, stop).forEach((rows) => driver.cohort(rows)),
          (driver) => cohorts.slice(stop).map((rows) => driver.cohort(rows)),
        );
      }
    }
  });
}

Deno.test("RecurrentForecaster continues bit for bit between a cohort's forecasts and its learning", () => {
  const rows = walk(20, 17);
  assertContinues(
    () => recurrent(LSTM, { rate: 0.02 }),
    (driver) => {
      driver.steps(rows.slice(0, 12));
      driver.forecast([rows[12]]);
    },
    (driver) => {
      driver.learn([rows[12]]);
      return driver.steps(rows.slice(13));
    },
  );
});

Deno.test("gru has the lecture's cell, and PyTorch's with reset=after", () => {
  const names = (options: Options) =>
    (recurrent(ENTRIES.gru, options).forecaster.network as RecurrentNetwork).cell.name;
  assertEquals([names({}), names({ reset: "after" })], ["gru-before", "gru-after"]);
  assertEquals(readOptions("gru", gru.options, new Map()).reset, "before");
});
