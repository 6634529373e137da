import { COMMA, POINT } from "./ascii.ts";
import { NO_NUMBER, parseNumber } from "./number_parser.ts";

/** Which mark stands between ones and tenths. */
export type DecimalMark = "." | ",";

/** What a cell's text says of the decimal mark: it proves one, may be either (`1,004`), or says nothing. */
export type DecimalHint = DecimalMark | "either" | undefined;

const WORDS_FOR_MISSING = new Set(
  ["na", "n/a", "#n/a", "nan", "null", "none", "?", ".", "-", "--", "unavailable", "unknown"],
);
const TRUTH = new Map([["true", 1], ["on", 1], ["yes", 1], ["false", 0], ["off", 0], ["no", 0]]);
const LONGEST_NUMBER = 64;
/** Spaces that do not break, and apostrophes, between groups of three digits. */
const GROUP_MARKS = "[\\u00a0\\u202f\\u2009'\\u2019]";
const BY_POINT = new RegExp(
  `^[+-]?[1-9]\\d{0,2}(?:(?:,\\d{3})+|(?:${GROUP_MARKS}\\d{3})+)(?:\\.\\d*)?$`,
);
const BY_COMMA = new RegExp(
  `^[+-]?[1-9]\\d{0,2}(?:(?:\\.\\d{3})+|(?:${GROUP_MARKS}\\d{3})+)(?:,\\d*)?$`,
);
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * Reads cells as numbers: decimals by one mark, thousands by the other (`1,004.20`), true and false, on and off, yes and no as
 * 1 and 0, and bounds (`>200`, `<=40`) as what they name.
 *
 * Cost: that of `parseNumber` for plain numbers; a microsecond for what is none.
 */
export class CellParser {
  /** Whether the last cell that was no number may be one by the other decimal mark: then the run must stop. */
  isInDoubt = false;
  /** The decimal mark, as a byte. */
  readonly point: number;
  private readonly words: ReadonlySet<string>;
  private readonly numbers: readonly number[];

  /**
   * @param mark the decimal mark
   * @param isCertain whether an option or the first row has told it
   * @param missing further marks of a missing value
   */
  constructor(
    readonly mark: DecimalMark = ".",
    private readonly isCertain: boolean = true,
    missing: readonly string[] = [],
  ) {
    this.point = mark === "." ? POINT : COMMA;
    this.words = new Set([...WORDS_FOR_MISSING, ...missing.map((word) => word.toLowerCase())]);
    this.numbers = missing.map(Number).filter((number) => !Number.isNaN(number));
  }

  /** Whether numbers may be marks of missing values: else a plain number is what it is. */
  get hasNumberMarks(): boolean {
    return this.numbers.length > 0;
  }

  /** The number in `bytes[start … end)`; NaN if it is missing, `NO_NUMBER` if it is neither. */
  parse(bytes: Uint8Array, start: number, end: number): number {
    const value = parseNumber(bytes, start, end, this.point);
    if (value === NO_NUMBER) return this.parseText(bytes, start, end);
    return this.numbers.length > 0 && this.numbers.includes(value) ? NaN : value;
  }

  /** Whether the cell is a number or missing; yes and no, which are words first, are not. */
  holdsNumber(bytes: Uint8Array, start: number, end: number): boolean {
    const value = this.parse(bytes, start, end);
    return value !== NO_NUMBER &&
      (value !== value || !TRUTH.has(decoder.decode(bytes.subarray(start, end)).trim().toLowerCase()));
  }

  private parseText(bytes: Uint8Array, start: number, end: number): number {
    this.isInDoubt = false;
    const text = decoder.decode(bytes.subarray(start, Math.min(end, start + 4 * LONGEST_NUMBER))).trim();
    const word = text.toLowerCase();
    if (this.words.has(word)) return NaN;
    const truth = TRUTH.get(word);
    if (truth !== undefined) return truth;
    if (text.length > LONGEST_NUMBER) return NO_NUMBER;
    const bound = /^(?:[<>]=?|[≤≥])\s*(?=[\d.,+-])/.exec(text);
    const number = bound === null ? this.parseGrouped(text) : this.parseBound(text.slice(bound[0].length));
    return this.numbers.includes(number) ? NaN : number;
  }

  private parseBound(text: string): number {
    const bytes = encoder.encode(text);
    const value = parseNumber(bytes, 0, bytes.length, this.point);
    return value === NO_NUMBER || value !== value ? this.parseGrouped(text) : value;
  }

  private parseGrouped(text: string): number {
    const isPoint = this.mark === ".";
    const hint = decimalHint(text);
    if (!this.isCertain && (hint === "either" ? text.includes(",") : hint === ",")) {
      this.isInDoubt = true;
      return NO_NUMBER;
    }
    if (!(isPoint ? BY_POINT : BY_COMMA).test(text)) return NO_NUMBER;
    const digits = text.replace(isPoint ? /[^\d.+-]/g : /[^\d,+-]/g, "").replace(",", ".");
    return Number(digits);
  }
}

/**
 * What a text says of the decimal mark. `1.5` and `0.125` prove the point, `1,5` the comma, `1,004.20` the point, `1.004.200` the
 * comma; of `1,004` and `1.004` neither can be told.
 */
export function decimalHint(text: string): DecimalHint {
  const number = text.trim().replace(/^[<>≤≥]=?\s*/, "").replace(/^[+-]/, "");
  const marks = number.match(/[.,]/g) ?? [];
  if (marks.length === 0 || !/^[\d.,\u00a0\u202f\u2009'\u2019]+(?:[eE][+-]?\d+)?$/.test(number)) {
    return undefined;
  }
  const [first, last] = [marks[0], marks.at(-1)!];
  if (first !== last) { // the last one is the decimal mark, and stands once
    if (marks.filter((mark) => mark === last).length > 1) return undefined;
    return (last === "." ? BY_POINT : BY_COMMA).test(number) ? last as DecimalMark : undefined;
  }
  if (marks.length > 1) {
    const other = first === "." ? "," : ".";
    return (other === "." ? BY_POINT : BY_COMMA).test(number) ? other : undefined;
  }
  return /^[1-9]\d{0,2}[.,]\d{3}$/.test(number) ? "either" : first as DecimalMark;
}
