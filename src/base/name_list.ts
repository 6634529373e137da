/** Lists of names between commas, as flags write them: `\,` is a comma within a name. */

/** The names of a list, without the spaces around them. */
export function splitNames(text: string): string[] {
  return text.split(/(?<!\\),/).map((name) => name.trim().replaceAll("\\,", ","));
}

/** Names as a list that `splitNames` takes apart. */
export function joinNames(names: readonly string[]): string {
  return names.map((name) => name.replaceAll(",", "\\,")).join(",");
}
