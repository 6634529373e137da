import type { Random } from "../base/random.ts";

/**
 * Draws one of the first `count` classes by p^(1/T), normalised: T = 1 as likely as the model says, below it
 * the likely ones more often, at 0 always the likeliest. (Ackley, Hinton & Sejnowski 1985 for the
 * temperature.)
 */
export function drawClass(
  probabilities: Float64Array,
  count: number,
  temperature: number,
  random: Random,
): number {
  let best = 0;
  for (let i = 1; i < count; i++) if (probabilities[i] > probabilities[best]) best = i;
  if (temperature === 0) return best;
  const weight = (i: number) => Math.pow(probabilities[i] / probabilities[best], 1 / temperature);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += weight(i);
  let rest = random.uniform(0, sum);
  for (let i = 0; i < count; i++) {
    rest -= weight(i);
    if (rest < 0) return i;
  }
  return best; // what rounding has left over
}
