import { UsageError } from "../base/errors.ts";
import { type NumberOption, readOption } from "../base/options.ts";

/**
 * One flag of the command line. The parser, the checks, `--help` and the type of the command's options all
 * derive from tables of these.
 */
export interface Flag<T, D extends string | undefined = string | undefined> {
  /** The flag's name where it is not its key in kebab-case. */
  readonly name?: string | undefined;
  /** What stands for its value in `--help`; "" for a switch, which takes none. */
  readonly placeholder: string;
  readonly help: string;
  /** The text that is read when the flag is not given; undefined: then its value is undefined. */
  readonly default: D;
  /** The default in the words of `--help`, where `default` doesn't tell it. */
  readonly shownDefault?: string | undefined;
  /** The model option that takes this flag's text, unless a model's parentheses say otherwise. */
  readonly modelOption?: string | undefined;
  /** All that its value may be, where it is one of a few words. */
  readonly choices?: readonly string[] | undefined;
  /** Whether it may be given several times: `read` then gets all texts, a line each. */
  readonly repeats?: boolean | undefined;
  /** @throws {UsageError} if the text is no such value; `what` is the flag as it is written, `--window` */
  readonly read: (what: string, text: string) => T;
}

/**
 * Flags by the name of the option they set; the flag's own name is its kebab-case (`badRows`: `--bad-rows`).
 */
export type FlagTable = Readonly<Record<string, Flag<unknown>>>;

/** The values that a table of flags describes. */
export type FlagValues<T extends FlagTable> = {
  readonly [K in keyof T]: T[K] extends Flag<infer V, infer D> ? (D extends string ? V : V | undefined)
    : never;
};

/** The flags of a command, by the headings of its help. */
export type FlagGroups = Readonly<Record<string, FlagTable>>;

/** The flags of all groups, in one table. */
export type FlagsOf<G extends FlagGroups> = { [K in keyof G]: (table: G[K]) => void }[keyof G] extends
  (table: infer All) => void ? All : never;

/** The flags of all groups, in one table. */
export function flagsOf<G extends FlagGroups>(groups: G): FlagsOf<G> {
  return Object.assign({}, ...Object.values(groups));
}

/** How a flag is written: `--bad-rows`. */
export function flagName(key: string, flag: Flag<unknown>): string {
  return `--${flag.name ?? key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** What may be said of a flag beside its kind. */
export interface FlagNotes {
  readonly name?: string;
  readonly shownDefault?: string;
  readonly modelOption?: string;
}

/** A flag that takes no value. */
export function toggle(help: string): Flag<boolean, string> {
  return { placeholder: "", help, default: "false", read: (_, text) => text === "true" };
}

/** A flag whose value is taken as it stands: a file, a column. */
export function text(placeholder: string, help: string, notes: FlagNotes = {}): Flag<string, undefined> {
  return { ...notes, placeholder, help, default: undefined, read: (_, text) => text };
}

/** A flag with one of a few words for its value; the first is the default. */
export function choice<const C extends string>(choices: readonly [C, ...C[]], help: string): Flag<C, string> {
  const option = { default: choices[0], choices, help };
  const listed = `${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}`;
  return {
    placeholder: "KIND",
    help: `${help}: ${listed}`,
    choices,
    default: choices[0],
    read: (what, text) => readOption(what, option, text) as C,
  };
}

/** A flag with a whole number for its value. */
export function integer(
  byDefault: number,
  min: number,
  max: number,
  help: string,
  notes: FlagNotes = {},
): Flag<number, string> {
  return {
    ...number({ default: byDefault, min, max, integer: true, help }, notes),
    default: String(byDefault),
  };
}

/** A flag with a number for its value and nothing where it isn't given. */
export function optionalNumber(
  min: number,
  max: number,
  help: string,
  notes: FlagNotes = {},
): Flag<number, undefined> {
  return { ...number({ default: NaN, min, max, help }, notes), default: undefined };
}

function number(option: NumberOption, notes: FlagNotes) {
  return {
    ...notes,
    placeholder: option.integer ? "N" : "X",
    help: option.help,
    read: (what: string, text: string) => readOption(what, option, text) as number,
  };
}

/** A flag whose value is written in a form of its own, such as `1-24`. */
export function parsed<T, D extends string | undefined>(
  placeholder: string,
  byDefault: D,
  read: (what: string, text: string) => T,
  help: string,
  notes: FlagNotes = {},
): Flag<T, D> {
  return { ...notes, placeholder, help, default: byDefault, read };
}

/**
 * A flag that may be given several times, each time with a value in a form of its own; not at all: an empty
 * list.
 */
export function repeated<T>(
  placeholder: string,
  read: (what: string, text: string) => T,
  help: string,
  notes: FlagNotes = {},
): Flag<readonly T[], string> {
  const readAll = (what: string, texts: string) =>
    texts === "" ? [] : texts.split("\n").map((text) => read(what, text));
  return { shownDefault: "none", ...notes, placeholder, help, default: "", repeats: true, read: readAll };
}

/** The error for a value of the wrong form. */
export function wrongValue(what: string, text: string, expected: string): UsageError {
  return new UsageError(`Cannot set ${what} to "${text}": expected ${expected}`);
}
