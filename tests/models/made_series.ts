import { Random } from "../../src/base/random.ts";

/** A random walk around nothing in particular: rows of `columns` values, some of them missing. */
export function walk(rows: number, seed: number, columns = 1, missing = 0): number[][] {
  const random = new Random(seed);
  const values = new Array(columns).fill(10);
  return Array.from({ length: rows }, () =>
    values.map((_, c) => {
      values[c] += random.normal();
      return random.uniform() < missing ? NaN : values[c];
    }));
}

/** y_t = 0.9 y_{t−1} − 0.5 y_{t−2} + noise: a naive forecast has much to lose. */
export function autoregression(rows: number, seed: number): number[][] {
  const random = new Random(seed);
  let [before, last] = [0, 0];
  return Array.from({ length: rows }, () => {
    [before, last] = [last, 0.9 * last - 0.5 * before + random.normal()];
    return [last];
  });
}

/** A sine of period 12, ten times as large as the noise on it. */
export function noisySinusoid(rows: number, seed: number): number[][] {
  const random = new Random(seed);
  return Array.from({ length: rows }, (_, t) => [10 * Math.sin(2 * Math.PI * t / 12) + random.normal()]);
}

/**
 * Mean squared error of the one-step forecasts of a single target, forecasts[t] speaking of rows[t + 1], from
 * a row on.
 */
export function meanSquare(
  forecasts: readonly number[][],
  rows: readonly (readonly number[])[],
  from: number,
): number {
  let sum = 0;
  for (let t = from; t + 1 < rows.length; t++) sum += (rows[t + 1][0] - forecasts[t][0]) ** 2;
  return sum / (rows.length - 1 - from);
}

/** That error in shares of the naive forecast's. */
export function errorRatio(
  forecasts: readonly number[][],
  rows: readonly number[][],
  from: number,
): number {
  return meanSquare(forecasts, rows, from) / meanSquare(rows, rows, from);
}
