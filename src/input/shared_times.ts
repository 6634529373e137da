import type { ColumnRoles, Row } from "./row.ts";

/** Rows that are looked at. */
const ROWS = 60;

/**
 * Whether rows of several series come as if they were one: most likely where they share their times and no column tells them
 * apart. A forecast of such a series jumps from one patient to the next, and nothing else would say so.
 *
 * Cost: one comparison for each of the first rows.
 */
export class SharedTimes {
  private left: number;
  private shared = 0;
  private last = NaN;

  constructor({ series, timeKind }: Pick<ColumnRoles, "series" | "timeKind">) {
    this.left = series === undefined && timeKind !== "row" ? ROWS : 0;
  }

  /** Looks at the next row; what is to be said, once, if half of the first 60 have the time of the row before. */
  look({ time }: Pick<Row, "time">): string | undefined {
    if (this.left === 0) return undefined;
    if (time === this.last) this.shared++;
    this.last = time;
    if (--this.left > 0 || 2 * this.shared < ROWS) return undefined;
    return `${this.shared} of the first ${ROWS} rows have the time of the row before: if they are rows of several series, --series ` +
      `COL tells those apart`;
  }
}
