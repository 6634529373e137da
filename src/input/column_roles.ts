import { UsageError } from "../base/errors.ts";
import { splitNames } from "../base/name_list.ts";
import { suggestion } from "../base/suggestion.ts";
import type { CellParser } from "./cell_parser.ts";
import { isBlank } from "./ascii.ts";
import { quoteName, quoteText } from "./messages.ts";
import type { Records } from "./records.ts";

/** The columns a person named. */
export interface RoleOptions {
  /** One column, or date and clock: `date,clock`; `none`: rows have their numbers. */
  readonly time?: string | undefined;
  /** One column, or several that make one key: `shop,product`. */
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

/** Positions of columns in a record; none for a time or a key: rows have their numbers, and are one series. */
export interface ColumnPositions {
  readonly time: readonly number[];
  /** Joined, they are the key. */
  readonly series: readonly number[];
  readonly targets: readonly number[];
  /** The known ones included. */
  readonly features: readonly number[];
  readonly known: readonly number[];
  readonly texts: readonly number[];
}

/** The same before a target and the time have been chosen. */
export interface NamedPositions extends Omit<ColumnPositions, "targets" | "time"> {
  readonly targets: readonly number[] | undefined;
  readonly time: readonly number[] | undefined;
}

/** What a time's column is usually called, and a target's: in this order. */
export const TIME_NAMES = ["time", "date", "datetime", "timestamp", "ds", "_time"];
export const TARGET_NAMES = ["close", "price", "value", "y", "_value"];
const MOST_LISTED = 20;

/**
 * The positions of the columns that were named. Targets and time are undefined if none were named: a row is needed to choose
 * them.
 * @throws {UsageError} if there is no such column, or one column would have two roles
 */
export function namedPositions(
  columns: readonly string[],
  options: RoleOptions,
): NamedPositions {
  const roles = new Map<number, string>();
  const taken = (found: number, role: string): number => {
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
  const position = (role: string, column: string) => taken(findColumn(columns, column, options.name), role);
  const list = (role: string, text: string) =>
    columnList(columns, text, options.name).map((found) => taken(found, role));
  const time = options.time === undefined
    ? undefined
    : options.time === "none"
    ? []
    : list("time", options.time);
  const series = options.series === undefined ? [] : list("series", options.series);
  const targets = options.targets?.map((column) => position("target", column));
  const named = options.features.map((column) => position("feature", column));
  const known = (options.known ?? []).map((column) => {
    const found = findColumn(columns, column, options.name);
    return named.includes(found) ? found : position("known column", column);
  });
  const features = [...new Set([...named, ...known])];
  const texts = (options.texts ?? []).map((column) => position("text column", column));
  return { time, series, targets, features, known: [...new Set(known)], texts };
}

/** The columns of a list such as `date,clock`: one that is called like the whole text, else each of its names. */
function columnList(columns: readonly string[], text: string, name: string): number[] {
  if (columns.includes(text)) return [columns.indexOf(text)];
  return splitNames(text).map((column) => findColumn(columns, column, name));
}

/**
 * The target if none was named: the only numeric column that has no other role, else one with a usual name. Where there is no
 * such column, the words of what is wrong, and the numeric columns.
 * @param first the first data row: a column is numeric if its field there is a number or missing
 */
export function defaultTarget(
  columns: readonly string[],
  taken: readonly number[],
  first: Records,
  cells: CellParser,
): number | { readonly wrong: string; readonly numeric: readonly number[] } {
  const numeric = numericColumns(columns, taken, first, cells);
  if (numeric.length === 1) return numeric[0];
  const [usual] = usualColumns(columns, TARGET_NAMES, taken);
  if (usual !== undefined) return usual;
  const filled = numeric.filter((i) => !isBlankField(first, i)); // remarks and flags are mostly empty
  if (filled.length === 1) return filled[0];
  const got = numeric.length === 0 ? "none" : list(numeric.map((i) => columns[i]));
  const wrong = `expected one numeric column, got ${got}; name it with --target (the columns are ${
    list(columns)
  })`;
  return { wrong, numeric };
}

function isBlankField({ bytes, bounds }: Records, column: number): boolean {
  for (let at = bounds[column] + 1; at < bounds[column + 1]; at++) if (!isBlank(bytes[at])) return false;
  return true;
}

/** The columns without another role whose field in the first data row is a number or missing. */
export function numericColumns(
  columns: readonly string[],
  taken: readonly number[],
  first: Records,
  cells: CellParser,
): number[] {
  const numeric: number[] = [];
  for (let i = 0; i < columns.length; i++) {
    if (taken.includes(i) || first.unnamed.includes(i)) continue;
    if (cells.holdsNumber(first.bytes, first.bounds[i] + 1, first.bounds[i + 1])) numeric.push(i);
  }
  return numeric;
}

/** The position of the column with this name, or the only one that has it in another case; -1: there is none. */
export function findName(columns: readonly string[], column: string): number {
  const exact = columns.findIndex((name) => name.trim() === column);
  if (exact >= 0 && column !== "") return exact;
  const folded = plainName(column);
  const similar = columns.flatMap((other, i) => other !== "" && plainName(other) === folded ? [i] : []);
  return similar.length === 1 ? similar[0] : -1;
}

/** The same. @throws {UsageError} if there is none */
export function findColumn(columns: readonly string[], column: string, name: string): number {
  const found = findName(columns, column);
  if (found >= 0) return found;
  const folded = plainName(column);
  throw new UsageError(
    `Cannot find column ${quoteText(column)} in ${quoteName(name)}: ` +
      `expected one of ${list(columns)}${commaHint(columns, folded) || suggestion(column, columns)}`,
  );
}

/** What to do where a name was taken apart at its comma: `--target "Temp, °C"` asks for two columns. */
function commaHint(columns: readonly string[], part: string): string {
  const isPart = (column: string) =>
    column.includes(",") && column.toLowerCase().split(/ *, */).includes(part);
  return columns.some(isPart) ? "; write a comma within a name as \\," : "";
}

/** The columns that have these names, in any case and in brackets or not, and are not taken, in the order of the names. */
export function usualColumns(
  columns: readonly string[],
  names: readonly string[],
  taken: readonly number[],
): number[] {
  const plain = columns.map(plainName);
  return names.flatMap((name) =>
    plain.flatMap((column, i) => column === name && !taken.includes(i) ? [i] : [])
  );
}

/** A name in small letters, without angle brackets around it: `<CLOSE>` is close. */
function plainName(column: string): string {
  return column.trim().replace(/^<(.+)>$/, "$1").toLowerCase();
}

function list(columns: readonly string[]): string {
  const named = columns.filter((column) => column !== "");
  const shown = named.slice(0, MOST_LISTED).map((column) => quoteText(column)).join(", ");
  if (named.length === 0) return "no named column";
  return named.length > MOST_LISTED ? `${shown} and ${named.length - MOST_LISTED} more` : shown;
}
