import type { AttendedStep } from "../../../output/summary.ts";
import type { RunModel } from "../../../pipeline/run_model.ts";
import type { AttentionMap } from "../../../report/attention_map.ts";

/**
 * How the models that attend read the window before the first series' newest row. Cost: a forecast of each.
 */
export function attentionMaps(models: readonly RunModel[]): AttentionMap[] {
  return models.flatMap((model) => {
    if (!("forecaster" in model)) return [];
    const read = model.forecaster.attention?.();
    return read === undefined ? [] : [{ model: model.forecaster.name, ...read }];
  });
}

/** The same step by step, as the summary has it. */
export function attendedSteps(maps: readonly AttentionMap[]): AttendedStep[] {
  return maps.flatMap(({ model, rows, weights }) =>
    Array.from({ length: weights.length / rows }, (_, t) => ({
      model,
      step: t + 1,
      weights: [...weights.subarray(t * rows, (t + 1) * rows)],
    }))
  );
}
