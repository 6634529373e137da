import type { ForecastOptions } from "../options/forecast_options.ts";
import type { ModelFacts } from "../output/summary.ts";
import type { RunModel } from "../pipeline/run_model.ts";
import type { SeriesLayout } from "../series/layout.ts";
import { gradientWords } from "./gradient_words.ts";
import { kernelsFor, loadEntries, makeModel, type Making, type ModelPlan, planModels } from "./model_plan.ts";
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
 * Makes the models of a run. @throws {UsageError} if options of a model contradict the layout or each other
 */
export function buildModels(plans: readonly ModelPlan[], making: Making): RunModels {
  const members = plans.filter(({ entryKind }) => entryKind !== "combination").map(({ name }) => name);
  const models = plans.map((plan) => makeModel(plan, making, members));
  const facts = () =>
    models.map((model, i): ModelFacts => {
      const { name, options } = plans[i];
      return "ensemble" in model
        ? { name, options, weights: model.ensemble.weights() }
        : { name, options, ...model.forecaster.report() };
    });
  const kernels = making.kernels?.name ?? "none";
  return { plans, models, kernels, facts, warnings: () => gradientWords(facts()) };
}

/**
 * Loads the code of the models that are asked for, and makes them.
 *
 * @param frozen whether nothing is learned
 * @param isFresh whether the models begin: those of a run that is resumed have their weights in its state
 * @throws {UsageError} if an option of a model is wrong, or an ensemble has nothing to combine
 * @throws {RunError} if weights to start from do not fit
 */
export async function loadModels(
  options: ForecastOptions,
  layout: SeriesLayout,
  isFresh: boolean,
  frozen: boolean = isFrozen(options),
): Promise<RunModels> {
  const entries = await loadEntries(options.models);
  const plans = planModels(options, entries).map((plan) => frozen ? withoutLearning(plan) : plan);
  const built = buildModels(plans, { entries, layout, kernels: await kernelsFor(plans), frozen });
  if (isFresh) {
    for (const [i, model] of built.models.entries()) {
      if ("forecaster" in model) await loadStartingWeights(model.forecaster, plans[i]);
    }
  }
  return built;
}

/** Whether a run learns nothing: `--learning-rate 0`. */
export function isFrozen({ learningRate }: Pick<ForecastOptions, "learningRate">): boolean {
  return learningRate === 0;
}

/** The plan, of a network that keeps its weights. */
function withoutLearning(plan: ModelPlan): ModelPlan {
  return plan.entryKind === "network" ? { ...plan, options: { ...plan.options, rate: 0 } } : plan;
}
