import type { BadCells } from "./bad_cells.ts";
import type { Refusals } from "./refusals.ts";
import type { ColumnRoles, Row } from "./row.ts";
import type { TimeFormat } from "./time_format.ts";

/** What has come of an input's records. */
export interface InputCounts {
  /** All of them: rows, bad rows and repeated ones. */
  readonly records: number;
  /** Bad rows, by reason. */
  readonly refusals: Refusals;
  /** Cells that held no number, and were taken as missing. */
  readonly badCells: BadCells;
  /** Records that were their series' newest row once more: neither rows nor bad rows. */
  readonly repeated: number;
  /** Rows of a time that their series had already, with other values. */
  readonly again: number;
}

/** Where a run's rows come from: a `RowReader`, or a stage behind one. */
export interface RowSource {
  readonly roles: ColumnRoles;
  /** Rewritten by `next`; its time bytes are stale after `fill` as well. */
  readonly row: Row;
  /** Keys by series number; grows with the rows. */
  readonly seriesKeys: string[];
  /** Bad rows so far. */
  readonly skipped: number;
  /** What has come of its records; undefined: there are none. */
  readonly counts: InputCounts | undefined;
  /** How its times are written; undefined: it has none. */
  readonly timeFormat: TimeFormat | undefined;
  /** Takes the next row out of what has been read. False when more bytes are needed, or the end has come. */
  next(): boolean;
  /** Waits for more. False at the end, when `next` has delivered everything. */
  fill(): Promise<boolean>;
  /** Begins with these series. */
  expect(keys: readonly string[]): void;
  /** From now on a row of these series, by their numbers, that is older than this is a bad row. */
  raise(latest: ArrayLike<number>): void;
  /** Earlier inputs came so far: what lies far ahead of that has leapt, though this input may begin there. */
  goOnFrom(latest: ArrayLike<number>): void;
  /** Counts the records on from those of inputs before: the row at hand and those to come have no time but their number. */
  countOn(records: number): void;
  /** Lets go of the input; a `fill` that waits returns. */
  close(): Promise<void>;
}
