import type { TimeKind } from "./row.ts";

/** A time as a format reads it; reused from call to call. */
export interface ParsedTime {
  kind: Exclude<TimeKind, "row">;
  /** Milliseconds since 1970 (UTC), with a fraction where the text has one, or the number as given. */
  time: number;
  /** Minutes that the time's own zone is ahead of UTC; 0 without one. */
  offset: number;
  /** Whether the text says no zone: `time` is the wall clock's then, and becomes UTC by `--timezone`. */
  isLocal: boolean;
}
