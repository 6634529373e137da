import { UsageError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { AnyEntry } from "../models/entry.ts";
import type { Forecaster } from "../models/forecaster.ts";
import { LOADERS } from "../models/loaders.ts";
import type { ForecastOptions } from "../options/forecast_options.ts";
import type { RunModel } from "../pipeline/run_model.ts";
import type { SeriesLayout } from "../series/layout.ts";

/** All that `--models` may name. */
export const MODEL_NAMES: readonly string[] = Object.keys(LOADERS);

/** What is known of models, by their kinds in the registry. */
export type Entries = Readonly<Record<string, AnyEntry>>;

/** What is known of one model: its code is loaded. */
export async function loadEntry(kind: string): Promise<AnyEntry> {
  return await LOADERS[kind]();
}

/** The same of some, each once. */
export async function loadEntries(models: readonly { readonly kind: string }[]): Promise<Entries> {
  const kinds = [...new Set(models.map(({ kind }) => kind))];
  return Object.fromEntries(
    await Promise.all(kinds.map(async (kind): Promise<[string, AnyEntry]> => [kind, await loadEntry(kind)])),
  );
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
 * The models that the options ask for, in their order.
 * @throws {UsageError} if an option of a model is wrong, or an ensemble has nothing to combine
 */
export function planModels(
  { models, neuralFallbacks, seed }: Pick<ForecastOptions, "models" | "neuralFallbacks" | "seed">,
  entries: Entries,
): ModelPlan[] {
  const earlier: string[] = [];
  const plans: ModelPlan[] = [];
  for (const { kind, name, options: given } of models) {
    const { kind: entryKind, options: table } = entries[kind];
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

/** The kernels, if a network is among the models. */
export async function kernelsFor(plans: readonly ModelPlan[]): Promise<Kernels | undefined> {
  if (!plans.some(({ entryKind }) => entryKind === "network")) return undefined;
  const { loadKernels } = await import("../kernels/wasm.ts");
  return await loadKernels();
}

/** What models are made with: the series' layout, and kernels as `kernelsFor` their plans. */
export interface Making {
  readonly entries: Entries;
  readonly layout: SeriesLayout;
  readonly kernels: Kernels | undefined;
  /** Whether nothing is learned any more. @default {false} */
  readonly frozen?: boolean | undefined;
}

/**
 * Makes a model that forecasts by itself.
 * @throws {UsageError} if the options contradict the layout or each other
 */
export function makeForecaster(plan: ModelPlan, { entries, layout, kernels, frozen }: Making): Forecaster {
  const { kind, name, options, earlier, seed } = plan;
  const entry = entries[kind];
  if (entry.kind === "combination") throw new TypeError(`Cannot forecast by "${name}" alone`);
  return entry.create(name, options as never, { layout, seed, kernels: kernels!, earlier, frozen });
}

/**
 * Makes any model of a run.
 * @param members names of the run's forecasters
 * @throws {UsageError} if the options contradict the layout or each other
 */
export function makeModel(plan: ModelPlan, making: Making, members: readonly string[]): RunModel {
  const entry = making.entries[plan.kind];
  if (entry.kind !== "combination") return { forecaster: makeForecaster(plan, making) };
  return { ensemble: entry.create(plan.name, plan.options as never, { layout: making.layout, members }) };
}
