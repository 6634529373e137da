import type { Score } from "../evaluation/metrics.ts";

/** The models' numbers for a target and horizon, smallest squared error first; in the models' own order where nothing was scored. */
export function ranking(
  scores: readonly Score[],
  models: readonly string[],
  target: string,
  horizon: number,
): number[] {
  const ranked = scores.filter((score) => score.target === target && score.horizon === horizon && score.n > 0)
    .toSorted((a, b) => a.mse - b.mse).map(({ model }) => models.indexOf(model));
  return ranked.length > 0 ? ranked : models.map((_, m) => m);
}
