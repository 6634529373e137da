import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { MemoryArchive } from "../../src/base/archive.ts";
import { Random } from "../../src/base/random.ts";
import { type OptionTable, readOptions } from "../../src/base/options.ts";
import { samplePaths } from "../../src/generate/paths.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { createReference } from "../../src/kernels/reference.ts";
import type { ModelEntry } from "../../src/models/entry.ts";
import type { Forecaster } from "../../src/models/forecaster.ts";
import { parseModelList } from "../../src/models/model_list.ts";
import { MODELS } from "../../src/models/registry.ts";
import { Engine } from "../../src/pipeline/engine.ts";
import { seriesLayout } from "../../src/series/layout.ts";

function build(
  list: string,
  targets = ["y"],
  transform = "diff",
): { engine: Engine; models: Forecaster[]; kernels: Kernels } {
  const layout = seriesLayout({
    targets,
    features: ["x"],
    horizons: [1, 3],
    timeKind: "row",
    calendar: "auto",
    transform,
  });
  const context = { layout, seed: 1, kernels: createReference() };
  const models = parseModelList(list, Object.keys(MODELS)).map(({ kind, name, options }) => {
    const entry = MODELS[kind as keyof typeof MODELS] as ModelEntry<OptionTable>;
    return entry.create(name, readOptions(kind, entry.options, options), context);
  });
  return { engine: new Engine(layout, models), models, kernels: context.kernels };
}

function take(engine: Engine, values: readonly number[], time: number): void {
  engine.accept({ series: 0, time, offset: 0, values: Float64Array.from(values) }, ["s"]);
  engine.forecast();
  engine.learn();
}

function sample(
  engine: Engine,
  model: Forecaster,
  m: number,
  paths: number,
  steps: number,
  seed = 1,
): Float64Array {
  const saved = new MemoryArchive();
  engine.persist(saved);
  const { residuals, lookback, layout } = engine;
  const source = { chain: [model], residuals: residuals[m], lookback, saved, layout };
  return samplePaths(source, 0, paths, steps, new Random(seed));
}

Deno.test("samplePaths() of an AR(1) hold what comes as often as they should, at every step", () => {
  const { engine, models } = build("ar(lags=2)");
  const random = new Random(11);
  const [steps, paths, origins, apart] = [10, 200, 100, 13];
  const values: number[] = [];
  let y = 0;
  for (let t = 0; t < 700 + origins * apart + steps; t++) values.push(10 + (y = 0.8 * y + random.normal()));
  const inside = new Float64Array(steps);
  let t = 0;
  for (let origin = 0; origin < origins; origin++) {
    while (t < 700 + origin * apart) take(engine, [values[t], 0], ++t);
    const said = sample(engine, models[0], 0, paths, steps, origin);
    for (let step = 0; step < steps; step++) {
      const drawn = Array.from({ length: paths }, (_, p) => said[p * steps + step]).sort((a, b) => a - b);
      const actual = values[t + step];
      if (drawn[paths * 0.05] <= actual && actual <= drawn[paths * 0.95]) inside[step]++;
    }
  }
  const coverage = inside.map((count) => count / origins);
  const mean = coverage.reduce((sum, c) => sum + c, 0) / steps;
  assert(Math.abs(mean - 0.9) < 0.04, `coverage of 90 %: ${mean}`);
  for (const c of coverage) assert(Math.abs(c - 0.9) < 0.1, `by step: ${coverage}`);
});

Deno.test("samplePaths() spread as √steps on a random walk, and as the walk's own steps do", () => {
  const { engine, models } = build("naive");
  const random = new Random(2);
  let y = 0;
  for (let t = 1; t <= 600; t++) take(engine, [y += 2 * random.normal(), 0], t);
  const [paths, steps] = [2000, 16];
  const said = sample(engine, models[0], 0, paths, steps);
  const spread = (step: number) =>
    Math.sqrt(
      Array.from({ length: paths }, (_, p) => (said[p * steps + step] - y) ** 2).reduce((a, b) => a + b) /
        paths,
    );
  assertAlmostEquals(spread(0), 2, 0.2);
  assertAlmostEquals(spread(15) / spread(0), 4, 0.4);
});

Deno.test("samplePaths(): each path goes on as the model does, given its own rows", () => {
  for (
    const kind of ["gru(hidden=4)", "lstm(hidden=4)", "mlp(hidden=4,window=4)", "ar(lags=2)", "ewma", "naive"]
  ) {
    const { engine, models } = build(kind, ["y", "z"]);
    const random = new Random(4);
    for (let t = 1; t <= 60; t++) take(engine, [random.normal(), 5 + random.normal(), t % 3], t);
    const saved = new MemoryArchive();
    engine.persist(saved);
    const said = sample(engine, models[0], 0, 2, 5);
    assertEquals(sample(engine, models[0], 0, 2, 5), said, "the same seed draws the same paths");
    assert(String(said.subarray(0, 10)) !== String(said.subarray(10)), "paths differ");
    // A fresh engine that is told the second path's rows, and learns nothing, forecasts what the path began from.
    const twin = build(kind, ["y", "z"]);
    twin.engine.persist(saved.reopened());
    for (const model of twin.models) model.learn = () => {};
    const forecast = new Float64Array(4);
    for (let step = 0; step < 4; step++) {
      const [y, z] = said.subarray(10 + 2 * step, 12 + 2 * step);
      const values = Float64Array.of(y, z, 60 % 3);
      twin.engine.accept({ series: 0, time: 61 + step, offset: 0, values }, ["s"]);
      twin.engine.forecast();
      twin.engine.read(0, forecast);
      twin.engine.learn();
    }
    const { residuals } = engine;
    const next = said.subarray(18, 20);
    const series =
      (twin.engine as unknown as { series: { toScaled(k: number, h: number, v: number): number }[] })
        .series[0];
    const errors = [0, 1].map((k) => series.toScaled(k, 0, next[k]) - series.toScaled(k, 0, forecast[2 * k]));
    const known = Array.from(
      { length: residuals[0].count },
      (_, i) => [residuals[0].at(i, 0), residuals[0].at(i, 1)],
    );
    assert(
      known.some((pair) => pair.every((error, k) => Math.abs(error - errors[k]) < 1e-5)),
      `${kind}: ${errors} is a pair of errors that were made together`,
    );
  }
});

Deno.test("samplePaths() leaves the run as it was, and says nothing of a target that has had no value", () => {
  const { engine, models } = build("gru(hidden=4)", ["y", "z"]);
  for (let t = 1; t <= 30; t++) take(engine, [Math.sin(t), NaN, 0], t);
  const [before, after] = [new MemoryArchive(), new MemoryArchive()];
  engine.persist(before);
  const said = sample(engine, models[0], 0, 3, 4);
  engine.persist(after);
  assertEquals(after.entries, before.entries);
  said.forEach((value, i) => assertEquals(Number.isNaN(value), i % 2 === 1));
});

Deno.test("samplePaths() takes room for the paths' states once, however often it is asked", () => {
  const { engine, models, kernels } = build("lstm(hidden=3)");
  for (let t = 1; t <= 30; t++) take(engine, [Math.sin(t), 0], t);
  const first = sample(engine, models[0], 0, 5, 4);
  kernels.allocate = (length) => {
    throw new Error(`${length} floats more`);
  };
  assertEquals(sample(engine, models[0], 0, 5, 4), first);
});
