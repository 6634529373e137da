import { CR, isBlank, LF } from "./ascii.ts";
import { closestWord } from "../base/suggestion.ts";
import { findName } from "./column_roles.ts";
import { checkText } from "./header.ts";
import { type JsonObject, pathsOf, valueAt } from "./json_paths.ts";
import { TOO_LONG, type WholeLines } from "./line_buffer.ts";
import { quoteBytes, quoteText } from "./messages.ts";
import type { Records } from "./records.ts";
import { TextFields } from "./text_fields.ts";

/** How a column is read. */
type Use = "unused" | "number" | "text";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * NDJSON: one object a line, turned into the record that a CSV line of the same values would be. The columns are the
 * paths of the first object's values, and those that options name though it has none such: later objects may. A value that is
 * null or not there is an empty field, others are passed over.
 *
 * Cost: about a microsecond a line, and two more if a time or a series key is a number (it is needed as written).
 */
export class JsonRecords implements Records {
  columns: readonly string[] | undefined;
  readonly unnamed: readonly number[] = [];
  line = 0;
  readonly height = 1;
  broken: string | undefined;

  /** Columns that the first object does not have, and none had so far. */
  private waited: readonly string[] = [];
  private numbers: Int32Array | undefined;
  /** Columns of the first object that hold lists of objects, or of lists: rows, perhaps. */
  lists: readonly string[] | undefined;
  private taken = 0;
  private start = 0;
  private end = 0;
  private textIsChecked = false;
  private uses: Use[] | undefined;
  private readonly fields = new TextFields();

  /** @param named columns that options name */
  constructor(
    private readonly buffer: WholeLines,
    private readonly name: string,
    private readonly named: readonly string[] = [],
  ) {}

  get late(): readonly string[] {
    return this.waited;
  }
  get count(): number {
    return this.fields.count;
  }
  get bytes(): Uint8Array {
    return this.fields.bytes;
  }
  get bounds(): Int32Array {
    return this.fields.bounds;
  }

  next(): boolean {
    const { buffer } = this;
    do {
      if (buffer.position >= buffer.limit) return false;
      this.start = buffer.position;
      this.end = buffer.bytes.indexOf(LF, this.start);
      this.taken++;
      buffer.position = this.end + 1;
    } while (this.isEmpty());
    this.line = this.numbers === undefined ? this.taken : this.numbers[this.taken - 1];
    if (!this.textIsChecked) checkText(this.raw(), this.line, this.name);
    this.textIsChecked = true;
    this.broken = this.start === buffer.longLine ? TOO_LONG : this.read();
    return true;
  }

  select(numbers: readonly number[], texts: readonly number[]): void {
    this.uses = this.columns!.map((_, i) =>
      numbers.includes(i) ? "number" : texts.includes(i) ? "text" : "unused"
    );
    this.broken = this.read();
  }

  reread(lines: WholeLines, numbers: Int32Array): JsonRecords {
    const records = new JsonRecords(lines, this.name, this.named);
    records.columns = this.columns;
    records.uses = this.uses;
    records.waited = this.waited;
    records.numbers = numbers;
    return records;
  }

  /** One line is all that a record has. */
  keepFirstLine(): void {}

  raw(): Uint8Array {
    const { bytes } = this.buffer;
    const end = this.end > this.start && bytes[this.end - 1] === CR ? this.end - 1 : this.end;
    return bytes.subarray(this.start, end);
  }

  private isEmpty(): boolean {
    const { bytes } = this.buffer;
    let at = this.start;
    while (isBlank(bytes[at]) || bytes[at] === CR) at++;
    return at === this.end;
  }

  /** The object's columns, and those that are named and must come later: not those that are rather mistyped. */
  private columnsOf(object: JsonObject): string[] {
    const columns = pathsOf(object);
    const missing = this.named.filter((name) => findName(columns, name) < 0);
    const inside = missing.filter((name) => valueAt(object, name) !== undefined);
    const free = columns.filter((column) => !this.named.some((name) => findName([column], name) >= 0));
    this.waited = missing.filter((name) => !inside.includes(name) && closestWord(name, free) === undefined);
    return [...columns, ...inside, ...this.waited];
  }

  /** Fills the fields out of the line; returns what is wrong with it. */
  private read(): string | undefined {
    const { uses } = this;
    const text = decoder.decode(this.raw());
    const object = parseObject(text);
    if (object === undefined) {
      return `expected one JSON object, got ${quoteBytes(this.buffer.bytes, this.start, this.end)}`;
    }
    const columns = this.columns ??= this.columnsOf(object);
    if (this.lists === undefined) this.lists = columns.filter((path) => isListOfData(valueAt(object, path)));
    this.fields.clear();
    if (this.waited.length > 0) {
      this.waited = this.waited.filter((name) => valueAt(object, name) === undefined);
    }
    let written: JsonObject | undefined;
    for (let i = 0; i < columns.length; i++) {
      const key = columns[i];
      const use = uses === undefined ? "number" : uses[i];
      const value = use === "unused" ? null : valueAt(object, key);
      if (value === null || value === undefined) this.fields.add("");
      else if (typeof value === "string") this.fields.add(value);
      else if (typeof value === "number" && use === "number") this.fields.add(String(value));
      else if (typeof value === "number") {
        written ??= parseObject(text, asWritten) ?? object;
        this.fields.add(String(valueAt(written, key)));
      } else if (typeof value === "boolean" || use === "number") this.fields.add(JSON.stringify(value));
      else return `column ${quoteText(key)}: expected a number, a string or null, got ${describe(value)}`;
    }
    return undefined;
  }
}

/** Python writes what JSON has no word for. */
const NO_JSON = /(?<=[[:,]\s*)(?:NaN|-?Infinity)(?=\s*[,}\]])/g;

function parseObject(text: string, reviver?: typeof asWritten): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text, reviver);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? value as JsonObject
      : undefined;
  } catch {
    const mended = text.replace(NO_JSON, "null");
    return mended === text ? undefined : parseObject(mended, reviver);
  }
}

/** Keeps numbers as written: as float64 12345678901234567890 would be another key, and 1.50 another time. */
function asWritten(_key: string, value: unknown, context?: { source: string }): unknown {
  return typeof value === "number" ? context!.source : value;
}

function isListOfData(value: unknown): boolean {
  return Array.isArray(value) && typeof value[0] === "object" && value[0] !== null;
}

function describe(value: unknown): string {
  return Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : String(value);
}
