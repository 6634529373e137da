import type { Evaluation } from "../../src/evaluation/evaluation.ts";
import type { Ledger } from "../../src/evaluation/ledger.ts";

/** What a model says at a row: a forecast, or forecast, lower and upper. */
export type Said = number | readonly [forecast: number, lower: number, upper: number];

/** The shape of a run: how many of each, and the steps ahead. */
export interface Shape {
  readonly models: number;
  readonly targets: number;
  readonly horizons: readonly number[];
}

/** Settles one row and issues what `say` says at it. */
export function step(
  ledger: Ledger,
  { models, targets, horizons }: Shape,
  actuals: readonly number[],
  say: (model: number, target: number, horizon: number) => Said,
): void {
  const length = models * targets * horizons.length;
  const forecasts = new Float64Array(length);
  const lower = new Float64Array(length).fill(NaN);
  const upper = new Float64Array(length).fill(NaN);
  let at = 0;
  for (let model = 0; model < models; model++) {
    for (let target = 0; target < targets; target++) {
      for (const horizon of horizons) {
        const said = say(model, target, horizon);
        if (typeof said === "number") forecasts[at] = said;
        else [forecasts[at], lower[at], upper[at]] = said;
        at++;
      }
    }
  }
  ledger.settle(Float64Array.from(actuals));
  ledger.issue(forecasts, lower, upper);
}

/** Feeds one target's values, as one series, to one or more models; `say` speaks at a row of that row + horizon. */
export function replay(
  evaluation: Evaluation,
  shape: Shape,
  values: readonly number[],
  say: (row: number, horizon: number, model: number) => Said,
): Ledger {
  const ledger = evaluation.open();
  values.forEach((value, row) =>
    step(ledger, shape, [value], (model, _target, horizon) => say(row, horizon, model))
  );
  return ledger;
}
