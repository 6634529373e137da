import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import { UsageError } from "../../src/base/errors.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";
import { attention } from "../../src/models/attention.ts";
import type { EncoderDecoderForecaster } from "../../src/models/encoder_decoder.ts";
import { seq2seq } from "../../src/models/seq2seq.ts";
import { autoregression, walk } from "./made_series.ts";
import { type Entry, ModelDriver, type Options, type Setting } from "./model_driver.ts";
import { assertContinues } from "../support/continues.ts";
import { SlowEncoderDecoder } from "./slow_encoder_decoder.ts";
import { assertForecastsAs } from "./whole_past.ts";
import { assertSkipsBadGradients } from "./bad_gradients.ts";

const ENTRIES = { seq2seq, attention } as Record<string, Entry>;
const SMALL = { hidden: 4, layers: 1, window: 6, rate: 0.01, tbptt: 3, anneal: 20 };

function driver(
  name: string,
  options: Options = {},
  count = 1,
  setting: Setting = {},
): ModelDriver<EncoderDecoderForecaster> {
  return new ModelDriver<EncoderDecoderForecaster>(ENTRIES[name], { ...SMALL, ...options }, setting, count);
}

/** Random weights everywhere, so that forecasts differ from naive without learning. */
function unlearned(it: ModelDriver<EncoderDecoderForecaster>): ModelDriver<EncoderDecoderForecaster> {
  const { parameters } = it.forecaster.network;
  for (const { name, shape } of parameters.tensors) {
    parameters.write(name, Array.from({ length: shape[0] * shape[1] }, (_, i) => 0.5 * Math.sin(i * i + 1)));
  }
  return it;
}

for (const [every, tbptt, stride, anneal] of [[1, 3, 1, 20], [4, 4, 1, 0], [2, 6, 3, 1000], [9, 4, 1, 5]]) {
  for (const horizons of [[1], [3], [1, 2, 4]]) {
    Deno.test(`EncoderDecoderForecaster equals a model that keeps its whole past: k1 ${every}, k2 ${tbptt}, stride ${stride}, anneal ${anneal}, horizons ${horizons}`, () => {
      for (const name of ["seq2seq", "attention"]) {
        const options = { ...SMALL, every, tbptt, stride, anneal };
        const it = driver(name, { ...options, score: "dot" }, 2, { horizons, targets: ["a", "b"] });
        const score = name === "attention" ? "dot" : "none";
        assertForecastsAs(it, new SlowEncoderDecoder(options, score, it.series), 40, 2);
      }
    });
  }
}

for (const options of [{}, { cell: "gru", layers: 2 }, { cell: "rnn", bidirectional: "yes" }, { batch: 4 }]) {
  Deno.test(`EncoderDecoderForecaster continues bit for bit from an archive: ${JSON.stringify(options)}`, () => {
    const [a, b] = [walk(30, 13, 1, 0.1), walk(30, 14, 1, 0.1)];
    const cohorts = a.map((row, t) => [row, t % 3 === 0 ? undefined : b[t]]);
    for (const name of ["seq2seq", "attention"]) {
      for (const stop of [1, 6, 15]) { // coins are tossed up to update 20
        assertContinues(
          () => driver(name, options, 2, { horizons: [1, 2] }),
          (it) => cohorts.slice(0, stop).forEach((rows) => it.cohort(rows)),
          (it) => cohorts.slice(stop).map((rows) => it.cohort(rows)),
        );
      }
    }
  });
}

Deno.test("EncoderDecoderForecaster with replay learns from past windows too, and continues bit for bit", () => {
  const rows = walk(60, 15, 1, 0.1);
  for (const name of ["seq2seq", "attention"]) {
    const run = (options: Options) => driver(name, options, 1, { horizons: [1, 3] });
    const plain = run({}).steps(rows);
    assertEquals(run({ replay: 0 }).steps(rows), plain);
    const replayed = run({ replay: 3 }).steps(rows);
    const begin = 3 + 3 + 6 - 1; // the first full window all of whose labels have come
    assertEquals(replayed.slice(0, begin), plain.slice(0, begin));
    assert(replayed.slice(begin).flat().every(Number.isFinite));
    assertNotEquals(replayed, plain);
    const many = run({ replay: 300 });
    many.steps(rows);
    assertLess(many.forecaster.report().loss, 6); // a mean over all labels, of which none is farther off
    assertContinues(
      () => run({ replay: 3 }),
      (it) => it.steps(rows.slice(0, 33)),
      (it) => it.steps(rows.slice(33)),
    );
  }
});

Deno.test("EncoderDecoderForecaster gives each series the bits it gives it in smaller cohorts", () => {
  const rows = Array.from({ length: 70 }, (_, s) => walk(4, s)); // more than are computed at once
  for (const name of ["seq2seq", "attention"]) {
    const [together, alone] = [1, 2].map(() => unlearned(driver(name, { rate: 0 }, 70, { horizons: [2] })));
    for (let t = 0; t < 4; t++) {
      const cohort = rows.map((row, s) => s % 3 < t ? row[t] : undefined); // of different lengths
      const present = [...cohort.keys()].filter((s) => cohort[s] !== undefined);
      together.cohort(cohort).forEach((forecast, i) => {
        const one = cohort.map((row, s) => s === present[i] ? row : undefined);
        assertEquals(alone.cohort(one)[0], forecast);
      });
    }
  }
});

Deno.test("EncoderDecoderForecaster learns the windows of as many series as there are, some dozens at a time", () => {
  const it = driver("attention", { batch: 40, window: 4 }, 40);
  const walks = Array.from({ length: 40 }, (_, s) => walk(12, s));
  for (let t = 0; t < 12; t++) {
    assert(it.cohort(walks.map((rows) => rows[t])).flat().every(Number.isFinite));
  }
  const { updates, skippedUpdates } = it.forecaster.report();
  assertEquals(skippedUpdates, 0);
  assert(updates > 11); // three windows of each series no longer fit one minibatch
});

Deno.test("EncoderDecoderForecaster learns what naive cannot know, with every cell, score and direction", async () => {
  const kernels = await loadKernels();
  const rows = autoregression(1200, 4);
  const kinds: [string, Options][] = [
    ["seq2seq", { cell: "lstm" }],
    ["seq2seq", { cell: "rnn", layers: 2 }],
    ["attention", { cell: "gru", score: "additive" }],
    ["attention", { cell: "lstm", score: "dot", bidirectional: "yes" }],
  ];
  for (const [name, options] of kinds) {
    const setting = { kernels, horizons: [1, 2] };
    const it = driver(
      name,
      { hidden: 16, window: 8, rate: 0.004, tbptt: 4, anneal: 300, ...options },
      1,
      setting,
    );
    const forecasts = it.steps(rows);
    [1, 2].forEach((horizon, h) => {
      let own = 0;
      let naive = 0;
      for (let t = 400; t + horizon < rows.length; t++) {
        own += (rows[t + horizon][0] - forecasts[t][h]) ** 2;
        naive += (rows[t + horizon][0] - rows[t][0]) ** 2;
      }
      assertLess(own, 0.85 * naive, `${name} ${JSON.stringify(options)} at ${horizon}`);
    });
  }
});

Deno.test("EncoderDecoderForecaster skips and counts an update whose gradient is not finite, and goes on", () => {
  const it = driver("attention", {}, 1, { horizons: [1, 3] });
  const { network } = it.forecaster;
  assertSkipsBadGradients(it, (backward) => {
    network.parameters.kernels.memory[network.gradientRow(0, 0)] = NaN; // goes through every buffer
    backward();
  });
});

Deno.test("EncoderDecoderForecaster.attentionWeights() tells how the next forecast reads its window, and changes nothing", () => {
  for (const score of ["dot", "additive"]) {
    const [it, twin] = [1, 2].map(() => unlearned(driver("attention", { score }, 1, { horizons: [1, 3] })));
    const rows = walk(20, 5);
    rows.forEach((row, t) => {
      assertEquals(it.steps([row]), twin.steps([row]));
      const weights = it.forecaster.online.attentionWeights(it.tracks[0] as never)!;
      const length = Math.min(6, t + 1);
      assertEquals(weights.length, 3 * length);
      for (let step = 0; step < 3; step++) {
        const row = weights.subarray(step * length, (step + 1) * length);
        assertAlmostEquals(row.reduce((sum, share) => sum + share), 1, 1e-12);
      }
    });
  }
  const plain = driver("seq2seq");
  plain.steps(walk(5, 6));
  assertEquals(plain.forecaster.online.attentionWeights(plain.tracks[0] as never), undefined);
});

Deno.test("EncoderDecoderForecaster reserves no memory any more once its windows are full", () => {
  const kernels = createReference();
  const it = driver("attention", {}, 2, { kernels, horizons: [1, 3] });
  const [a, b] = [walk(100, 7), walk(100, 8)];
  a.slice(0, 30).forEach((row, t) => it.cohort([row, b[t]]));
  kernels.allocate = () => {
    throw new Error("more memory");
  };
  a.slice(30).forEach((row, t) => it.cohort([row, b[t + 30]]));
});

Deno.test("EncoderDecoderForecaster refuses to halve an odd number of units", () => {
  const build = () => driver("attention", { hidden: 5, bidirectional: "yes" });
  assertThrows(build, UsageError, 'Cannot set hidden of model to "5": expected an even number');
});
