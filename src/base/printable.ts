/**
 * The text with its control characters spelled out (`\n`, `\u001b`): so that a value out of somebody's file
 * can neither break a one-line message nor steer the terminal that shows it.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    const short = JSON.stringify(character).slice(1, -1);
    return short !== character ? short : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
