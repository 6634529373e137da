import { UsageError } from "./errors.ts";
import { suggestion } from "./suggestion.ts";

/** What may be said of an option beside its kind. */
export interface OptionNotes {
  /** What it is for, in the words of `--help`. */
  readonly help: string;
  /** It says something only with this value of another option. */
  readonly onlyWith?: readonly [option: string, value: string];
}

/**
 * One option of a model: gives its default, its check and its help line. `default` also tells the option's
 * type.
 */
export interface NumberOption extends OptionNotes {
  /** The value where none is given. */
  readonly default: number;
  /** The least value allowed. */
  readonly min?: number;
  /** The greatest value allowed. */
  readonly max?: number;
  /** Whether it is a whole number. */
  readonly integer?: boolean;
  /** The number that the word `auto` stands for. */
  readonly auto?: number;
}
/** One of a few words. */
export interface ChoiceOption extends OptionNotes {
  /** The value where none is given. */
  readonly default: string;
  /** The words it may be. */
  readonly choices: readonly string[];
}
/** A name, of a file or of another model; `placeholder` stands for it in `--help`. */
export interface TextOption extends OptionNotes {
  /** The value where none is given. */
  readonly default: string;
  /** What stands for it in `--help`. */
  readonly placeholder: string;
}
/** One option of a model. */
export type Option = NumberOption | ChoiceOption | TextOption;
/** The options of one model, by name. */
export type OptionTable = Readonly<Record<string, Option>>;
/**
 * The values an option table describes: numbers for number options, their words for choices, strings for
 * texts.
 */
export type OptionValues<T extends OptionTable> = {
  readonly [K in keyof T]: T[K] extends NumberOption ? number
    : T[K] extends { readonly choices: readonly (infer Choice)[] } ? Choice
    : string;
};

/**
 * Reads the options of one model, as written in parentheses, by its table.
 *
 * @param owner whose options they are, for the messages: `lstm`
 * @param given the text of each option that was given
 * @param fallbacks values from the command line that apply unless `given` says otherwise; unknown names are
 * ignored
 * @throws {UsageError} if an option is unknown, is no number, lies outside its range, or says nothing beside
 * another
 */
export function readOptions<T extends OptionTable>(
  owner: string,
  table: T,
  given: ReadonlyMap<string, string>,
  fallbacks: ReadonlyMap<string, string> = new Map(),
): OptionValues<T> {
  for (const name of given.keys()) {
    if (!Object.hasOwn(table, name)) {
      const known = Object.keys(table);
      throw new UsageError(
        `Cannot set option "${name}" of ${owner}: ` +
          (known.length > 0
            ? `expected one of ${known.join(", ")}${suggestion(name, known)}`
            : "it has no options"),
      );
    }
  }
  const values: Record<string, number | string> = {};
  for (const [name, option] of Object.entries(table)) {
    const text = given.get(name) ?? fallbacks.get(name);
    values[name] = text === undefined ? option.default : readOption(`${name} of ${owner}`, option, text);
  }
  for (const name of given.keys()) {
    const { onlyWith, default: byDefault } = table[name];
    if (onlyWith === undefined || values[name] === byDefault) continue;
    const [other, value] = onlyWith;
    if (!Object.hasOwn(values, other) || values[other] === value) continue;
    throw new UsageError(
      `Cannot set ${name} of ${owner} with ${other}=${
        values[other]
      }: it belongs to ${other}=${value}; leave one out`,
    );
  }
  return values as OptionValues<T>;
}

/**
 * Reads one option's text. @throws {UsageError} if it is no number, out of range, or not among the choices
 */
export function readOption(what: string, option: Option, text: string): number | string {
  if ("placeholder" in option) return text;
  if ("choices" in option) {
    if (option.choices.includes(text)) return text;
    throw new UsageError(`Cannot set ${what} to "${text}": expected ${option.choices.join(" or ")}`);
  }
  if (option.auto !== undefined && text.trim() === "auto") return option.auto;
  const value = text.trim() === "" ? NaN : Number(text);
  const { min = -Infinity, max = Infinity } = option;
  const kind = option.integer ? "a whole number" : "a number";
  if (!Number.isFinite(value) || (option.integer && !Number.isInteger(value)) || value < min || value > max) {
    const low = min === -Infinity ? "" : ` from ${min}`;
    const high = max === Infinity ? "" : ` up to ${max}`;
    throw new UsageError(`Cannot set ${what} to "${text}": expected ${kind}${low}${high}`);
  }
  return value;
}
