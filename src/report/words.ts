import { count, label } from "../output/label.ts";

/** Words that several figures share. */

/** 90 % */
export function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}

/** How long before a row it was forecast. */
export function rowsAhead(horizon: number): string {
  return horizon === 1 ? "one row before" : `${horizon} rows before`;
}

/** A name that leaves room for its unit. */
export function short(name: string): string {
  return label(name, 24);
}

/** `single rows`, `stretches of 64 rows` */
export function stretches(width: number): string {
  return width === 1 ? "single rows" : `stretches of ${count(width)} rows`;
}
