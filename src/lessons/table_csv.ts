import type { LessonTable } from "./lesson.ts";

/** Digits of a number that is not whole. */
const DIGITS = 6;

/** The table as CSV (RFC 4180 but for its line ends, which are LF), numbers to six digits. */
export function tableCsv({ columns, rows }: LessonTable): string {
  return [columns, ...rows].map((row) => row.map(cell).join(",") + "\n").join("");
}

/** A cell as text: what CSV and the report show of it. */
export function cellText(value: string | number): string {
  if (typeof value === "string") return value;
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS)));
}

function cell(value: string | number): string {
  const text = cellText(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
