import { CR, isBlank, LF } from "./ascii.ts";
import { checkText } from "./header.ts";
import { type LineBuffer, TOO_LONG } from "./line_buffer.ts";
import { quoteBytes, quoteText } from "./messages.ts";
import type { Records } from "./records.ts";
import { TextFields } from "./text_fields.ts";

type JsonObject = Record<string, unknown>;
/** How a column is read. */
type Use = "unused" | "number" | "text";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * NDJSON: one object a line, turned into the record that a CSV line of the same values would be. The columns are the
 * keys of the first object; a key that is null or not there is an empty field, other keys are passed over.
 *
 * Cost: about a microsecond a line, and two more if a time or a series key is a number (it is needed as written).
 */
export class JsonRecords implements Records {
  columns: readonly string[] | undefined;
  readonly unnamed: readonly number[] = [];
  line = 0;
  readonly height = 1;
  broken: string | undefined;

  private start = 0;
  private end = 0;
  private textIsChecked = false;
  private uses: Use[] | undefined;
  private readonly fields = new TextFields();

  constructor(private readonly buffer: LineBuffer, private readonly name: string) {}

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
      this.line++;
      buffer.position = this.end + 1;
    } while (this.isEmpty());
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

  /** Fills the fields out of the line; returns what is wrong with it. */
  private read(): string | undefined {
    const { uses } = this;
    const text = decoder.decode(this.raw());
    const object = parseObject(text);
    if (object === undefined) {
      return `expected one JSON object, got ${quoteBytes(this.buffer.bytes, this.start, this.end)}`;
    }
    const columns = this.columns ??= Object.keys(object);
    this.fields.clear();
    let written: JsonObject | undefined;
    for (let i = 0; i < columns.length; i++) {
      const key = columns[i];
      const use = uses === undefined ? "number" : uses[i];
      const value = use !== "unused" && Object.hasOwn(object, key) ? object[key] : null;
      if (value === null) this.fields.add("");
      else if (typeof value === "string") this.fields.add(value);
      else if (typeof value === "number" && use === "number") this.fields.add(String(value));
      else if (typeof value === "number") {
        written ??= parseObject(text, asWritten) ?? object;
        this.fields.add(String(written[key]));
      } else if (typeof value === "boolean" || use === "number") this.fields.add(JSON.stringify(value));
      else return `column ${quoteText(key)}: expected a number, a string or null, got ${describe(value)}`;
    }
    return undefined;
  }
}

function parseObject(text: string, reviver?: typeof asWritten): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text, reviver);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? value as JsonObject
      : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps numbers as written: as float64 12345678901234567890 would be another key, and 1.50 another time. */
function asWritten(_key: string, value: unknown, context?: { source: string }): unknown {
  return typeof value === "number" ? context!.source : value;
}

function describe(value: unknown): string {
  return Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : String(value);
}
