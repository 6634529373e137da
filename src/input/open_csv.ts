import { UsageError } from "../base/errors.ts";
import { joinNames } from "../base/name_list.ts";
import type { RoleOptions } from "./column_roles.ts";
import { LF } from "./ascii.ts";
import { CsvRecords } from "./csv_records.ts";
import type { Doubts } from "./doubts.ts";
import { suggestedNames } from "./header_names.ts";
import { isData, type Layout, type LayoutOptions, LayoutSearch } from "./layout.ts";
import { wideHint } from "./wide.ts";
import type { LineBuffer } from "./line_buffer.ts";
import { quoteName, quoteText } from "./messages.ts";
import { epochFormat } from "./time_columns.ts";

/** A header stands within so many lines, and bytes. */
const MOST_LINES = 1000;
const MOST_BYTES = 1 << 20;
const SHOWN: Readonly<Record<string, string>> = { "\t": "tab" };
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The records of a delimited text, its layout known: nothing of it is taken out of the buffer until that is so.
 * @param said takes what was inferred, in the words that people are told
 */
export async function openCsv(
  buffer: LineBuffer,
  options: LayoutOptions & RoleOptions,
  doubts: Doubts,
  said: string[],
): Promise<CsvRecords> {
  const found = await searchLayout(buffer, options) ?? NO_LAYOUT;
  const hint = found.doubt === undefined ? "" : wideHint(found.cells.filter(isData));
  if (hint !== "") {
    throw new UsageError(`Cannot read ${quoteName(options.name)} as rows of one time each${hint}`);
  }
  const layout = found.doubt === undefined ? found : { ...found, names: suggestedNames(found.cells) };
  const { header, separator = "auto", skipLines = "auto" } = options;
  if (layout.doubt !== undefined) {
    doubts.add(
      `line ${layout.skip + 1} holds ${
        quoteText(layout.doubt)
      }, a time or a number, and may be no header (if it is one: --header ` +
        `first)`,
      "--header",
      joinNames(layout.names!),
    );
    const epoch = layout.cells.map(epochFormat).find((format) => format !== undefined);
    if (epoch !== undefined && layout.names!.includes("time")) {
      doubts.add(
        `its times are numbers (--time-format ${epoch} reads them as times)`,
        "--time-format",
        epoch,
      );
    }
  }
  if (separator === "auto" && layout.separator !== ",") {
    said.push(`separator ${SHOWN[layout.separator] ?? `"${layout.separator}"`}`);
  }
  if (skipLines === "auto" && layout.skip > 0 && layout.begins === "header") {
    said.push(`header in line ${layout.skip + 1}`);
  }
  return new CsvRecords(buffer, options.name, Array.isArray(header) ? { ...layout, names: header } : layout);
}

/** Where nothing tells one. */
const NO_LAYOUT: Layout = { separator: ",", skip: 0, begins: "header", cells: [] };

async function searchLayout(
  buffer: LineBuffer,
  options: LayoutOptions & RoleOptions,
): Promise<Layout | undefined> {
  const search = new LayoutSearch(options);
  let lines = 0;
  for (let at = 0;;) { // from the buffer's position, which filling may move
    while (buffer.position + at < buffer.limit) {
      const start = buffer.position + at;
      const end = buffer.bytes.indexOf(LF, start);
      const text = decoder.decode(buffer.bytes.subarray(start, end)).replace(/\r$/, "");
      if (lines === 0 && text.includes("\r")) return NO_LAYOUT; // a file whose lines end in CR: told as a header
      const found = search.add(text);
      if (found !== undefined) return found;
      at = end + 1 - buffer.position;
      if (start === buffer.longLine || ++lines > MOST_LINES || at > MOST_BYTES) return search.end();
    }
    if (buffer.ended) return search.end();
    await buffer.fill();
  }
}
