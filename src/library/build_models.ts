import type { ModelFacts } from "../output/summary.ts";
import type { RunModel } from "../pipeline/pipeline.ts";
import type { SeriesLayout } from "../series/layout.ts";
import type { ForecastOptions } from "../options/forecast_options.ts";
import { gradientWords } from "./gradient_words.ts";
import { kernelsFor, makeCombination, makeForecaster, type ModelPlan, planModels } from "./model_plan.ts";
import { loadStartingWeights } from "./starting_weights.ts";

/** The models of a run, and what is to be said of them when it ends. */
export interface RunModels {
  /** How each is made. */
  readonly plans: readonly ModelPlan[];
  readonly models: readonly RunModel[];
  /** Name of the kernel set; none where no model needs one. */
  readonly kernels: string;
  facts(): ModelFacts[];
  /** Lines on updates that had to be skipped, and gradients that exploded or vanished. */
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
  const plans = await planModels(options);
  const members = plans.filter(({ entryKind }) => entryKind !== "combination").map(({ name }) => name);
  const kernels = await kernelsFor(plans);
  const models: RunModel[] = [];
  for (const plan of plans) {
    models.push(
      plan.entryKind === "combination"
        ? { ensemble: await makeCombination(plan, layout, members) }
        : { forecaster: await makeForecaster(plan, layout, kernels) },
    );
  }
  if (isFresh) {
    for (const [i, model] of models.entries()) {
      if ("forecaster" in model) await loadStartingWeights(model.forecaster, plans[i]);
    }
  }
  const facts = () =>
    models.map((model, i): ModelFacts => {
      const { name, options } = plans[i];
      return "ensemble" in model
        ? { name, options, weights: model.ensemble.weights() }
        : { name, options, ...model.forecaster.report() };
    });
  return { plans, models, kernels: kernels?.name ?? "none", facts, warnings: () => gradientWords(facts()) };
}
