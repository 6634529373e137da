import { UsageError } from "../base/errors.ts";

/** One part of a pattern. */
export interface PatternPart {
  /** The letter; `'` for text that stands as it is, `[` and `]` for the ends of what may be missing. */
  readonly letter: string;
  /** How often the letter stands there, or the text. */
  readonly width: number;
  readonly text: string;
  /** Whether it reads exactly its width. */
  readonly isExact: boolean;
  /** Of `[`: the place behind its `]`. */
  readonly after: number;
}

const LETTERS = "yMdHhmsSaEXxZzVO";

/**
 * Takes a pattern of date letters apart.
 * @throws {UsageError} if a letter is unknown, a quote or bracket open, or the pattern says no year
 */
export function partsOf(pattern: string): PatternPart[] {
  const parts: { letter: string; width: number; text: string; isExact: boolean; after: number }[] = [];
  const refuse = (why: string) =>
    new UsageError(
      `Cannot read times by the pattern "${pattern}": expected letters such as in dd/MM/yyyy HH:mm, got ${why}`,
    );
  const open: number[] = [];
  for (const [token] of pattern.matchAll(/'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z]/g)) {
    const first = token[0];
    const part = { letter: "'", width: token.length, text: token, isExact: false, after: 0 };
    if (first === "[") open.push(parts.length);
    else if (first === "]") {
      const from = open.pop();
      if (from === undefined) throw refuse('a "]" without its "["');
      parts[from].after = parts.length + 1;
    } else if (first === "'") {
      if (token.length === 1) throw refuse("a quote that is not closed");
      part.text = token === "''" ? "'" : token.slice(1, -1).replaceAll("''", "'");
    }
    if (first === "[" || first === "]" || LETTERS.includes(first)) part.letter = first;
    else if (/[A-Za-z]/.test(first)) throw refuse(`the letter ${first}`);
    if ("xZzVO".includes(first) && first !== "'") part.letter = "X";
    const digits = "yMdHhmsS".includes(part.letter) && !(part.letter === "M" && part.width > 2);
    const before = parts.at(-1);
    part.isExact = false;
    if (digits && before?.text !== undefined && "yMdHhmsS".includes(before.letter) && before.width > 0) {
      before.isExact = true;
      part.isExact = true;
    }
    parts.push(part);
  }
  if (open.length > 0) throw refuse('a "[" that is not closed');
  for (const letter of "yMd") {
    if (!parts.some((part) => part.letter === letter)) {
      if (letter === "y") throw refuse("no year");
      if (letter === "M" && parts.some((part) => part.letter === "d")) {
        throw refuse("a day without its month");
      }
    }
  }
  const zone = parts.findIndex(({ letter }) => letter === "X");
  if (zone >= 0 && parts.slice(zone + 1).some(({ letter }) => letter !== "]")) {
    throw refuse("a zone that is not the last");
  }
  return parts;
}
