/** Reads whole inputs for the tests of this room: bytes in any chunks → copies of the rows. */
import { unpacked } from "../../src/input/byte_source.ts";
import { type ReaderOptions, RowReader } from "../../src/input/row_reader.ts";

export interface TakenRow {
  readonly line: number;
  readonly series: string;
  readonly time: number;
  readonly offset: number;
  readonly text: string;
  readonly values: readonly number[];
}
export interface BadRow {
  readonly line: number;
  readonly reason: string;
  readonly raw: string;
}
/** What is told of a row that counts. */
export interface Note {
  readonly kind: string;
  readonly line: number;
  readonly text: string;
}
export interface Reading {
  readonly rows: TakenRow[];
  readonly bad: BadRow[];
  readonly notes: Note[];
  /** What was inferred of the input. */
  inferred: string;
  repeated: number;
  /** What ended the reading before its end. */
  error: Error | undefined;
  records: number;
  skipped: number;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** The bytes as a stream of chunks of these sizes, in turn. */
export function streamOf(
  bytes: Uint8Array<ArrayBuffer>,
  sizes: readonly number[] = [1 << 16],
): ReadableStream<Uint8Array> {
  let at = 0;
  let turn = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      const size = sizes[turn++ % sizes.length];
      controller.enqueue(bytes.slice(at, at + size));
      at += size;
    },
  }, { highWaterMark: 0 });
}

/** A copy of the reader's current row. */
export function copyOf(reader: RowReader): TakenRow {
  const { line, series, time, offset, values, timeBytes, timeStart, timeEnd } = reader.row;
  const text = decoder.decode(timeBytes.subarray(timeStart, timeEnd));
  return { line, series: reader.seriesKeys[series], time, offset, text, values: [...values] };
}

/** Reads to the end, or to the error. */
export async function read(
  input: string | Uint8Array<ArrayBuffer>,
  options: Partial<ReaderOptions> = {},
  sizes?: readonly number[],
): Promise<Reading> {
  const reading: Reading = {
    rows: [],
    bad: [],
    notes: [],
    inferred: "",
    repeated: 0,
    error: undefined,
    records: 0,
    skipped: 0,
  };
  const bytes = typeof input === "string" ? bytesOf(input) : input;
  let reader: RowReader | undefined;
  try {
    reader = await RowReader.open(await unpacked(streamOf(bytes, sizes), "standard input"), {
      features: [],
      badRows: "skip",
      name: "standard input",
      onBadRow: (line, reason, raw) => reading.bad.push({ line, reason, raw: decoder.decode(raw) }),
      onNote: (kind, line, text) => reading.notes.push({ kind, line, text }),
      ...options,
    });
    reading.inferred = reader.inferred;
    while (await reader.fill()) while (reader.next()) reading.rows.push(copyOf(reader));
  } catch (error) {
    reading.error = error as Error;
  }
  reading.records = reader?.records ?? reading.bad.length;
  reading.repeated = reader?.repeated ?? 0;
  reading.skipped = reader?.skipped ?? reading.bad.length;
  return reading;
}
