import { UsageError } from "../base/errors.ts";
import { suggestion } from "../base/nearest.ts";
import { quoteName, quoteText, separatorHint } from "./messages.ts";
import { NO_NUMBER, parseNumber } from "./number_parser.ts";
import type { Records } from "./records.ts";

/** The columns a person named. */
export interface RoleOptions {
  readonly time?: string | undefined;
  readonly series?: string | undefined;
  readonly targets?: readonly string[] | undefined;
  readonly features: readonly string[];
  /** Features whose values are known before their row; they need not stand among the features too. @default {[]} */
  readonly known?: readonly string[];
  /** Every numeric column that has no other role is a feature too. @default {false} */
  readonly numericFeatures?: boolean;
  /** Columns that are read as text. @default {[]} */
  readonly texts?: readonly string[];
  /** What messages call the input. */
  readonly name: string;
}

/** Positions of columns in a record; -1 for none. */
export interface ColumnPositions {
  readonly time: number;
  readonly series: number;
  readonly targets: readonly number[];
  /** The known ones included. */
  readonly features: readonly number[];
  readonly known: readonly number[];
  readonly texts: readonly number[];
}

/** The same before a target has been chosen. */
export interface NamedPositions extends Omit<ColumnPositions, "targets"> {
  readonly targets: readonly number[] | undefined;
}

const TIME_NAMES = ["time", "date", "datetime", "timestamp", "ds"];
const TARGET_NAMES = ["close", "price", "value", "y"];
const MOST_LISTED = 20;

/**
 * The positions of the columns that were named, and of the time column, which a usual name gives away. Targets are
 * undefined if none were named: `defaultTarget` needs a row to choose one.
 * @throws {UsageError} if there is no such column, or one column would have two roles
 */
export function namedPositions(
  columns: readonly string[],
  options: RoleOptions,
): NamedPositions {
  const roles = new Map<number, string>();
  const position = (role: string, column: string): number => {
    const found = findColumn(columns, column, options.name);
    const other = roles.get(found);
    if (other !== undefined) {
      throw new UsageError(
        `Cannot use column ${quoteText(columns[found])} as ${role}: ` +
          (other === role ? "it is named twice" : `it is the ${other} already`),
      );
    }
    roles.set(found, role);
    return found;
  };
  let time = options.time === undefined ? -1 : position("time", options.time);
  const series = options.series === undefined ? -1 : position("series", options.series);
  const targets = options.targets?.map((column) => position("target", column));
  const named = options.features.map((column) => position("feature", column));
  const known = (options.known ?? []).map((column) => {
    const found = findColumn(columns, column, options.name);
    return named.includes(found) ? found : position("known column", column);
  });
  const features = [...new Set([...named, ...known])];
  const texts = (options.texts ?? []).map((column) => position("text column", column));
  if (options.time === undefined) time = usualColumn(columns, TIME_NAMES, [...roles.keys()]);
  return { time, series, targets, features, known: [...new Set(known)], texts };
}

/**
 * The target if none was named: the only numeric column that has no other role, else one with a usual name.
 * @param first the first data row: a column is numeric if its field there is a number or missing
 * @throws {UsageError} if there is no such column
 */
export function defaultTarget(
  columns: readonly string[],
  taken: readonly number[],
  first: Records,
  name: string,
): number {
  const numeric = numericColumns(columns, taken, first);
  if (numeric.length === 1) return numeric[0];
  const usual = usualColumn(columns, TARGET_NAMES, taken);
  if (usual >= 0) return usual;
  const got = numeric.length === 0 ? "none" : list(numeric.map((i) => columns[i]));
  throw new UsageError(
    `Cannot choose a target in ${quoteName(name)}: expected one numeric column, got ${got}; ` +
      `name it with --target (the columns are ${list(columns)})${separatorHint(columns)}`,
  );
}

/** The columns without another role whose field in the first data row is a number or missing. */
export function numericColumns(
  columns: readonly string[],
  taken: readonly number[],
  first: Records,
): number[] {
  const numeric: number[] = [];
  for (let i = 0; i < columns.length; i++) {
    const value = parseNumber(first.bytes, first.bounds[i] + 1, first.bounds[i + 1]);
    if (columns[i] !== "" && !taken.includes(i) && value !== NO_NUMBER) numeric.push(i);
  }
  return numeric;
}

/** The position of the column with this name, or the only one that has it in another case. */
function findColumn(columns: readonly string[], column: string, name: string): number {
  const exact = columns.indexOf(column);
  if (exact >= 0 && column !== "") return exact;
  const folded = column.toLowerCase();
  const similar = columns.flatMap((other, i) => other !== "" && other.toLowerCase() === folded ? [i] : []);
  if (similar.length === 1) return similar[0];
  throw new UsageError(
    `Cannot find column ${quoteText(column)} in ${quoteName(name)}: ` +
      `expected one of ${list(columns)}${
        separatorHint(columns) || commaHint(columns, folded) || suggestion(column, columns)
      }`,
  );
}

/** What to do where a name was taken apart at its comma: `--target "Temp, °C"` asks for two columns. */
function commaHint(columns: readonly string[], part: string): string {
  const isPart = (column: string) =>
    column.includes(",") && column.toLowerCase().split(/ *, */).includes(part);
  return columns.some(isPart) ? "; write a comma within a name as \\," : "";
}

/** The first column that has the first of these names to be found, in any case, and is not taken; or -1. */
function usualColumn(columns: readonly string[], names: readonly string[], taken: readonly number[]): number {
  for (const name of names) {
    const found = columns.findIndex((column, i) => column.toLowerCase() === name && !taken.includes(i));
    if (found >= 0) return found;
  }
  return -1;
}

function list(columns: readonly string[]): string {
  const named = columns.filter((column) => column !== "");
  const shown = named.slice(0, MOST_LISTED).map((column) => quoteText(column)).join(", ");
  if (named.length === 0) return "no named column";
  return named.length > MOST_LISTED ? `${shown} and ${named.length - MOST_LISTED} more` : shown;
}
