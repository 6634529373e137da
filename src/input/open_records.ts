import { splitNames } from "../base/name_list.ts";
import type { RoleOptions } from "./column_roles.ts";
import type { Doubts } from "./doubts.ts";
import type { FormOptions } from "./first_row.ts";
import { JsonRecords } from "./json_records.ts";
import type { LayoutOptions } from "./layout.ts";
import { LineBuffer } from "./line_buffer.ts";
import { openCsv } from "./open_csv.ts";
import { PieceReader, rewound } from "./piece_reader.ts";
import type { Records } from "./records.ts";

/** How rows are written; `auto`: by what the input begins with. */
export const INPUT_FORMATS = ["auto", "csv", "ndjson", "json", "influx", "parquet"] as const;
export type InputFormat = typeof INPUT_FORMATS[number];

/** An input as records, before any of them has been taken. */
export interface OpenRecords {
  readonly lines: LineBuffer;
  /** The records, and what a reader is told of them: known at last when some lines have come. */
  open(doubts: Doubts, said: string[]): Promise<{ source: Records; options: RecordOptions }>;
}

/** What a format settles beside the options. */
export type RecordOptions = RoleOptions & LayoutOptions & FormOptions;

const PARQUET = "PAR1";
const NOTHING = new Uint8Array(0);
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Opens a stream as what it is, or is said to be. @throws {RunError} if it cannot be read */
export async function openRecords(
  bytes: ReadableStream<Uint8Array>,
  options: RecordOptions,
  given: InputFormat,
): Promise<OpenRecords> {
  const { name } = options;
  const { head, stream } = given === "auto" || given === "json"
    ? await peek(bytes)
    : { head: "", stream: bytes };
  const format = given === "auto" ? formatOf(head) : given;
  if (format === "parquet") {
    const { parquetLines } = await import("./parquet_lines.ts");
    const lines = new LineBuffer(await parquetLines(stream, name), name);
    const layout = { separator: ",", header: "first", skipLines: 0, decimal: "." } as const;
    return {
      lines,
      open: (doubts, said) => delimited(lines, { ...options, ...layout }, doubts, said, "Parquet"),
    };
  }
  if (format === "json") {
    const { jsonLines } = await import("./json_array.ts");
    return json(new LineBuffer(jsonLines(stream), name), options, given === "auto" ? "a JSON array" : "");
  }
  const lines = new LineBuffer(stream, name);
  if (format === "ndjson") return json(lines, options, given === "auto" ? "NDJSON" : "");
  return {
    lines,
    async open(doubts, said) {
      if (format === "influx") return await influx(lines, options);
      if (format === "csv" || !await beginsAsInflux(lines)) {
        return await delimited(lines, options, doubts, said);
      }
      said.push("line protocol");
      return await influx(lines, options);
    },
  };
}

function json(lines: LineBuffer, options: RecordOptions, words: string): OpenRecords {
  return {
    lines,
    open(_, said) {
      if (words !== "") said.push(words);
      return Promise.resolve({ source: new JsonRecords(lines, options.name, namesOf(options)), options });
    },
  };
}

async function delimited(
  lines: LineBuffer,
  options: RecordOptions,
  doubts: Doubts,
  said: string[],
  words = "",
) {
  if (words !== "") said.push(words);
  return { source: await openCsv(lines, options, doubts, said), options };
}

/** Line protocol says what is what. */
async function influx(lines: LineBuffer, options: RecordOptions) {
  const { InfluxRecords } = await import("./influx_records.ts");
  const source = new InfluxRecords(lines, namesOf(options));
  const { series = "series", time = "time", timeFormat = "auto" } = options;
  const settled = { ...options, series, time, timeFormat: timeFormat === "auto" ? "ns" : timeFormat };
  return { source, options: settled };
}

/** What the input begins with, as far as needed to tell what it is. */
async function peek(bytes: ReadableStream<Uint8Array>) {
  const source = new PieceReader(bytes);
  let head: Uint8Array<ArrayBuffer> = NOTHING;
  for (;;) {
    const text = decoder.decode(head);
    const begun = text.replace(/^[\ufeff\s]+/, "");
    const isOpen = begun === "" || (PARQUET.startsWith(text) && text.length < PARQUET.length) ||
      /^\[\s*$/.test(begun);
    if (!isOpen) break;
    const piece = await source.read();
    if (piece === undefined) break;
    const longer = new Uint8Array(head.length + piece.length);
    longer.set(head);
    longer.set(piece, head.length);
    head = longer;
  }
  return { head: decoder.decode(head.subarray(0, 1 << 12)), stream: rewound(head, source) };
}

function formatOf(head: string): InputFormat {
  if (head.startsWith(PARQUET)) return "parquet";
  const text = head.replace(/^[\ufeff\s]+/, "");
  if (text.startsWith("{")) return "ndjson";
  return /^\[\s*[[{\]]/.test(text) ? "json" : "auto";
}

/** Whether the first line that is no comment is line protocol. */
async function beginsAsInflux(lines: LineBuffer): Promise<boolean> {
  while (lines.position >= lines.limit && await lines.fill());
  for (let at = lines.position; at < lines.limit;) {
    const end = lines.bytes.indexOf(0x0a, at);
    const text = decoder.decode(lines.bytes.subarray(at, Math.min(end, at + (1 << 16)))).trim();
    if (text !== "" && !text.startsWith("#")) {
      // Told by its first characters, before its patterns are loaded: a name, then fields behind a space.
      if (!/^[^\s"][^\s"]*(?:\\ [^\s"]*)* +[^\s=]+=/.test(text)) return false;
      return (await import("./influx_records.ts")).isLineProtocol(text);
    }
    at = end + 1;
  }
  return false;
}

/** The columns that options name. */
function namesOf({ time, series, targets = [], features, known = [], texts = [] }: RoleOptions): string[] {
  const lists = [time === "none" ? undefined : time, series].filter((list) => list !== undefined);
  return [...lists.flatMap(splitNames), ...targets, ...features, ...known, ...texts];
}
