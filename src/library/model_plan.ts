import { UsageError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { Ensemble } from "../models/ensemble.ts";
import type { AnyEntry } from "../models/entry.ts";
import type { Forecaster } from "../models/forecaster.ts";
import { LOADERS } from "../models/loaders.ts";
import type { SeriesLayout } from "../series/layout.ts";
import type { ForecastOptions } from "../options/forecast_options.ts";

/** All that `--models` may name. */
export const MODEL_NAMES: readonly string[] = Object.keys(LOADERS);

/** What is known of one of them. */
export async function loadEntry(model: string): Promise<AnyEntry> {
  return await LOADERS[model]();
}

/** How a model of the run is made: plain values, so that it can be made in another thread as well. */
export interface ModelPlan {
  readonly kind: string;
  /** The kind of its entry. */
  readonly entryKind: AnyEntry["kind"];
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
    const { kind: entryKind, options: table } = await loadEntry(kind);
    const options = readOptions(kind, table, given, entryKind === "network" ? neuralFallbacks : undefined);
    plans.push({ kind, entryKind, name, options, earlier: [...earlier], seed });
    if (entryKind !== "combination") earlier.push(name);
  }
  if (earlier.length === 0) {
    throw new UsageError(
      `Cannot run model "${models[0].name}" alone: expected other models to combine, as in lstm,ar,${
        models[0].name
      }`,
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
  const entry = await loadEntry(kind);
  if (entry.kind === "combination") throw new TypeError(`Cannot forecast by "${name}" alone`);
  return entry.create(name, options as never, { layout, seed, kernels: kernels!, earlier });
}

/** @param members names of the run's forecasters */
export async function makeCombination(
  { kind, name, options }: ModelPlan,
  layout: SeriesLayout,
  members: readonly string[],
): Promise<Ensemble> {
  const entry = await loadEntry(kind);
  if (entry.kind !== "combination") throw new TypeError(`Cannot combine by "${name}"`);
  return entry.create(name, options as never, { layout, members });
}

/** The kernels, if a network is among the models. */
export async function kernelsFor(plans: readonly ModelPlan[]): Promise<Kernels | undefined> {
  if (!plans.some(({ entryKind }) => entryKind === "network")) return undefined;
  const { loadKernels } = await import("../kernels/wasm.ts");
  return await loadKernels();
}
