import { MemoryArchive } from "../../src/base/archive.ts";
import { type OptionTable, readOptions } from "../../src/base/options.ts";
import { Random } from "../../src/base/random.ts";
import { samplePaths } from "../../src/generate/paths.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import type { ModelEntry } from "../../src/models/entry.ts";
import { parseModelList } from "../../src/models/model_list.ts";
import { MODELS } from "../../src/models/registry.ts";
import { Engine } from "../../src/pipeline/engine.ts";
import { seriesLayout } from "../../src/series/layout.ts";

/** What is asked of `pathCoverage`. */
export interface CoverageTask {
  readonly kernels: Kernels;
  readonly models: string;
  readonly targets: readonly string[];
  readonly transform: string;
  /** Of each row, ms; and its values (targets). */
  readonly times: readonly number[];
  readonly rows: readonly Float64Array[];
  /** Row before which nothing is drawn, and at how many rows after it, evenly spread. */
  readonly from: number;
  readonly origins: number;
  readonly steps: number;
  readonly paths: number;
}

/**
 * How often what came lay in the middle 90 % of the paths drawn before it, while the models learn row by row: by model and
 * step, the share over origins and targets.
 */
export function pathCoverage(
  task: CoverageTask,
): { readonly model: string; readonly bySteps: Float64Array }[] {
  const { kernels, targets, transform, times, rows, from, origins, steps, paths } = task;
  const layout = seriesLayout({
    ...{ targets, features: [], horizons: [1], timeKind: "date-time", calendar: "auto", transform },
  });
  const models = parseModelList(task.models, Object.keys(MODELS)).map(({ kind, name, options }) => {
    const entry = MODELS[kind as keyof typeof MODELS] as ModelEntry<OptionTable>;
    return entry.create(name, readOptions(kind, entry.options, options), { layout, seed: 1, kernels });
  });
  const engine = new Engine(layout, models);
  const found = models.map(({ name }) => ({ model: name, bySteps: new Float64Array(steps) }));
  const edge = Math.round(0.05 * paths);
  const column = new Float64Array(paths);
  let t = 0;
  for (let origin = 0; origin < origins; origin++) {
    const at = from + Math.floor(origin * (rows.length - from - steps) / origins);
    for (; t < at; t++) {
      engine.accept({ series: 0, time: times[t], offset: 0, values: rows[t] }, ["s"]);
      engine.forecast();
      engine.learn();
    }
    const saved = new MemoryArchive();
    engine.persist(saved);
    models.forEach((model, m) => {
      const source = {
        chain: [model],
        residuals: engine.residuals[m],
        lookback: engine.lookback,
        saved,
        layout,
      };
      const drawn = samplePaths(source, 0, paths, steps, new Random(origin));
      for (let cell = 0; cell < steps * targets.length; cell++) {
        for (let p = 0; p < paths; p++) column[p] = drawn[p * steps * targets.length + cell];
        column.sort();
        const step = Math.floor(cell / targets.length);
        const actual = rows[at + step][cell % targets.length];
        if (column[edge] <= actual && actual <= column[paths - 1 - edge]) {
          found[m].bySteps[step] += 1 / (origins * targets.length);
        }
      }
    });
  }
  return found;
}
