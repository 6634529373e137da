import { UsageError } from "../base/errors.ts";
import { type OptionTable, readOptions } from "../base/options.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { ModelEntry } from "../models/entry.ts";
import type { Forecaster } from "../models/forecaster.ts";
import { LOADERS } from "../models/loaders.ts";
import type { SeriesLayout } from "../series/layout.ts";
import type { ForecastOptions } from "../options/forecast_options.ts";

/** All that `--models` may name. */
export const MODEL_NAMES: readonly string[] = [...Object.keys(LOADERS), "ensemble"];

/** What is known of one of them. */
export async function loadEntry(
  kind: string,
): Promise<{ readonly summary: string; readonly options: OptionTable }> {
  if (kind === "ensemble") return (await import("../models/ensemble.ts")).ENSEMBLE;
  return await loadModel(kind);
}

async function loadModel(kind: string): Promise<ModelEntry> {
  return await LOADERS[kind as keyof typeof LOADERS]() as ModelEntry;
}

/** How a model of the run is made: plain values, so that it can be made in another thread as well. */
export interface ModelPlan {
  readonly kind: string;
  readonly name: string;
  readonly options: Readonly<Record<string, number | string>>;
  /** Names of the forecasters that stand before it. */
  readonly earlier: readonly string[];
  readonly seed: number;
}

/**
 * The models that the command line asks for, in its order.
 * @throws {UsageError} if an option of a model is wrong, or an ensemble has nothing to combine
 */
export async function planModels(
  { models, neuralFallbacks, seed }: ForecastOptions,
): Promise<ModelPlan[]> {
  const earlier: string[] = [];
  const plans: ModelPlan[] = [];
  for (const { kind, name, options: given } of models) {
    const { options: table } = await loadEntry(kind);
    const options = readOptions(kind, table, given, isNetwork(table) ? neuralFallbacks : undefined);
    plans.push({ kind, name, options, earlier: [...earlier], seed });
    if (kind !== "ensemble") earlier.push(name);
  }
  if (earlier.length === 0) {
    throw new UsageError(
      `Cannot run model "${models[0].name}" alone: name models for it to combine beside it`,
    );
  }
  return plans;
}

/**
 * @param kernels as `kernelsFor` the plans: nobody else asks for them
 * @throws {UsageError} if the options contradict the layout or each other
 */
export async function makeForecaster(
  { kind, name, options, earlier, seed }: ModelPlan,
  layout: SeriesLayout,
  kernels: Kernels | undefined,
): Promise<Forecaster> {
  const entry = await loadModel(kind);
  return entry.create(name, options as never, { layout, seed, kernels: kernels!, earlier });
}

/** The kernels, if a network is among the models. */
export async function kernelsFor(plans: readonly ModelPlan[]): Promise<Kernels | undefined> {
  if (!plans.some(({ options }) => isNetwork(options))) return undefined;
  const { loadKernels } = await import("../kernels/wasm.ts");
  return await loadKernels();
}

/** Whether a model has these options, or values of them, that all networks have; the learning flags speak to those. */
function isNetwork(options: object): boolean {
  return Object.hasOwn(options, "hidden");
}
