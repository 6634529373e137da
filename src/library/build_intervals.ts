import { UsageError } from "../base/errors.ts";
import { suggestion } from "../base/suggestion.ts";
import type { Bound } from "../intervals/bounds.ts";
import { Intervals } from "../intervals/intervals.ts";
import type { ForecastOptions } from "../options/forecast_options.ts";
import type { RunModel } from "../pipeline/run_model.ts";
import type { SeriesLayout } from "../series/layout.ts";

/**
 * The intervals and quantiles that the options ask for, around the forecasts of some models.
 * @throws {UsageError} if bounds are told of what is no target
 */
export function buildIntervals(
  { levels, quantiles, bounds }: Pick<ForecastOptions, "levels" | "quantiles" | "bounds">,
  layout: SeriesLayout,
  models: readonly RunModel[],
): Intervals {
  return new Intervals({
    ...{ models: models.length, layout, levels, quantiles },
    ensembles: models.flatMap((model, m) => "ensemble" in model ? [m] : []),
    bounds: boundsOf(bounds, layout.targets),
  });
}

/**
 * By target, whose name may be written otherwise. @throws {UsageError} if bounds are told of what is no
 * target
 */
function boundsOf(told: ForecastOptions["bounds"], targets: readonly string[]): Bound[] {
  const isOf = (target: string) => ({ column }: { column: string }) =>
    column.toLowerCase() === target.toLowerCase();
  const stranger = told.find((range) => !targets.some((target) => isOf(target)(range)));
  if (stranger !== undefined) {
    throw new UsageError(
      `Cannot bound "${stranger.column}": the targets are ${targets.join(", ")}${
        suggestion(stranger.column, targets)
      }`,
    );
  }
  return targets.map((target) => told.find(isOf(target)) ?? { low: -Infinity, high: Infinity });
}
