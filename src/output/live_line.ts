/**
 * A line of a terminal that is written over and over. It goes back by a carriage return and wipes with blanks, which every
 * terminal has, TERM=dumb too: without a permission nobody can know which one it is. Gives the characters to write.
 */
export class LiveLine {
  private shown = 0;

  /** Puts a text in the line's place. @param width of the line, which may have become narrower */
  show(text: string, width = Infinity): string {
    const blanks = " ".repeat(Math.max(0, Math.min(this.shown, width) - text.length));
    this.shown = text.length;
    return `\r${text}${blanks}`;
  }

  /** Wipes the line, if there is one, and is at its beginning. */
  clear(): string {
    const { shown } = this;
    this.shown = 0;
    return shown === 0 ? "" : `\r${" ".repeat(shown)}\r`;
  }
}
