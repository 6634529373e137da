/**
 * What the models see of a column. Every model predicts a change of the *working value*:
 *
 * - `diff`: the value itself, so that changes are differences;
 * - `log-return`: its logarithm, so that changes are log returns, for prices and other positive quantities whose moves
 *   grow with their level; a value that is not positive counts as missing;
 * - `none`: the value itself, and the change is counted from the running mean instead of from the last value.
 */
export type Transform = "none" | "diff" | "log-return";

const PRICES = new Set(["close", "price", "open", "high", "low", "adjclose", "adj close", "adj_close"]);

/** The transform of a column under `--transform`: `auto` is log returns for columns named as prices are, else differences. */
export function transformOf(choice: string, column: string): Transform {
  if (choice === "auto") return PRICES.has(column.toLowerCase()) ? "log-return" : "diff";
  return choice as Transform;
}

/** The working value; NaN if the value has none. */
export function toWorking(transform: Transform, value: number): number {
  if (transform !== "log-return") return value;
  return value > 0 ? Math.log(value) : NaN;
}

/** The value of a working value. */
export function fromWorking(transform: Transform, working: number): number {
  return transform === "log-return" ? Math.exp(working) : working;
}
