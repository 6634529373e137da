import { UsageError } from "../base/errors.ts";
import { joinNames } from "../base/name_list.ts";
import { CellParser, decimalHint, type DecimalMark } from "./cell_parser.ts";
import type { BadRows } from "./bad_rows.ts";
import {
  defaultTarget,
  type NamedPositions,
  namedPositions,
  numericColumns,
  type RoleOptions,
} from "./column_roles.ts";
import type { Doubts } from "./doubts.ts";
import { isData } from "./layout.ts";
import { wideHint } from "./wide.ts";
import type { LineBuffer } from "./line_buffer.ts";
import { quoteName, quoteText } from "./messages.ts";
import { NO_NUMBER } from "./number_parser.ts";
import { shapeFlaw, timeFlaw } from "./record_flaws.ts";
import type { Records } from "./records.ts";
import type { Flaw } from "./refusals.ts";
import type { ColumnRoles } from "./row.ts";
import { RowParser } from "./row_parser.ts";
import { StackedSeries } from "./stacked_series.ts";
import { findTime, type TimeColumns, timeText, usualTime } from "./time_columns.ts";
import type { TimeFormat } from "./time_format.ts";
import { timeFormat } from "./time_formats.ts";
import { zoneOf } from "./time_zone.ts";

/** How cells and times are written, as far as a person says it. */
export interface FormOptions {
  /** @default {"auto"} */
  readonly decimal?: DecimalMark | "auto";
  /** Further marks of a missing value. @default {[]} */
  readonly missing?: readonly string[];
  /** What `--time-format` names. @default {"auto"} */
  readonly timeFormat?: string;
  /** The IANA zone of times that say none. @default {"UTC"} */
  readonly timezone?: string | undefined;
  /** So many series at most: rows of further ones are bad rows. @default {Infinity} */
  readonly maxSeries?: number;
}

/** An input whose first row has been read, by which it is known what its columns mean. */
export interface FirstRow {
  /** It has taken that row, if that is ahead; else it begins with the first in its own order. */
  readonly source: Records;
  readonly isAhead: boolean;
  readonly parser: RowParser;
  readonly timeFormat: TimeFormat;
  /** What was inferred, in the words that people are told. */
  readonly inferred: string;
  readonly stacked: StackedSeries | undefined;
}

type Options = RoleOptions & FormOptions;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Reads up to the first row: one with all its fields and a readable time. All that is inferred of an input is inferred from
 * the lines up to here.
 * @throws {UsageError} if a column is unknown, has two roles, no target can be chosen, or an option must decide
 * @throws {RunError} if there is no such row, or the input cannot be read
 */
export async function settleFirstRow(
  lines: LineBuffer,
  source: Records,
  bad: BadRows,
  options: Options,
  doubts: Doubts,
  said: readonly string[],
): Promise<FirstRow> {
  for (;;) {
    const first = firstRowAtHand(source, bad, options, doubts, said);
    if (first !== undefined) return first;
    if (await lines.fill()) continue;
    doubts.settle(options.name);
    throw bad.noneGood(source.columns, source.columns && rolesNamed(source.columns, options));
  }
}

/**
 * The same for records that have come; undefined if the first row is not among them.
 * @throws {UsageError | RunError} as `settleFirstRow`
 */
export function firstRowAtHand(
  source: Records,
  bad: BadRows,
  options: Options,
  doubts: Doubts,
  said: readonly string[],
): FirstRow | undefined {
  let named: NamedPositions | undefined;
  const { timeFormat: given = "auto" } = options;
  const format = given === "auto" ? undefined : timeFormat(given);
  for (;;) {
    const isTaken = source.next();
    const columns = source.columns ?? [];
    // Before a row has come: who mistyped a column need not type rows to be told.
    try {
      if (source.columns !== undefined) named ??= namedPositions(columns, options);
    } catch (error) {
      doubts.settle(options.name); // A header that is none has no columns to be found.
      throw error;
    }
    if (!isTaken) return undefined;
    let flaw: Flaw | undefined = shapeFlaw(source, columns.length);
    let time: TimeColumns | undefined;
    if (flaw === undefined) {
      time = findTime(columns, source, named!.time, format, rolesOf(named!), doubts);
      const isBare = named!.time === undefined && columns.length > 1 && !holdsData(source);
      if (isBare) {
        if (source.lists?.length) throw rowsInside(options.name, source.lists[0]);
        [time, flaw] = [undefined, {
          reason: "time",
          text: "expected a row, got neither a time nor a number",
        }];
      } else if (time === undefined) flaw = unreadableTime(columns, source, named!, format);
    }
    if (time !== undefined) return beginWith(source, named!, time, doubts, options, said);
    bad.add(source, flaw!, columns.length, named?.time ?? []);
  }
}

/**
 * What the columns of a header without rows mean, where the targets were named. Only a row could tell what kind of time
 * theirs is: none that is learned from depends on it.
 */
function rolesNamed(columns: readonly string[], options: RoleOptions): ColumnRoles | undefined {
  const { targets, features, known, series, time: namedTime } = namedPositions(columns, options);
  if (targets === undefined) return undefined;
  const names = (positions: readonly number[]) => positions.map((position) => columns[position]);
  const time = namedTime ?? [usualTime(columns)].filter((position) => position >= 0);
  return {
    time: time.length === 0 ? undefined : joinNames(names(time)),
    timeKind: time.length === 0 ? "row" : "date-time",
    series: series.length === 0 ? undefined : joinNames(names(series)),
    targets: names(targets),
    features: names(features),
    known: names(known),
  };
}

/** The columns that have a role other than the time's. */
function rolesOf({ series, targets = [], features, texts }: NamedPositions): number[] {
  return [...series, ...targets, ...features, ...texts];
}

/** Settles what the columns mean by the record that `source` has taken, the first row. */
function beginWith(
  source: Records,
  named: NamedPositions,
  time: TimeColumns,
  doubts: Doubts,
  options: Options,
  layout: readonly string[],
): FirstRow {
  const { name, numericFeatures = false, timezone, maxSeries = Infinity } = options;
  const columns = source.columns!;
  const cells = cellsOf(source, named, time.columns, doubts, options);
  const taken = [...time.columns, ...named.series, ...named.features, ...named.texts];
  const targets = named.targets ?? source.targets?.map((target) => columns.indexOf(target)) ??
    [chooseTarget(columns, taken, source, cells, doubts, name)];
  doubts.settle(name);
  const further = numericFeatures ? numericColumns(columns, [...taken, ...targets], source, cells) : [];
  const features = [...named.features, ...further];
  const positions = { ...named, time: time.columns, targets, features };
  const texts = named.series.length > 0 || time.kind === "row" || named.texts.length > 0
    ? []
    : textColumns(source, [...taken, ...targets, ...features], cells);
  const stacked = texts.length === 0 ? undefined : new StackedSeries(texts, source);
  // What else is looked at may be anything.
  source.select([...targets, ...features, ...texts], [...time.columns, ...named.series, ...named.texts]);
  const parser = new RowParser(columns, positions, { cells, time, zone: zoneOf(timezone), maxSeries });
  const said = [...layout, time.said];
  if (named.targets === undefined) {
    const words = targets.map((target) => quoteText(columns[target])).join(", ");
    said.push(`${targets.length === 1 ? "target" : "targets"} ${words}`);
  }
  if (cells.mark === "," && options.decimal !== ",") said.push('decimal ","');
  const inferred = said.filter((words) => words !== "").join(", ");
  return { source, isAhead: true, parser, timeFormat: time.format, inferred, stacked };
}

/** The target where none was named. @throws {UsageError} if none can be chosen, and nothing else is in doubt */
function chooseTarget(
  columns: readonly string[],
  taken: readonly number[],
  source: Records,
  cells: CellParser,
  doubts: Doubts,
  name: string,
): number {
  // What may be a number is one here: the doubt is told anyway.
  const found = defaultTarget(columns, taken, source, doubts.any ? new CellParser(cells.mark) : cells);
  if (typeof found === "number") return found;
  const hint = wideHint(found.numeric.map((i) => columns[i]));
  if (!doubts.any || hint !== "") {
    throw new UsageError(`Cannot choose a target in ${quoteName(name)}: ${found.wrong}${hint}`);
  }
  const example = found.numeric[0] ?? 0;
  doubts.add(`no target is named: ${found.wrong}`, "--target", columns[example]);
  return example;
}

/** How the cells read: by the first row's evidence, where no option says it. */
function cellsOf(
  source: Records,
  named: NamedPositions,
  time: readonly number[],
  doubts: Doubts,
  { decimal = "auto", missing = [] }: Options,
): CellParser {
  if (decimal !== "auto") return new CellParser(decimal, true, missing);
  const columns = source.columns!.map((_, i) => i).filter((i) =>
    !time.includes(i) && !named.series.includes(i)
  );
  const numbers = [...(named.targets ?? []), ...named.features];
  const hints = (of: readonly number[]) => of.map((i) => decimalHint(cell(source, i)));
  // What the columns in use say weighs more than what others do.
  for (const found of [hints(numbers), hints(columns)]) {
    if (found.includes(",") !== found.includes(".")) {
      return new CellParser(found.includes(",") ? "," : ".", true, missing);
    }
  }
  const relevant = named.targets === undefined ? columns : numbers;
  const doubtful = relevant.find((i) =>
    decimalHint(cell(source, i)) === "either" && cell(source, i).includes(",")
  );
  if (doubtful !== undefined) {
    const text = cell(source, doubtful).trim();
    const [whole, part] = [text.replace(",", ""), text.replace(",", ".")];
    const where = `column ${quoteText(source.columns![doubtful])}`;
    doubts.add(`${quoteText(text)} in ${where} is ${whole} or ${part} (--decimal . or ,)`, "--decimal", ".");
  }
  return new CellParser(".", false, missing);
}

/** Columns that hold text. */
function textColumns(source: Records, taken: readonly number[], cells: CellParser): number[] {
  return source.columns!.map((_, i) => i).filter((i) =>
    !taken.includes(i) && cells.parse(source.bytes, source.bounds[i] + 1, source.bounds[i + 1]) === NO_NUMBER
  );
}

function unreadableTime(
  columns: readonly string[],
  source: Records,
  { time }: NamedPositions,
  format: TimeFormat | undefined,
): Flaw {
  const expected = format?.expected ?? "a time or a number";
  const column = time?.[0] ?? usualTime(columns);
  if (time === undefined || time.length === 1) return timeFlaw(columns, source, column, expected);
  return {
    reason: "time",
    text: `columns ${time.map((i) => quoteText(columns[i])).join(", ")}: expected ${expected}, got ${
      quoteText(timeText(source, time))
    }`,
  };
}

/** The error of an object that holds its rows in a list. */
function rowsInside(name: string, path: string): UsageError {
  return new UsageError(
    `Cannot read ${quoteName(name)} as rows: ${
      quoteText(path)
    } holds a list of them; take it out first: jq -c '.${path}[]'`,
  );
}

/** Whether any cell is a time, a number, or the mark of a missing one: lines of units or further names hold none. */
function holdsData(source: Records): boolean {
  const cells = new CellParser();
  return source.columns!.some((_, i) => {
    const text = cell(source, i);
    const isMark = text.trim() !== "" &&
      cells.parse(source.bytes, source.bounds[i] + 1, source.bounds[i + 1]) !== NO_NUMBER;
    return isMark || isData(text);
  });
}

function cell(source: Records, column: number): string {
  return decoder.decode(source.bytes.subarray(source.bounds[column] + 1, source.bounds[column + 1]));
}
