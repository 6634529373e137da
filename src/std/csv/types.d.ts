/** The error that `parse` throws: a quote that opens or closes where it may not, or is never closed. */
export class ParseError extends SyntaxError {
  startLine: number;
  line: number;
  column: number | null;
}
/** Parses CSV text into records of fields. @throws {ParseError} if a quote is broken */
export function parse(text: string, options?: { separator?: string }): string[][];
