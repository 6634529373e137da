/** How this room quotes what it found: hostile input must not break a line, hide text or flood the terminal. */

const STANDARD_INPUT = "standard input";
const LONGEST_VALUE = 40;
/** Most bytes that a character takes in UTF-8. */
const LONGEST_CHARACTER = 4;

/** Control and invisible characters that JSON leaves as they are: DEL and C1, line separators, direction marks, BOM. */
const INVISIBLE = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The text in double quotes, control characters escaped, cut after `longest` characters. */
export function quoteText(text: string, longest: number = LONGEST_VALUE): string {
  const characters = [...text.slice(0, 2 * longest + 2)];
  const shown = characters.length > longest
    ? characters.slice(0, longest).join("") + "…"
    : characters.join("");
  return JSON.stringify(shown).replace(
    INVISIBLE,
    (hidden) => "\\u" + hidden.charCodeAt(0).toString(16).padStart(4, "0"),
  );
}

/** The bytes `start … end` as `quoteText` shows them. */
export function quoteBytes(bytes: Uint8Array, start: number, end: number): string {
  const enough = start + LONGEST_CHARACTER * (LONGEST_VALUE + 1);
  return quoteText(decoder.decode(bytes.subarray(start, Math.min(end, enough))));
}

/** What messages call an input: `standard input`, or the file's name in quotes. */
export function quoteName(name: string): string {
  return name === STANDARD_INPUT ? name : quoteText(name, 200);
}

/** What messages call the input at a path: `RowReader` takes this for its `name`. */
export function inputName(path: string | undefined): string {
  return path ?? STANDARD_INPUT;
}

/** One line about a bad row: `Cannot read line 41 of standard input, column "close": expected a number, got "n/a"`. */
export function badRowMessage(name: string, line: number, reason: string): string {
  const separator = reason.startsWith("column ") ? ", " : ": ";
  return `Cannot read line ${line} of ${quoteName(name)}${separator}${reason}`;
}
