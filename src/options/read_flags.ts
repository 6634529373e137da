import { flagName, type FlagTable, type FlagValues } from "./flag.ts";

/** What a table of flags makes of the texts given to it. */
export interface ReadFlags<T extends FlagTable> {
  readonly values: FlagValues<T>;
  /** The text of each flag that was given or has a default, by its key in the table. */
  readonly texts: ReadonlyMap<string, string>;
  /** The text of each flag that was given. */
  readonly given: ReadonlyMap<string, string>;
}

/**
 * The values of all flags of a table.
 *
 * @param given the text of each flag that was given, by its key in the table; "true" for a switch
 * @throws {UsageError} at the first text that is no value of its flag
 */
export function readFlags<const T extends FlagTable>(
  table: T,
  given: ReadonlyMap<string, string>,
): ReadFlags<T> {
  const values: Record<string, unknown> = {};
  const texts = new Map<string, string>();
  for (const [key, flag] of Object.entries(table)) {
    const text = given.get(key) ?? flag.default;
    values[key] = text === undefined ? undefined : flag.read(flagName(key, flag), text);
    if (text !== undefined) texts.set(key, text);
  }
  return { values: values as FlagValues<T>, texts, given };
}
