import type { Archive, Persistent } from "../base/archive.ts";
import { quoteText } from "./messages.ts";

/** Different words that are kept apart; what comes beyond them is counted as one. */
const MOST_WORDS = 100;
const LONGEST_WORD = 40;
const OTHERS = "…";

/** Cells of one column that held one word in a number's place. */
export interface BadCell {
  readonly column: string;
  readonly word: string;
  count: number;
  /** Where the first of them stood. */
  readonly line: number;
}

/** The cells that were no numbers, and so missing values: by column and word. */
export class BadCells implements Persistent {
  private readonly cells = new Map<string, BadCell>();

  /** One more. Returns it if it is the first of its column and word. */
  add(column: string, text: string, line: number): BadCell | undefined {
    const word = text.slice(0, LONGEST_WORD);
    const key = this.cells.size < MOST_WORDS || this.cells.has(keyOf(column, word)) ? word : OTHERS;
    const known = this.cells.get(keyOf(column, key));
    if (known !== undefined) {
      known.count++;
      return undefined;
    }
    const cell = { column, word: key, count: 1, line };
    this.cells.set(keyOf(column, key), cell);
    return cell;
  }

  /** All of them. */
  get total(): number {
    let sum = 0;
    for (const { count } of this.cells.values()) sum += count;
    return sum;
  }

  /** The commonest first. */
  report(): readonly Readonly<BadCell>[] {
    return [...this.cells.values()].sort((a, b) => b.count - a.count);
  }

  /** Those that came more than once, a line each: `column "close": 3 cells "halted" taken as missing, the first in line 5`. */
  words(): string[] {
    return this.report().filter(({ count }) => count > 1).map(({ column, word, count, line }) =>
      `column ${quoteText(column)}: ${count} cells ${
        quoteText(word)
      } taken as missing, the first in line ${line}`
    );
  }

  persist(archive: Archive): void {
    const saved = archive.text("cells", JSON.stringify([...this.cells.values()]));
    if (!archive.restoring) return;
    this.cells.clear();
    for (const cell of JSON.parse(saved) as BadCell[]) this.cells.set(keyOf(cell.column, cell.word), cell);
  }
}

function keyOf(column: string, word: string): string {
  return `${column}\0${word}`;
}
