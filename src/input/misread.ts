import { RunError } from "../base/errors.ts";
import { quoteBytes, quoteName, quoteText } from "./messages.ts";
import type { Records } from "./records.ts";

/** Errors of rows which show that the input is to be read otherwise, each with the flag that does. */

/** @param where ` of series "a"`, or "" */
export function newestFirst(name: string, where: string): RunError {
  return new RunError(
    `Cannot read ${
      quoteName(name)
    } as it comes: each of its first rows${where} lies before the last, newest first; ` +
      `add --order newest-first`,
  );
}

/** @param column whose text changes where time falls back, in the current record */
export function seriesBelowEachOther(name: string, record: Records, column: number): RunError {
  const text = record.columns![column];
  return new RunError(
    `Cannot read line ${record.line} of ${quoteName(name)}: time falls back where column ${
      quoteText(text)
    } changes, ` +
      `as if each of its values were a series; add --series ${text}`,
  );
}

/** @param column whose cell in the current record is a number by another decimal mark */
export function otherDecimal(name: string, record: Records, column: number): RunError {
  const got = quoteBytes(record.bytes, record.bounds[column] + 1, record.bounds[column + 1]);
  return new RunError(
    `Cannot read line ${record.line} of ${quoteName(name)}, column ${
      quoteText(record.columns![column])
    }: ${got} is a ` +
      `number by a decimal mark that the first row did not tell; add --decimal . or --decimal ,`,
  );
}

/** @param column of times of day alone, which were read as time that has gone by */
export function clockBeganAgain(name: string, record: Records, column: string): RunError {
  return new RunError(
    `Cannot read line ${record.line} of ${quoteName(name)}: column ${
      quoteText(column)
    } holds a time of day alone, and it falls ` +
      `back; name the date too (--time DATE,${column}), or --time none`,
  );
}
