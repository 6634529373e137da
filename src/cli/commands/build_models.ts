import { UsageError } from "../../base/errors.ts";
import { type OptionTable, readOptions } from "../../base/options.ts";
import { startFrom } from "../../checkpoint/starting_weights.ts";
import { loadKernels } from "../../kernels/wasm.ts";
import { ENSEMBLE, Ensemble } from "../../models/ensemble.ts";
import type { ModelEntry } from "../../models/entry.ts";
import type { ModelSpec } from "../../models/model_list.ts";
import { MODELS } from "../../models/registry.ts";
import type { Parameters } from "../../nn/parameters.ts";
import type { ModelFacts } from "../../output/summary.ts";
import type { RunModel } from "../../pipeline/pipeline.ts";
import type { SeriesLayout } from "../../series/layout.ts";
import type { ForecastOptions } from "../forecast_options.ts";

/** All that `--models` may name. */
export const ENTRIES: Readonly<Record<string, { readonly summary: string; readonly options: OptionTable }>> =
  {
    ...MODELS,
    ensemble: ENSEMBLE,
  };

/** The models of a run, and what is to be said of them when it ends. */
export interface RunModels {
  readonly models: readonly RunModel[];
  /** Name of the kernel set; none where no model needs one. */
  readonly kernels: string;
  facts(): ModelFacts[];
  /** Lines on updates that had to be skipped. */
  warnings(): string[];
}

/**
 * @param isFresh whether the models begin: those of a run that is resumed have their weights in its state
 * @throws {UsageError} if an option of a model is wrong, or an ensemble has nothing to combine
 * @throws {RunError} if weights to start from do not fit
 */
export async function buildModels(
  options: ForecastOptions,
  layout: SeriesLayout,
  isFresh = true,
): Promise<RunModels> {
  const { models: specs, neuralFallbacks, seed } = options;
  const members = specs.filter(({ kind }) => kind !== "ensemble").map(({ name }) => name);
  const read = specs.map(({ kind, options: given }) => {
    const table = ENTRIES[kind].options;
    return readOptions(kind, table, given, isNetwork(table) ? neuralFallbacks : undefined);
  });
  const kernels = await loadKernels();
  const models = specs.map(({ kind, name }, i): RunModel => {
    if (kind === "ensemble") {
      if (members.length === 0) {
        throw new UsageError(`Cannot run model "${name}" alone: name models for it to combine beside it`);
      }
      const { targets, horizons } = layout;
      return { ensemble: new Ensemble(name, read[i] as never, { members, targets, horizons }) };
    }
    const entry = MODELS[kind as keyof typeof MODELS] as ModelEntry;
    const earlier = specs.slice(0, i).filter(({ kind }) => kind !== "ensemble").map(({ name }) => name);
    return { forecaster: entry.create(name, read[i] as never, { layout, seed, kernels, earlier }) };
  });
  if (isFresh) {
    for (let i = 0; i < models.length; i++) await loadStartingWeights(specs[i], read[i], models[i]);
  }
  const facts = () =>
    models.map((model, i): ModelFacts =>
      "ensemble" in model
        ? { name: specs[i].name, options: read[i], weights: model.ensemble.weights() }
        : { name: specs[i].name, options: read[i], ...model.forecaster.report() }
    );
  return { models, kernels: kernels.name, facts, warnings: () => warnings(facts()) };
}

/** `lstm(weights=FILE)`. */
async function loadStartingWeights(
  { name, kind }: ModelSpec,
  options: Readonly<Record<string, unknown>>,
  model: RunModel,
): Promise<void> {
  const { weights, reset } = options;
  if (typeof weights !== "string" || weights === "") return;
  if (!("forecaster" in model && "network" in model.forecaster)) return;
  const { parameters } = model.forecaster.network as { parameters: Parameters };
  await startFrom(weights, { name, kind, parameters, reset: typeof reset === "string" ? reset : undefined });
}

/** Whether the command line's learning flags speak to a model with these options. */
function isNetwork(table: OptionTable): boolean {
  return Object.hasOwn(table, "hidden");
}

function warnings(facts: readonly ModelFacts[]): string[] {
  return facts.flatMap(({ name, updates, skippedUpdates }) =>
    Number(skippedUpdates) > 0
      ? [
        `${name}: ${skippedUpdates} of ${
          Number(updates) + Number(skippedUpdates)
        } updates skipped, not finite`,
      ]
      : []
  );
}
