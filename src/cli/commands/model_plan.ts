import { UsageError } from "../../base/errors.ts";
import { type OptionTable, readOptions } from "../../base/options.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { ENSEMBLE } from "../../models/ensemble.ts";
import type { ModelEntry } from "../../models/entry.ts";
import type { Forecaster } from "../../models/forecaster.ts";
import { MODELS } from "../../models/registry.ts";
import type { SeriesLayout } from "../../series/layout.ts";
import type { ForecastOptions } from "../forecast_options.ts";

/** All that `--models` may name. */
export const ENTRIES: Readonly<Record<string, { readonly summary: string; readonly options: OptionTable }>> =
  {
    ...MODELS,
    ensemble: ENSEMBLE,
  };

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
export function planModels({ models, neuralFallbacks, seed }: ForecastOptions): ModelPlan[] {
  const earlier: string[] = [];
  const plans = models.map(({ kind, name, options: given }): ModelPlan => {
    const table = ENTRIES[kind].options;
    const options = readOptions(kind, table, given, isNetwork(table) ? neuralFallbacks : undefined);
    const plan = { kind, name, options, earlier: [...earlier], seed };
    if (kind !== "ensemble") earlier.push(name);
    return plan;
  });
  if (earlier.length === 0) {
    throw new UsageError(
      `Cannot run model "${models[0].name}" alone: name models for it to combine beside it`,
    );
  }
  return plans;
}

/** @throws {UsageError} if the options contradict the layout or each other */
export function makeForecaster(
  { kind, name, options, earlier, seed }: ModelPlan,
  layout: SeriesLayout,
  kernels: Kernels,
): Forecaster {
  const entry = MODELS[kind as keyof typeof MODELS] as ModelEntry;
  return entry.create(name, options as never, { layout, seed, kernels, earlier });
}

/** Whether the command line's learning flags speak to a model with these options. */
function isNetwork(table: OptionTable): boolean {
  return Object.hasOwn(table, "hidden");
}
