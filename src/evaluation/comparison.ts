import type { Score } from "./metrics.ts";

/**
 * The scores of all models at one target and horizon: what can be compared, for they are of the same rows.
 */
export interface Comparison {
  readonly target: string;
  readonly horizon: number;
  /** Forecasts scored, the same for every model. */
  readonly n: number;
  /** Smallest squared error first; equal ones in the models' order. */
  readonly scores: readonly Score[];
}

/** Below this p-value a difference counts as significant. */
export const SIGNIFICANCE = 0.05;

/** Scores by target and horizon, both in the order in which they first appear. */
export function compare(scores: readonly Score[]): Comparison[] {
  const groups = new Map<string, Score[]>();
  for (const score of scores) {
    const key = `${score.horizon} ${score.target}`;
    const group = groups.get(key);
    if (group) group.push(score);
    else groups.set(key, [score]);
  }
  return [...groups.values()].map((group) => ({
    target: group[0].target,
    horizon: group[0].horizon,
    n: group[0].n,
    scores: group.toSorted((a, b) => a.mse - b.mse || 0), // NaN − NaN: nothing scored, order kept
  }));
}
