/**
 * A line of a terminal that is overwritten. It returns by a carriage return and clears with blanks, which work on every
 * terminal, TERM=dumb too: without a permission the kind of terminal is unknown. Its methods give the characters to write.
 */
export class LiveLine {
  private shown = 0;

  /** Replaces the line by a text. @param width of the line, which may have become narrower */
  show(text: string, width = Infinity): string {
    const blanks = " ".repeat(Math.max(0, Math.min(this.shown, width) - text.length));
    this.shown = text.length;
    return `\r${text}${blanks}`;
  }

  /** Clears the line, if there is one, and returns to its beginning. */
  clear(): string {
    const { shown } = this;
    this.shown = 0;
    return shown === 0 ? "" : `\r${" ".repeat(shown)}\r`;
  }
}
