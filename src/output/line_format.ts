/**
 * How a forecast's line is written, as bytes that stand between its parts:
 *
 *     opening key afterKey time (middle of target, horizon, model) (beforeValue value)… closing
 *
 * Both formats are such a table, so the writer knows neither of them.
 */
export interface LineFormat {
  /** The line that stands before all others; "" for none. @param names of the columns */
  header(names: readonly string[]): string;
  readonly opening: string;
  readonly afterKey: string;
  readonly closing: string;
  /** What stands around a plain time that is no number. */
  readonly timeQuote: string;
  /** What stands for a number that there is none of. */
  readonly missing: string;
  /** What stands before the value of that name: a forecast, an interval's end, a quantile, the time that it is for. */
  beforeValue(name: string): string;
  /** What stands between the time and the values; the model only where the line is about one. */
  middle(target: string, horizon: number, model: string | undefined): string;
  /** A text as a field, quoted where the format asks for it. */
  field(text: string): string;
  /** Whether a time may be copied as it stood, between `timeQuote`s if it is no number. */
  isPlain(bytes: Uint8Array, start: number, end: number, isNumber: boolean): boolean;
  /** Any time as a field: for the rare one that is not plain, and for those that are forecast; "" is none. */
  timeField(text: string, isNumber: boolean): string;
}

export const FORMATS: Readonly<Record<"csv" | "ndjson", LineFormat>> = {
  /** RFC 4180 with LF: fields are quoted that hold a comma, a quotation mark or a line break. */
  csv: {
    header: (names) => `${names.map(csvField).join(",")}\n`,
    opening: "",
    afterKey: ",",
    closing: "\n",
    timeQuote: "",
    missing: "",
    beforeValue: () => ",",
    middle: (target, horizon, model) =>
      `,${csvField(target)},${horizon}${model === undefined ? "" : `,${csvField(model)}`}`,
    field: csvField,
    isPlain(bytes, start, end) {
      for (let i = start; i < end; i++) {
        const byte = bytes[i];
        if (byte === COMMA || byte === QUOTE || byte === LF || byte === CR) return false;
      }
      return true;
    },
    timeField: csvField,
  },
  /** One JSON object a line, its keys always all there and in the same order. */
  ndjson: {
    header: () => "",
    opening: '{"series":',
    afterKey: ',"time":',
    closing: "}\n",
    timeQuote: '"',
    missing: "null",
    beforeValue: (name) => `,${JSON.stringify(name)}:`,
    middle: (target, horizon, model) =>
      `,"target":${JSON.stringify(target)},"horizon":${horizon}` +
      (model === undefined ? "" : `,"model":${JSON.stringify(model)}`),
    field: (text) => JSON.stringify(text),
    isPlain(bytes, start, end, isNumber) {
      return isNumber ? isJsonNumber(bytes, start, end) : isPlainAscii(bytes, start, end);
    },
    timeField: (text, isNumber) => text === "" ? "null" : JSON.stringify(isNumber ? Number(text) : text),
  },
};

const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const BACKSLASH = 92;
const DELETE = 127;

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Whether the bytes are a decimal number that JSON takes too. CSV may hold others: `+5`, `007`, `.5`. Those with an
 * exponent are not looked into: `timeField` writes them.
 */
function isJsonNumber(bytes: Uint8Array, start: number, end: number): boolean {
  let i = bytes[start] === MINUS ? start + 1 : start;
  const whole = i;
  while (i < end && isDigit(bytes[i])) i++;
  if (i === whole || (bytes[whole] === ZERO && i > whole + 1)) return false;
  if (i === end) return true;
  if (bytes[i] !== POINT) return false;
  const fraction = ++i;
  while (i < end && isDigit(bytes[i])) i++;
  return i === end && i > fraction;
}

/** Whether the bytes are printable ASCII that JSON needs no escape for. */
function isPlainAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    if (byte < SPACE || byte >= DELETE || byte === QUOTE || byte === BACKSLASH) return false;
  }
  return true;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte < ZERO + 10;
}
