import type { Records } from "./records.ts";

/** Rows in which a column that tells series apart must not change while time rises. */
const ROWS = 16;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Whether series stand one below the other in an input that is read as one series: then time falls back where a text column
 * takes another value, having held one as long as time rose.
 *
 * Cost: the text columns of the first sixteen rows, and of rows whose time falls back.
 */
export class StackedSeries {
  private left = ROWS;
  private columns: { readonly position: number; readonly text: string }[];

  /** @param texts columns that hold text in the first row, and have no role */
  constructor(texts: readonly number[], first: Records) {
    this.columns = texts.map((position) => ({ position, text: cell(first, position) }));
  }

  /** Looks at an accepted row. */
  look(record: Records): void {
    if (this.left === 0) return;
    this.left--;
    this.columns = this.columns.filter(({ position, text }) => cell(record, position) === text);
  }

  /** The column that changes where time falls back; -1: none does. */
  changedAt(record: Records): number {
    return this.columns.find(({ position, text }) => cell(record, position) !== text)?.position ?? -1;
  }
}

function cell({ bytes, bounds }: Records, position: number): string {
  return decoder.decode(bytes.subarray(bounds[position] + 1, bounds[position + 1]));
}
