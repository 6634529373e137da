import { CR, HASH, isBlank, LF } from "./ascii.ts";
import { columnNames } from "./header_names.ts";
import { TOO_LONG, type WholeLines } from "./line_buffer.ts";
import { quoteBytes } from "./messages.ts";
import type { Records } from "./records.ts";
import { TextFields } from "./text_fields.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
/** Columns before the tags and fields. */
const KEY = "series";
const TIME = "time";

/** A line taken apart: `measurement,tag=value field=1.5,other=2i 1700000000000000000`. */
interface Point {
  /** Measurement and tags as they stand. */
  readonly key: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly fields: ReadonlyMap<string, string>;
  readonly time: string;
}

const ESCAPED = "(?:[^,= \\\\]|\\\\.)+";
const PAIRS = `(?:,${ESCAPED}=${ESCAPED})*`;
const VALUE = '(?:"(?:[^"\\\\]|\\\\.)*"|[^", ][^, ]*)';
const LINE = new RegExp(
  `^(${ESCAPED})(${PAIRS}) +(${ESCAPED}=${VALUE}(?:,${ESCAPED}=${VALUE})*)(?: +(-?\\d+))?\\s*$`,
);
const TAG = new RegExp(`,(${ESCAPED})=(${ESCAPED})`, "g");
const FIELD = new RegExp(`(?:^|,)(${ESCAPED})=(${VALUE})`, "g");
const NUMBER = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[iu]?$/;

/** Whether a line is line protocol: a measurement, tags, fields with their values, a timestamp. */
export function isLineProtocol(line: string): boolean {
  const parts = LINE.exec(line);
  if (parts === null) return false;
  return [...parts[3].matchAll(FIELD)].every(([, , value]) =>
    value[0] === '"' || NUMBER.test(value) || /^(?:t|f|true|false)$/i.test(value)
  );
}

/**
 * Line protocol (InfluxDB, Telegraf): one point a line, turned into the record that a CSV line of the same values would be. Its
 * columns are the series (measurement and tags as they stand), the time, the tags and the fields of the first line, and
 * those that options name. What a line has not is an empty field.
 *
 * Cost: some microseconds a line.
 */
export class InfluxRecords implements Records {
  columns: readonly string[] | undefined;
  readonly unnamed: readonly number[] = [];
  /** The fields of the first line: what is forecast where no target is named. */
  targets: readonly string[] = [];
  line = 0;
  readonly height = 1;
  broken: string | undefined;

  private numbers: Int32Array | undefined;
  private taken = 0;
  private start = 0;
  private end = 0;
  /** The tags and fields by which the columns from the third on are called. */
  private names: readonly string[] = [];
  private readonly record = new TextFields();

  constructor(private readonly buffer: WholeLines, private readonly named: readonly string[]) {}

  get count(): number {
    return this.record.count;
  }
  get bytes(): Uint8Array {
    return this.record.bytes;
  }
  get bounds(): Int32Array {
    return this.record.bounds;
  }

  next(): boolean {
    const { buffer } = this;
    do {
      if (buffer.position >= buffer.limit) return false;
      this.start = buffer.position;
      this.end = buffer.bytes.indexOf(LF, this.start);
      this.taken++;
      buffer.position = this.end + 1;
    } while (this.isNone());
    this.line = this.numbers === undefined ? this.taken : this.numbers[this.taken - 1];
    this.broken = this.start === buffer.longLine ? TOO_LONG : this.read();
    return true;
  }

  /** All is read as text. */
  select(): void {}

  reread(lines: WholeLines, numbers: Int32Array): InfluxRecords {
    const records = new InfluxRecords(lines, this.named);
    records.columns = this.columns;
    records.names = this.names;
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

  private isNone(): boolean {
    const { bytes } = this.buffer;
    let at = this.start;
    while (isBlank(bytes[at]) || bytes[at] === CR) at++;
    return at === this.end || bytes[at] === HASH;
  }

  private read(): string | undefined {
    const point = pointOf(decoder.decode(this.raw()));
    this.record.clear();
    if (point === undefined) {
      return `expected line protocol, got ${quoteBytes(this.buffer.bytes, this.start, this.end)}`;
    }
    if (this.columns === undefined) this.settle(point);
    this.record.add(point.key);
    this.record.add(point.time);
    for (const name of this.names) this.record.add(point.fields.get(name) ?? point.tags.get(name) ?? "");
    return undefined;
  }

  private settle({ tags, fields }: Point): void {
    const known = [...tags.keys(), ...fields.keys()];
    const special = [KEY, TIME];
    this.names = [...known, ...this.named.filter((name) => !known.includes(name) && !special.includes(name))];
    this.columns = columnNames([...special, ...this.names]);
    const from = special.length + tags.size;
    const numeric = [...fields.values()].map((value) => value !== "" && !Number.isNaN(Number(value)));
    this.targets = this.columns.slice(from, from + fields.size).filter((_, i) => numeric[i]);
  }
}

function pointOf(line: string): Point | undefined {
  const parts = LINE.exec(line);
  if (parts === null) return undefined;
  const [, measurement, tags, fields, time = ""] = parts;
  return {
    key: measurement + tags,
    tags: new Map([...tags.matchAll(TAG)].map(([, name, value]) => [plain(name), plain(value)])),
    fields: new Map([...fields.matchAll(FIELD)].map(([, name, value]) => [plain(name), valueOf(value)])),
    time,
  };
}

/** A field's value as a cell. */
function valueOf(value: string): string {
  if (value[0] === '"') return value.slice(1, -1).replace(/\\(.)/g, "$1");
  if (NUMBER.test(value)) return value.replace(/[iu]$/, "");
  return /^t/i.test(value) ? "1" : /^f/i.test(value) ? "0" : value;
}

function plain(name: string): string {
  return name.replace(/\\([,= \\])/g, "$1");
}
