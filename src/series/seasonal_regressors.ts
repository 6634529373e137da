import type { RecentValues } from "./recent_values.ts";

/** Of each season: three. */
const EACH = 3;
const SEASONS = 2;
export const SEASONAL_REGRESSORS = SEASONS * EACH;
/** Earlier seasons whose changes are averaged, at most. */
const MOST_SEASONS = 4;

/**
 * What the seasons P of a column tell at row t of its change until row t + h, with g = h mod P; 0 where there
 * were no values yet:
 *
 *   y_{t+g−P} − y_{t−P},  the mean of the same over up to four seasons,  y_{t−P} − y_t
 *
 * @param age of row t in `values`; @param unit they are divided by this
 */
export function seasonalRegressors(
  values: RecentValues,
  periods: ArrayLike<number>,
  age: number,
  horizon: number,
  unit: number,
  out: Float64Array,
): void {
  const { available } = values;
  for (let s = 0; s < SEASONS; s++) {
    const period = periods[s];
    let sum = 0;
    let count = 0;
    let change = 0;
    let back = 0;
    if (period > 0) {
      const ahead = horizon % period;
      for (let j = 1; j <= MOST_SEASONS && age + j * period < available; j++) {
        const then = age + j * period;
        const before = values.at(then);
        const step = values.at(then - ahead) - before;
        if (j === 1 && step === step) change = step;
        const distance = j === 1 ? before - values.at(age) : NaN;
        if (distance === distance) back = distance;
        if (step !== step) break;
        sum += step;
        count++;
      }
    }
    out[EACH * s] = change / unit;
    out[EACH * s + 1] = count > 0 ? sum / count / unit : 0;
    out[EACH * s + 2] = back / unit;
  }
}
