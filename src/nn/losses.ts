import type { Floats } from "../kernels/kernels.ts";

/**
 * A loss of one prediction against one label. `value` is ℓ, `slope` its derivative by the prediction, both as
 * functions of the error (prediction − label).
 */
export interface Loss {
  /** The loss of an error. */
  value(error: number): number;
  /** Its derivative. */
  slope(error: number): number;
}

/**
 * ℓ = ½ e² within ±1, |e| − ½ beyond (Huber 1964, δ = 1; torch.nn.HuberLoss). Labels are in units of a
 * deviation.
 */
const huber: Loss = {
  value: (e) => Math.abs(e) <= 1 ? 0.5 * e * e : Math.abs(e) - 0.5,
  slope: (e) => Math.max(-1, Math.min(1, e)),
};

/** ℓ = e² (torch.nn.MSELoss). */
const squared: Loss = {
  value: (e) => e * e,
  slope: (e) => 2 * e,
};

/** The losses, by name. */
export const LOSSES: Readonly<Record<string, Loss>> = { huber, squared };

/**
 * One row's share of a mean loss over labels of which some are unknown.
 *
 * @param y address of the row's predictions; @param dy address of their gradients, written: share · ℓ′, 0
 * where the label is NaN; @param labels from `at` on, `count` of them; @param share 1 / number of known
 * labels of the minibatch
 * @returns the row's sum of share · ℓ
 */
export function rowLoss(
  loss: Loss,
  memory: Floats,
  y: number,
  dy: number,
  labels: Floats,
  at: number,
  count: number,
  share: number,
): number {
  let sum = 0;
  for (let o = 0; o < count; o++) {
    const label = labels[at + o];
    if (label !== label) {
      memory[dy + o] = 0;
      continue;
    }
    const error = memory[y + o] - label;
    memory[dy + o] = share * loss.slope(error);
    sum += share * loss.value(error);
  }
  return sum;
}
