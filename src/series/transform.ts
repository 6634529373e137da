/**
 * What the models see of a column. Every model predicts a change of the *working value*:
 *
 * - `diff`: the value itself, so that changes are differences;
 * - `log-return`: its logarithm, so that changes are log returns, for prices and other positive quantities
 *   whose moves grow with their level; a value that is not positive counts as missing;
 * - `none`: the value itself, and the change is counted from the running mean instead of from the last value.
 */
export type Transform = "none" | "diff" | "log-return";

const PRICES = new Set(["close", "price", "adjclose", "adj close", "adj_close"]);
const BESIDE_A_PRICE = new Set(["open", "high", "low"]);

/**
 * The transforms of columns under `--transform`: `auto` is log returns for columns named as prices are, else
 * differences. An open, a high or a low is a price only beside one: alone, it may be a temperature.
 */
export function transformsOf(choice: string, columns: readonly string[]): Transform[] {
  if (choice !== "auto") return columns.map(() => choice as Transform);
  const names = columns.map((column) => column.toLowerCase());
  const arePrices = names.some((name) => PRICES.has(name));
  return names.map((name) =>
    PRICES.has(name) || arePrices && BESIDE_A_PRICE.has(name) ? "log-return" : "diff"
  );
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
