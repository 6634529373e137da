import { closestWord } from "../base/suggestion.ts";
import { splitNames } from "../base/name_list.ts";
import { decimalHint } from "./cell_parser.ts";
import { findName, type RoleOptions, TARGET_NAMES, TIME_NAMES, usualColumns } from "./column_roles.ts";
import { guessTime } from "./time_guess.ts";

/** How a delimited text is laid out, as far as a person says it. */
export interface LayoutOptions {
  /** One character. @default {"auto"} */
  readonly separator?: string;
  /** `first`: the first line is the header; `none`; or the names of the columns. @default {"auto"} */
  readonly header?: "auto" | "first" | "none" | readonly string[];
  /** Lines before the header. @default {"auto"} */
  readonly skipLines?: number | "auto";
}

/** How a delimited text is laid out. */
export interface Layout {
  readonly separator: string;
  /** Physical lines before the header, or the first row where there is none. */
  readonly skip: number;
  /** What stands after these lines: the header, or the first row. */
  readonly begins: "header" | "row";
  /** The cells of that line. */
  readonly cells: readonly string[];
  /** The columns' names, where no header has them. */
  readonly names?: readonly string[];
  /** A cell of it that a header would not have, where no option says that it is one; it is taken for a row then. */
  readonly doubt?: string | undefined;
}

/** In the order in which they are preferred. */
const SEPARATORS = [",", ";", "\t", "|"];
const USUAL_NAMES = [...TIME_NAMES, ...TARGET_NAMES];
const MOST_QUOTED_LINES = 64;
/** Lines between a header and its first row: of units, sources, dates. */
const MOST_IN_RUN = 32;

/** A record of the beginning, split by one separator. */
interface Entry {
  readonly cells: readonly string[];
  /** Where it begins, from 0. */
  readonly line: number;
}

/**
 * Finds the header of a delimited text, and what separates its fields, as the lines come: the first line that holds the
 * columns which options name; else the first that has as many fields as those after it, up to one of times and numbers (of
 * several such, the one with the most names).
 */
export class LayoutSearch {
  private readonly splitters: readonly Splitter[];
  private readonly names: readonly (readonly string[])[];
  private line = 0;
  /** A header that several separators leave in one piece: the next record decides. */
  private undecided: Entry | undefined;

  constructor(private readonly options: LayoutOptions & Omit<RoleOptions, "name">) {
    const { separator = "auto" } = options;
    this.splitters = (separator === "auto" ? SEPARATORS : [separator]).map((mark) => new Splitter(mark));
    this.names = namesOf(options);
  }

  /** Looks at the next line; undefined as long as more are needed. */
  add(text: string): Layout | undefined {
    const { options: { skipLines = "auto" }, splitters } = this;
    const line = this.line++;
    if (skipLines !== "auto" && line < skipLines) return undefined;
    const complete = splitters.filter((splitter) => splitter.add(text, line));
    return complete.length === 0 ? undefined : this.judge(complete);
  }

  /** No further line comes. Undefined if there was no record. */
  end(): Layout | undefined {
    if (this.undecided !== undefined) return header(this.splitters[0], this.undecided);
    for (const splitter of this.splitters) splitter.end();
    const [widest] = this.splitters.filter(({ first }) => first !== undefined)
      .sort((a, b) => b.first!.cells.length - a.first!.cells.length);
    if (widest === undefined) return undefined;
    return this.asHeader(widest, widest.first!);
  }

  private judge(complete: readonly Splitter[]): Layout | undefined {
    const { header: kind = "auto" } = this.options;
    if (typeof kind !== "string") {
      return firstRow(complete.filter(({ current }) => fits(current!, kind.length)));
    }
    if (kind === "none") return firstRow(complete.filter(({ current }) => current!.cells.some(isData)));
    const named = this.names.length > 0 ? this.findNamed(complete) : findUsual(complete);
    if (named !== undefined) return named;
    if (this.undecided !== undefined) return undefined;
    const pairs = complete.filter(({ candidate, current }) =>
      candidate !== undefined && current!.cells.some(isData)
    );
    const several = pairs.filter(({ candidate }) => candidate!.cells.length > 1);
    // A line in one piece is a header only if no separator takes it or the next one apart.
    const whole = pairs.length === complete.length
      ? pairs
      : pairs.filter(({ current }) => current!.cells.length === 1);
    const [best] = (several.length > 0 ? several : whole).sort(byContent);
    if (best === undefined) return this.unwrapped(complete);
    if (
      several.length === 0 && complete.some(({ current }) => current!.cells.length > 1) &&
      best.separator !== ";"
    ) {
      return undefined;
    }
    return this.asHeader(best, best.candidate!);
  }

  /** The line that holds the columns which options name. */
  private findNamed(complete: readonly Splitter[]): Layout | undefined {
    if (this.undecided !== undefined) { // the first separator that leaves the row in one piece, too
      const found = complete.find(({ current }) => current!.cells.length === 1) ?? complete[0];
      return header(found, this.undecided);
    }
    const holders = complete.filter(({ current }) => this.holdsAll(current!.cells));
    if (holders.length === 1) return header(holders[0], holders[0].current!);
    if (holders.length > 1) {
      const [widest] = [...holders].sort((a, b) => b.current!.cells.length - a.current!.cells.length);
      if (widest.current!.cells.length > 1) return header(widest, widest.current!);
      this.undecided = widest.current!;
      return undefined;
    }
    // Who has mistyped a column is told before a row has come.
    const mistyped = complete.find(({ current }) => this.isMistyped(current!.cells));
    return mistyped === undefined ? undefined : header(mistyped, mistyped.current!);
  }

  private asHeader(splitter: Splitter, entry: Entry): Layout {
    const { header: kind = "auto" } = this.options;
    const data = kind === "auto" ? entry.cells.find(isData) : undefined;
    const isNamed = this.names.some((parts) => parts.some((name) => findName(entry.cells, name) >= 0));
    if (data === undefined || isNamed) return header(splitter, entry);
    return { ...header(splitter, entry), begins: "row", doubt: data.trim() };
  }

  /** A header that stands in quotes as a whole: `"date;close"`. */
  private unwrapped(complete: readonly Splitter[]): Layout | undefined {
    for (const splitter of complete) {
      const { previous, current, separator } = splitter;
      if (previous?.cells.length !== 1 || current!.cells.length < 2 || !current!.cells.some(isData)) continue;
      const cells = previous.cells[0].split(separator);
      if (cells.length === current!.cells.length) return header(splitter, { ...previous, cells });
    }
    return undefined;
  }

  private holdsAll(cells: readonly string[]): boolean {
    return this.names.every((parts) => parts.every((name) => findName(cells, name) >= 0));
  }

  private isMistyped(cells: readonly string[]): boolean {
    if (cells.length < 2 || cells.some(isData)) return false;
    const trimmed = cells.map((cell) => cell.trim());
    return this.names.flat().every((name) =>
      findName(cells, name) >= 0 || closestWord(name, trimmed) !== undefined
    );
  }
}

/** A line of names, one of which is usual for a time or a value. */
function findUsual(complete: readonly Splitter[]): Layout | undefined {
  const isHeader = ({ current }: Splitter) =>
    current!.cells.length > 1 && usualColumns(current!.cells, USUAL_NAMES, []).length > 0 &&
    !current!.cells.some(isData);
  const [widest] = complete.filter(isHeader).sort((a, b) =>
    b.current!.cells.length - a.current!.cells.length
  );
  return widest === undefined ? undefined : header(widest, widest.current!);
}

/** Whether a cell is a time or a number. */
export function isData(cell: string): boolean {
  const text = cell.trim();
  return text !== "" && (guessTime(text) !== undefined || decimalHint(text) !== undefined);
}

function header({ separator }: Splitter, { line, cells }: Entry): Layout {
  return { separator, skip: line, begins: "header", cells };
}

/** The first row where there is no header, by the separator that finds most in it. */
function firstRow(found: readonly Splitter[]): Layout | undefined {
  const [best] = [...found].sort(byContent);
  if (best === undefined) return undefined;
  const { separator, current } = best;
  return { separator, skip: current!.line, begins: "row", cells: current!.cells };
}

/** More times and numbers first, then more cells. */
function byContent(a: Splitter, b: Splitter): number {
  const data = ({ current }: Splitter) => current!.cells.filter(isData).length;
  return data(b) - data(a) || b.current!.cells.length - a.current!.cells.length;
}

/** Whether two lines have as many fields, separators at the end of one of them left aside. */
function areAlike(a: readonly string[], b: readonly string[]): boolean {
  const [longer, shorter] = a.length > b.length ? [a, b] : [b, a];
  return longer.slice(shorter.length).every((cell) => cell.trim() === "");
}

function fits({ cells }: Entry, width: number): boolean {
  return cells.length >= width && cells.slice(width).every((cell) => cell.trim() === "");
}

/** The names that options use, each as the names of its list. */
function namesOf(
  { time, series, targets = [], features, known = [], texts = [] }: Omit<RoleOptions, "name">,
) {
  const lists = [time === "none" ? undefined : time, series].filter((list) => list !== undefined);
  const names = [...targets, ...features, ...known, ...texts].map((name) => [name]);
  return [...lists.map(splitNames), ...names];
}

/** Splits lines into records by one separator. */
class Splitter {
  first: Entry | undefined;
  previous: Entry | undefined;
  current: Entry | undefined;
  /** The records directly before the current one that have as many fields. */
  private run: readonly Entry[] = [];
  /** A record whose quote is still open. */
  private open: string[] = [];
  private openLine = 0;

  constructor(readonly separator: string) {}

  /** Takes the next line; whether it completes a record. Blank lines and comments are none. */
  add(text: string, line: number): boolean {
    if (this.open.length === 0) {
      if (text.trim() === "" || text.startsWith("#")) return false;
      this.openLine = line;
    }
    this.open.push(text);
    const cells = split(this.open.join("\n"), this.separator);
    if (cells === undefined && this.open.length < MOST_QUOTED_LINES) return false;
    this.complete(cells ?? text.split(this.separator));
    return true;
  }

  /** No further line comes: what is open is a record. */
  end(): void {
    if (this.open.length > 0) this.complete(this.open[0].split(this.separator));
  }

  /** Of the lines directly before the current one that have as many fields, the first with the most names in it. */
  get candidate(): Entry | undefined {
    const names = ({ cells }: Entry) => cells.filter((cell) => cell.trim() !== "").length;
    return this.run.filter((entry) => names(entry) > 0).reduce<Entry | undefined>(
      (best, entry) => best === undefined || names(entry) > names(best) ? entry : best,
      undefined,
    );
  }

  private complete(cells: readonly string[]): void {
    this.open = [];
    this.previous = this.current;
    this.current = { cells, line: this.openLine };
    this.first ??= this.current;
    const { previous } = this;
    if (previous === undefined) return;
    this.run = areAlike(previous.cells, cells) ? [...this.run, previous].slice(-MOST_IN_RUN) : [];
  }
}

/** The fields of a record, unquoted; undefined if a quote is open at its end. */
function split(text: string, separator: string): string[] | undefined {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      let cell = "";
      at++;
      for (;;) {
        const end = text.indexOf('"', at);
        if (end < 0) return undefined;
        cell += text.slice(at, end);
        at = end + 1;
        if (text[at] !== '"') break;
        cell += '"';
        at++;
      }
      const end = text.indexOf(separator, at);
      cells.push(cell + (end < 0 ? text.slice(at) : text.slice(at, end)));
      if (end < 0) return cells;
      at = end + 1;
    } else {
      const end = text.indexOf(separator, at);
      cells.push(end < 0 ? text.slice(at) : text.slice(at, end));
      if (end < 0) return cells;
      at = end + 1;
    }
  }
}
