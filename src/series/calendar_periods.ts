const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const MONTH = 30.44 * DAY;

/** Gaps count as equal within this share of each other: months have 28 to 31 days. */
const ALIKE = 0.09;
/** A cycle has between so many rows. */
const LEAST = 4;
const MOST = 3000;

/**
 * The seasons that the calendar makes likely, in rows, ascending, for rows this far apart (ms, the first
 * ones): 12 for months, 4 for quarters, 52 for weeks, 7 and 365 for days or 5 where weekends never come;
 * below, as many rows as make up an hour, a day and a week. None where the usual gap fits no such cycle.
 */
export function calendarPeriods(gaps: readonly number[]): number[] {
  if (gaps.length === 0) return [];
  const usual = gaps.toSorted((a, b) => a - b)[gaps.length >> 1];
  if (isAlike(usual, MONTH)) return [12];
  if (isAlike(usual, 3 * MONTH)) return [4];
  if (isAlike(usual, WEEK)) return [52];
  if (isAlike(usual, DAY)) return gaps.filter((gap) => isAlike(gap, 3 * DAY)).length > 1 ? [5] : [7, 365];
  if (usual >= DAY) return [];
  return [HOUR, DAY, WEEK].map((cycle) => cycle / usual).filter((rows) =>
    Number.isInteger(rows) && rows >= LEAST && rows <= MOST
  );
}

function isAlike(gap: number, other: number): boolean {
  return Math.abs(gap / other - 1) < ALIKE;
}
