import { label } from "../output/label.ts";

/** Names in a row, at most. */
const NAMED = 8;
const LONGEST_NAME = 32;

/** `a, b, c`, and of many the first: `a, b, … and 12 more`. */
export function listed(names: readonly string[]): string {
  const shown = names.length <= NAMED ? names : names.slice(0, NAMED - 1);
  const left = names.length - shown.length;
  const text = shown.map((name) => label(name, LONGEST_NAME)).join(", ");
  return left === 0 ? text : `${text} and ${left} more`;
}
