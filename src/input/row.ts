import { TextCells } from "./text_cells.ts";

/**
 * One accepted row of the input: one time step of one series. The reader owns a single row and rewrites it with every
 * `next()`; who needs it longer copies it.
 */
export interface Row {
  /** Physical line in the input where the row begins, from 1, the header and skipped lines included. */
  line: number;
  /** Which series, numbered by first appearance from 0; `reader.seriesKeys[series]` is its key. */
  series: number;
  /**
   * Milliseconds since 1970 (UTC) of an ISO time, or the number as given, or the row number. Never less than in the
   * row before of the same series.
   */
  time: number;
  /** Minutes that the ISO time's own zone is ahead of UTC; 0 without one. time + 60 000 · offset is the wall clock. */
  offset: number;
  /** One number per numeric column, targets first, then features; NaN where the cell is missing. */
  readonly values: Float64Array;
  /** So many of the values stood in the row itself, the others are known ahead (`KnownAhead`). */
  readonly own: number;
  /** Whether it has no value but of columns known in advance. */
  isPlan: boolean;
  /** Whether its time lies so far ahead that the clock must have leapt: it counts as a row, and moves no mark of time. */
  isLeap: boolean;
  /** The time as it stood in the input, UTF-8, unquoted: `timeBytes[timeStart … timeEnd)`. */
  timeBytes: Uint8Array;
  /** Where the time begins in `timeBytes`. */
  timeStart: number;
  /** Where it ends. */
  timeEnd: number;
  /** (horizons) the times of the rows that will be forecast, as they stood, where a stage ahead knows them; "" where not. */
  aheadTimes: readonly string[] | undefined;
  /** Its text columns. */
  readonly texts: TextCells;
}

/** A row that is still to be filled in, with so many numeric columns, values known ahead, and text columns. */
export function newRow(columns: number, ahead = 0, texts = 0): Row {
  return {
    line: 0,
    series: 0,
    time: 0,
    offset: 0,
    values: new Float64Array(columns + ahead),
    own: columns,
    isPlan: false,
    isLeap: false,
    timeBytes: NOTHING,
    timeStart: 0,
    timeEnd: 0,
    aheadTimes: undefined,
    texts: new TextCells(texts),
  };
}

const NOTHING = new Uint8Array(0);

/** What the time column holds: decided at the first row. `row` without a time column. */
export type TimeKind = "date" | "date-time" | "number" | "row";

/** Which columns of the input mean what. */
export interface ColumnRoles {
  readonly time: string | undefined;
  readonly timeKind: TimeKind;
  readonly series: string | undefined;
  readonly targets: readonly string[];
  readonly features: readonly string[];
  /** Features whose values are known before their row. */
  readonly known: readonly string[];
}
