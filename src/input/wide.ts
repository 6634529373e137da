import { guessTime } from "./time_guess.ts";
import { quoteText } from "./messages.ts";

/** So many columns called after times make a wide table. */
const LEAST = 3;

/**
 * What to do with a table whose columns are the times of one series, each row a series of its own: `d_1`, `d_2` … or dates.
 * @param names of the numeric columns
 * @returns the end of a message, with the command that makes rows of it; "" if it is none
 */
export function wideHint(names: readonly string[]): string {
  if (names.length < LEAST) return "";
  const [, prefix = "", first = ""] = /^(.*?)(\d+)$/.exec(names[0].trim()) ?? [];
  const isCounted = names.length >= 10 && first !== "" &&
    names.every((name, i) => name.trim() === `${prefix}${Number(first) + i}`);
  const areTimes = names.every((name) => {
    const guess = guessTime(name.trim());
    return guess !== undefined && ("doubt" in guess || ("format" in guess && guess.format.name !== "number"));
  });
  if (!isCounted && !areTimes) return "";
  const pattern = isCounted ? `^${prefix}[0-9]+$` : "^[0-9]";
  const last = names[names.length - 1];
  return `: its columns ${quoteText(names[0])} to ${
    quoteText(last)
  } are the times of series that lie in rows; ` +
    `make rows of them: mlr --icsv --ocsv reshape -r '${pattern}' -o time,value FILE`;
}
