import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { MemoryArchive } from "../../src/base/archive.ts";
import { Random } from "../../src/base/random.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";
import type { Entry } from "./model_driver.ts";
import type { RecurrentForecaster } from "../../src/models/recurrent_forecaster.ts";
import { gru, lstm } from "../../src/models/recurrent_models.ts";
import { readOptions } from "../../src/base/options.ts";
import { Engine } from "../../src/pipeline/engine.ts";
import { seriesLayout } from "../../src/series/layout.ts";

/**
 * What forecasts have run already, a gradient step takes as it stands; that is to show nowhere but in the
 * time it takes.
 */

const kernels = await loadKernels();

interface Run {
  readonly engine: Engine;
  readonly forecaster: RecurrentForecaster;
  /** Rows of each whole segment that the network was asked to run. */
  readonly segments: number[];
}

function begin(entry: Entry, options: Record<string, number>, horizons: readonly number[]): Run {
  const layout = seriesLayout({
    ...{ targets: ["y"], features: [], horizons, timeKind: "row", calendar: [], transform: "diff" },
  });
  const given = new Map(Object.entries(options).map(([name, value]) => [name, String(value)]));
  const values = readOptions("model", entry.options, given);
  const forecaster = entry.create("model", values, { layout, seed: 1, kernels }) as RecurrentForecaster;
  const engine = new Engine(layout, [forecaster]);
  const segments: number[] = [];
  const { network } = forecaster;
  const { forward } = network;
  network.forward = (from = 0) => {
    if (from === 0) segments.push(network.schedule.steps);
    forward.call(network, from);
  };
  return { engine, forecaster, segments };
}

/** The forecasts of all rows; `between` is called after each. */
function forecasts(
  { engine }: Run,
  rows: number,
  series: (row: number) => number,
  between = () => {},
): number[] {
  const random = new Random(7);
  const said = new Float64Array(engine.layout.labelCount);
  const all: number[] = [];
  const keys: string[] = [];
  for (let row = 0; row < rows; row++) {
    const s = series(row);
    while (keys.length <= s) keys.push(`s${keys.length}`);
    engine.accept({ series: s, time: row, offset: 0, values: Float64Array.of(random.normal()) }, keys);
    engine.forecast();
    engine.read(s, said);
    all.push(...said);
    engine.learn();
    between();
  }
  return all;
}

/** Saves and restores the model: what the network holds is then no longer relied upon. */
function interrupting({ forecaster }: Run): () => void {
  return () => {
    const saved = new MemoryArchive();
    forecaster.persist(saved);
    forecaster.persist(saved.reopened());
  };
}

const runs = fc.record({
  entry: fc.constantFrom<Entry>(lstm, gru),
  options: fc.record({
    hidden: fc.integer({ min: 1, max: 12 }),
    layers: fc.integer({ min: 1, max: 2 }),
    tbptt: fc.integer({ min: 1, max: 9 }),
    every: fc.integer({ min: 1, max: 15 }),
    batch: fc.integer({ min: 1, max: 3 }),
    replay: fc.constantFrom(0, 0, 2),
  }),
  horizons: fc.constantFrom([1], [2], [1, 3]),
  series: fc.integer({ min: 1, max: 2 }),
});

Deno.test("RecurrentForecaster forecasts the same bits whether or not a segment's rows stand in the network already", () => {
  fc.assert(
    fc.property(runs, ({ entry, options, horizons, series }) => {
      const whose = (row: number) => Math.floor(row / 20) % series;
      const [plain, interrupted] = [begin(entry, options, horizons), begin(entry, options, horizons)];
      const expected = forecasts(interrupted, 90, whose, interrupting(interrupted));
      assertEquals(forecasts(plain, 90, whose), expected);
    }),
    { seed: 8, numRuns: 120 },
  );
});

Deno.test("RecurrentForecaster runs no row of a segment twice that began after the gradient step before", () => {
  const options = { hidden: 4, tbptt: 8, every: 9 };
  const run = begin(lstm, options, [1]);
  forecasts(run, 90, () => 0);
  assertEquals(run.segments.filter((rows) => rows > 1), []);
  const interrupted = begin(lstm, options, [1]);
  forecasts(interrupted, 90, () => 0, interrupting(interrupted));
  assertEquals(interrupted.segments.filter((rows) => rows > 1).length, 10);
});
