import type { ModelPlan } from "../../../library/model_plan.ts";

/**
 * About how many multiplications a model makes with a row, to divide models among workers by: their results
 * do not depend on it. A network: one step, and with every k1-th row the last k2 rows forward and backward
 * and one step of the optimizer.
 *
 * @param report what the model says of itself; networks tell their number of parameters
 * @param labels of a row, (target, horizon) pairs
 */
export function costOf(
  { options }: ModelPlan,
  { parameters = 0 }: Readonly<Record<string, number>>,
  labels: number,
): number {
  const { every = 1, stride = 1, lags = 0 } = options;
  const { tbptt = 1, replay = 0 } = options;
  const learned = Number(tbptt) * (1 + Number(replay)) / Number(stride);
  const network = parameters * (1 + (3 * learned + 10) / Number(every));
  const linear = labels * (1 + Number(lags)) ** 2;
  return 100 + network + linear;
}
