/** A day of the proleptic Gregorian calendar: month 1 … 12, day 1 … 31. */
export interface CivilDate {
  year: number;
  month: number;
  day: number;
}

const DAYS_IN_MONTH = Uint8Array.of(31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);
/** Days of 400 years, after which the calendar repeats. */
const ERA = 146_097;
/** Days from 0000-03-01 to 1970-01-01. */
const EPOCH = 719_468;

/** How many days a month has. */
export function daysInMonth(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && leap ? 29 : DAYS_IN_MONTH[month - 1];
}

/**
 * Days from 1970-01-01, counted in years that begin in March, so that the leap day is the last (Hinnant
 * 2013).
 */
export function daysSince1970(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const monthFromMarch = (month + 9) % 12;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + day - 1;
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - EPOCH;
}

/**
 * The inverse of `daysSince1970`, written into `out` (Hinnant, "chrono-compatible low-level date
 * algorithms").
 * @param days whole days since 1970-01-01, negative before
 */
export function civilDate(days: number, out: CivilDate = { year: 0, month: 0, day: 0 }): CivilDate {
  const z = days + EPOCH;
  const era = Math.floor(z / ERA);
  const dayOfEra = z - era * ERA;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / (ERA - 1))) / 365,
  );
  const dayOfYear = dayOfEra -
    (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  out.day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  out.month = (monthFromMarch + 2) % 12 + 1;
  out.year = yearOfEra + 400 * era + (out.month <= 2 ? 1 : 0);
  return out;
}
