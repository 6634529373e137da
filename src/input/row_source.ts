import type { ColumnRoles, Row } from "./row.ts";

/** Where a run's rows come from: a `RowReader`, or a stage behind one. */
export interface RowSource {
  readonly roles: ColumnRoles;
  /** Rewritten by `next`; its time bytes are stale after `fill` as well. */
  readonly row: Row;
  /** Keys by series number; grows with the rows. */
  readonly seriesKeys: string[];
  /** Bad rows so far. */
  readonly skipped: number;
  /** Takes the next row out of what has been read. False when more bytes are needed, or the end has come. */
  next(): boolean;
  /** Waits for more. False at the end, when `next` has delivered everything. */
  fill(): Promise<boolean>;
  /** Begins with these series. */
  expect(keys: readonly string[]): void;
  /** From now on a row of these series, by their numbers, that is older than this is a bad row. */
  raise(latest: ArrayLike<number>): void;
  /** Counts the records on from those of inputs before: the row at hand and those to come have no time but their number. */
  countOn(records: number): void;
  /** Lets go of the input; a `fill` that waits returns. */
  close(): Promise<void>;
}
