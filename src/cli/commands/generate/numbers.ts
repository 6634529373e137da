import { MemoryArchive } from "../../../base/archive.ts";
import { RunError, UsageError } from "../../../base/errors.ts";
import { Random } from "../../../base/random.ts";
import type { Checkpoint } from "../../../checkpoint/checkpoint.ts";
import { RestoringArchive } from "../../../checkpoint/restoring_archive.ts";
import { samplePaths } from "../../../generate/paths.ts";
import type { TimeKind } from "../../../input/row.ts";
import type { Forecaster } from "../../../models/forecaster.ts";
import type { Progress } from "../../../output/progress.ts";
import { Engine } from "../../../pipeline/engine.ts";
import { type SeriesLayout, seriesLayout } from "../../../series/layout.ts";
import { readForecastOptions } from "../../../options/forecast_options.ts";
import { givenTexts } from "../../../library/fingerprint.ts";
import { loadModels } from "../../../library/build_models.ts";
import type { GenerateOptions } from "./flags.ts";
import { chooseModel } from "./choose_model.ts";
import { readNewRows, unlessUnset } from "./new_rows.ts";
import type { PathLine } from "./path_line.ts";
import { MODEL_NAMES } from "../../../library/model_plan.ts";

type Settings = Readonly<Record<string, string>>;

/**
 * Futures of every series of a forecast run: its models are built again as the state tells, meet the new rows
 * and learn from them as they would have there, and the paths start behind those.
 *
 * @throws {RunError} if the state does not fit
 * @throws {UsageError} if the model is none of the state's, or a temperature is given
 */
export async function generateNumbers(
  { facts, tensors }: Checkpoint,
  options: GenerateOptions,
  progress: Progress,
): Promise<Iterable<PathLine>> {
  if (options.temperature !== undefined) {
    throw new UsageError(
      `Cannot use --temperature with "${options.state}": expected a state of classify --next, got one that forecasts ` +
        `numbers; their paths are as wide as the model's errors have been`,
    );
  }
  const settings = facts.options;
  const run = readForecastOptions(givenTexts(settings), MODEL_NAMES);
  if (!run.horizons.includes(1)) {
    throw new RunError(
      `Cannot generate from "${options.state}": expected a run that forecasts one row ahead, got --horizon ` +
        `${settings["--horizon"]}; a path goes row by row: learn with 1 among the horizons, as --horizon ` +
        `1,${settings["--horizon"]}`,
    );
  }
  if (run.known.length > 0) {
    throw new RunError(
      `Cannot generate from "${options.state}": expected a run without --known, got --known ${run.known}; a path ` +
        `would need its values at every step`,
    );
  }
  const layout = seriesLayout({
    ...run,
    targets: run.targets ?? [],
    timeKind: settings["the time column's kind"] as TimeKind,
  });
  const built = await loadModels(run, layout, false);
  const forecasters = built.models.flatMap((model) => "forecaster" in model ? [model.forecaster] : []);
  const engine = new Engine(layout, forecasters);
  restore(engine, tensors, options.state);
  const model = chooseModel(
    {
      models: forecasters,
      isNetwork: ({ network }) => network !== undefined,
      combining: built.models.flatMap((model) => "ensemble" in model ? [model.ensemble.name] : []),
    },
    options.model,
    progress,
  );
  const chain = chainOf(forecasters, model, settings);
  await takeRows(engine, settings, layout, options, progress);
  const saved = new MemoryArchive();
  engine.persist(saved);
  const residuals = engine.residuals[forecasters.indexOf(model)];
  if (residuals.count < 20) {
    progress.warn(
      "notes on the model",
      `only ${residuals.count} errors of ${model.name} are known: paths vary too little`,
    );
  }
  return linesOf(engine, { chain, residuals, lookback: engine.lookback, saved, layout }, options);
}

function* linesOf(
  engine: Engine,
  source: Parameters<typeof samplePaths>[0],
  { paths, steps, seed }: GenerateOptions,
): Iterable<PathLine> {
  const { targets } = source.layout;
  const random = new Random(seed);
  for (const [index, series] of engine.keys.entries()) {
    const values = samplePaths(source, index, paths, steps, random);
    let at = 0;
    for (let path = 1; path <= paths; path++) {
      for (let step = 1; step <= steps; step++) {
        for (const target of targets) {
          yield { series, path, step, target, value: Number(values[at++].toPrecision(9)) };
        }
      }
    }
  }
}

function restore(engine: Engine, tensors: Checkpoint["tensors"], path: string): void {
  try {
    engine.persist(RestoringArchive.from(tensors, path).within("pipeline").within("engine"));
  } catch (error) {
    if (error instanceof RunError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new RunError(`Cannot generate from "${path}": its contents are inconsistent (${why})`);
  }
}

/** The model, and before it, if it reads another's forecasts, those that stand before it. */
function chainOf(
  forecasters: readonly Forecaster[],
  model: Forecaster,
  settings: Settings,
): readonly Forecaster[] {
  if (unlessUnset(settings[`reads of ${model.name}`]) === undefined) return [model];
  return forecasters.slice(0, forecasters.indexOf(model) + 1);
}

/** Takes in the rows that have come since: as `forecast` does, cohort by cohort. */
async function takeRows(
  engine: Engine,
  settings: Settings,
  layout: SeriesLayout,
  options: GenerateOptions,
  progress: Progress,
): Promise<void> {
  const time = unlessUnset(settings["--time"]);
  const series = unlessUnset(settings["--series"]);
  await readNewRows(
    options,
    {
      ...(time === undefined ? {} : { time }),
      ...(series === undefined ? {} : { series }),
      targets: layout.targets,
      features: layout.columns.slice(layout.targets.length),
    },
    { keys: engine.keys, latest: engine.keys.map((_, i) => engine.timeOf(i)) },
    progress,
    (row, keys) => {
      engine.accept(row, keys);
      engine.forecast();
    },
  );
}
