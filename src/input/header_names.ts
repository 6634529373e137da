import { decimalHint } from "./cell_parser.ts";
import { guessTime } from "./time_guess.ts";

/**
 * The names of columns out of a header's cells: those without one are `column1`, `column2` … by their place, one that was there
 * before gets `.2`, `.3`.
 */
export function columnNames(cells: readonly string[]): string[] {
  const names: string[] = [];
  const seen = new Set(cells.map((cell) => cell.trim()).filter((cell, i, all) => all.indexOf(cell) === i));
  const used = new Set<string>();
  for (const [i, cell] of cells.entries()) {
    const wanted = cell.trim() || `column${i + 1}`;
    let name = wanted;
    for (let n = 2; used.has(name) || (name !== wanted && seen.has(name)); n++) name = `${wanted}.${n}`;
    used.add(name);
    names.push(name);
  }
  return names;
}

/** Names for a file that has none, by what its first row looks like: a time, a date and a clock, prices of a bar, one value. */
export function suggestedNames(cells: readonly string[]): string[] {
  const names = cells.map((_, i) => `column${i + 1}`);
  const guesses = cells.map((cell) => guessTime(cell.trim()));
  const clock = guesses.findIndex((guess) => guess !== undefined && "clock" in guess);
  const time = guesses.findIndex((guess) =>
    guess !== undefined && ("doubt" in guess || ("format" in guess && guess.format.name !== "number"))
  );
  const epoch = time < 0 ? cells.findIndex((cell) => /^1\d{9}(?:\d{3}){0,3}$/.test(cell.trim())) : -1;
  if (time >= 0) names[time] = clock === time + 1 ? "date" : "time";
  if (time >= 0 && clock === time + 1) names[clock] = "time";
  if (epoch >= 0) names[epoch] = "time";
  const rest = cells.map((_, i) => i).filter((i) => names[i].startsWith("column") && isNumber(cells[i]));
  const numbers = rest.map((i) => Number(cells[i].trim().replace(",", ".")));
  const [open, high, low, close] = numbers;
  if (rest.length === 1) names[rest[0]] = "value";
  else if (
    numbers.length >= 4 && high >= Math.max(open, low, close) && low <= Math.min(open, close) && low > 0
  ) {
    ["open", "high", "low", "close", "volume"].slice(0, rest.length).forEach((name, i) =>
      names[rest[i]] = name
    );
  }
  return names;
}

function isNumber(cell: string): boolean {
  const text = cell.trim();
  return /^[+-]?\d+$/.test(text) || decimalHint(text) !== undefined;
}
