/**
 * In which sense an actual lies away from its forecast: by a difference, or, for targets that are modelled by their log
 * returns, by a ratio. `ratio` counts how many times as large the larger of the two is, less one, negative where the
 * actual is the smaller: 0.1 above f is 1.1 f, 0.1 below f is f / 1.1. It is near the log return, needs no logarithm, and
 * lets neither end of an interval be negative.
 */
export type DeviationKind = "difference" | "ratio";

/** The signed deviation of `actual` from `forecast`. NaN where either is missing, or not positive under `ratio`. */
export function deviation(kind: DeviationKind, forecast: number, actual: number): number {
  if (kind === "difference") return actual - forecast;
  if (!(forecast > 0 && actual > 0)) return NaN;
  return actual >= forecast ? actual / forecast - 1 : 1 - forecast / actual;
}

/** What lies `distance` ≥ 0 below the forecast; NaN where no such thing is. */
export function below(kind: DeviationKind, forecast: number, distance: number): number {
  if (kind === "difference") return forecast - distance;
  return forecast > 0 ? forecast / (1 + distance) : NaN;
}

/** What lies `distance` ≥ 0 above the forecast; NaN where no such thing is. */
export function above(kind: DeviationKind, forecast: number, distance: number): number {
  if (kind === "difference") return forecast + distance;
  return forecast > 0 ? forecast * (1 + distance) : NaN;
}
