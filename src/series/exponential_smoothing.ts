import type { Archive, Persistent } from "../base/archive.ts";
import { packed } from "../base/packed.ts";

/** What of an error goes where. All within 0 … 1; α + γ₁ + γ₂ ≤ 1. */
export interface SmoothingRates {
  /** Level. */
  readonly alpha: number;
  /** Trend. */
  readonly beta: number;
  /** First and second season. */
  readonly gamma1: number;
  readonly gamma2: number;
  /** By how much what is left of an error goes on to the next row. */
  readonly rho: number;
}

/** By how much the trend fades with each row. */
export const DAMPING = 0.98;

/**
 * Exponential smoothing in its error-correction form, with a damped trend φ = 0.98, up to two additive
 * seasons of P and Q rows, and what is left of an error as a first-order autoregression:
 *
 *   ε_t = y_t − (l_{t−1} + φ b_{t−1} + s_{t−P} + u_{t−Q} + ρ e_{t−1})
 *   l_t = l_{t−1} + φ b_{t−1} + α ε_t
 *   b_t = φ b_{t−1} + β ε_t
 *   s_t = s_{t−P} + γ₁ ε_t
 *   u_t = u_{t−Q} + γ₂ ε_t
 *   e_t = y_t − (l_t + s_t + u_t)
 *
 *   ŷ_{t+h} = l_t + (φ + … + φʰ) b_t + s_{t+h−P} + u_{t+h−Q} + ρʰ e_t
 *
 * With ρ = 0 and one season this is ETS(A,Ad,A), whose rates R's `ets` calls alike; the second season is
 * Taylor's (2003), as is the autoregression, which is his up to what the state itself has taken of the error.
 * A missing value is what was forecast.
 *
 * Source: Hyndman, Koehler, Ord & Snyder 2008, Forecasting with Exponential Smoothing, chapter 2; Taylor
 * 2003, "Short-term electricity demand forecasting using double seasonal exponential smoothing". Memory: P +
 * Q + 3 numbers. Cost of a row: O(1).
 */
export class ExponentialSmoothing implements Persistent {
  /** level, trend, e, then the first season, then the second, each by the row's number modulo its length */
  private readonly state: Float64Array;
  private row = 0;

  /** @param first P and @param second Q: rows in the seasons; 0: none */
  constructor(
    readonly rates: SmoothingRates,
    readonly first: number,
    readonly second: number,
  ) {
    this.state = packed(Float64Array, 3 + first + second);
  }

  /**
   * Begins before the row of that number, from the values before it, oldest first, of the longer season: at
   * their mean, the mean course of the first season, and what that leaves of the second. Without seasons at
   * the last value.
   */
  begin(values: Float64Array, row: number): void {
    const { state, first, second } = this;
    const n = values.length;
    this.row = row;
    state.fill(0);
    const seen = values.filter((value) => value === value);
    const mean = seen.reduce((sum, value) => sum + value, 0) / seen.length;
    state[0] = first > 0 ? mean : seen[seen.length - 1];
    for (let phase = 0; phase < first; phase++) {
      let sum = 0;
      let count = 0;
      for (let i = n - 1 - phase; i >= 0; i -= first) {
        if (values[i] !== values[i]) continue;
        sum += values[i] - mean;
        count++;
      }
      if (count > 0) state[3 + (row - 1 - phase) % first] = sum / count;
    }
    for (let i = 0; i < second; i++) {
      const then = row - second + i;
      const left = values[i] - mean - state[3 + then % first];
      state[3 + first + then % second] = left === left ? left : 0;
    }
  }

  /** Takes in the next value; NaN: it is missing. */
  observe(value: number): void {
    const {
      state,
      first,
      second,
      rates: { alpha, beta, gamma1, gamma2, rho },
    } = this;
    const s = first > 0 ? 3 + this.row % first : -1;
    const u = second > 0 ? 3 + first + this.row % second : -1;
    const expected = state[0] + DAMPING * state[1] + (s < 0 ? 0 : state[s]) +
      (u < 0 ? 0 : state[u]);
    const forecast = expected + rho * state[2];
    const error = value === value ? value - forecast : 0;
    state[0] += DAMPING * state[1] + alpha * error;
    state[1] = DAMPING * state[1] + beta * error;
    if (s >= 0) state[s] += gamma1 * error;
    if (u >= 0) state[u] += gamma2 * error;
    state[2] = forecast + error - expected -
      (alpha + (s < 0 ? 0 : gamma1) + (u < 0 ? 0 : gamma2)) * error;
    this.row++;
  }

  /** The value so many rows ahead. */
  forecast(horizon: number): number {
    const { state, first, second, row, rates: { rho } } = this;
    const then = row + horizon - 1;
    return state[0] + damped(horizon) * state[1] +
      (first > 0 ? state[3 + then % first] : 0) +
      (second > 0 ? state[3 + first + then % second] : 0) +
      (rho > 0 ? rho ** horizon * state[2] : 0);
  }

  persist(archive: Archive): void {
    archive.array("state", this.state);
    this.row = archive.number("row", this.row);
  }
}

/** φ + φ² + … + φʰ. */
function damped(horizon: number): number {
  return DAMPING * (1 - DAMPING ** horizon) / (1 - DAMPING);
}
