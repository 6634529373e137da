import type { FormOptions } from "../input/first_row.ts";
import type { LayoutOptions } from "../input/layout.ts";
import type { ReaderOptions } from "../input/row_reader.ts";
import { choice, type FlagValues, parsed, wrongValue } from "./flag.ts";
import { readNames, readNamesOrNone } from "./lists.ts";

/**
 * How rows are written, in every command that reads some. What is not given is inferred from the first lines.
 */
export const FORM = {
  inputFormat: choice(
    ["auto", "csv", "ndjson", "json", "influx", "parquet"],
    "how the rows are written; auto: by what the input begins with",
  ),
  order: choice(
    ["auto", "newest-first", "sort"],
    "in which order they stand; newest-first and sort read the input whole, and put it in order",
  ),
  separator: parsed("CHAR", "auto", readSeparator, "what separates fields: auto, tab or a character"),
  header: parsed(
    "KIND",
    "auto",
    readHeader,
    "auto, first (the first line is one), none, or the names a,b,c of a file without one",
  ),
  skipLines: parsed("N", "auto", readSkip, "lines before the header", {
    shownDefault: "those before the first line that has as many fields as the next",
  }),
  decimal: parsed("MARK", "auto", readDecimal, 'the decimal mark: auto, "." or ","'),
  missing: parsed(
    "WORD,…",
    "",
    readNamesOrNone,
    "further marks of a missing value, words or numbers: -9999",
    { shownDefault: "empty, NA, N/A, NaN, null, None, ?, -, unavailable, unknown" },
  ),
  timeFormat: parsed(
    "KIND",
    "auto",
    asItStands,
    "how times are written: auto, iso, s, ms, us or ns since 1970, elapsed-s, elapsed-min or elapsed-h, or a pattern: dd/MM/yyyy HH:mm",
  ),
  timezone: parsed("ZONE", "UTC", asItStands, "the zone of times that say none: Europe/Berlin"),
};

/** What a reader is told of these. */
export function formOptions(
  { inputFormat, order, separator, header, skipLines, decimal, missing, timeFormat, timezone }: FlagValues<
    typeof FORM
  >,
): LayoutOptions & FormOptions & Pick<ReaderOptions, "format" | "order"> {
  return {
    format: inputFormat,
    order,
    separator,
    header,
    skipLines,
    decimal,
    missing,
    timeFormat,
    timezone,
  };
}

function readSeparator(what: string, text: string): string {
  if (text === "auto") return text;
  if (text === "tab" || text === "\\t") return "\t";
  if (/^[\t -~]$/.test(text) && !/[A-Za-z0-9".+-]/.test(text)) return text;
  throw wrongValue(what, text, 'auto, tab, or one character such as ";"');
}

function readHeader(what: string, text: string): "auto" | "first" | "none" | readonly string[] {
  return text === "auto" || text === "first" || text === "none" ? text : readNames(what, text);
}

function readSkip(what: string, text: string): number | "auto" {
  if (text === "auto") return text;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw wrongValue(what, text, "auto or a whole number of lines");
}

function readDecimal(what: string, text: string): "auto" | "." | "," {
  if (text === "auto" || text === "." || text === ",") return text;
  throw wrongValue(what, text, 'auto, "." or ","');
}

/** Checked when the input is opened: patterns and zones are nothing that `--help` loads. */
function asItStands(_: string, text: string): string {
  return text;
}
