import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { RunError } from "../base/errors.ts";
import { quoteName } from "./messages.ts";
import { PieceReader } from "./piece_reader.ts";

/** Rows that are taken out of the file at once. */
const ROWS = 10_000;
const COMPRESSORS = {
  GZIP: (input: Uint8Array) => new Uint8Array(gunzipSync(input)),
  ZSTD: (input: Uint8Array) => new Uint8Array(zstdDecompressSync(input)),
  BROTLI: (input: Uint8Array) => new Uint8Array(brotliDecompressSync(input)),
};
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * A Parquet file as CSV lines with a header. Its index stands at its end, so that the file is read whole.
 * @throws {RunError} if it is none, or of a kind that cannot be read
 */
export async function parquetLines(
  stream: ReadableStream<Uint8Array>,
  name: string,
): Promise<ReadableStream<Uint8Array>> {
  const file = await readWhole(stream);
  const refuse = (error: unknown) =>
    new RunError(
      `Cannot read ${quoteName(name)} as Parquet: ${error instanceof Error ? error.message : String(error)}`,
    );
  try {
    const metadata = parquetMetadata(file);
    const [root, ...fields] = metadata.schema;
    const columns = fields.slice(0, root.num_children).map((field) => field.name);
    const isDay = new Set(
      fields.filter((field) => field.converted_type === "DATE" || field.logical_type?.type === "DATE").map((
        field,
      ) => field.name),
    );
    const rows = Number(metadata.num_rows);
    let at = 0;
    let isHeaderDue = true;
    return new ReadableStream({
      async pull(controller) {
        if (isHeaderDue) {
          isHeaderDue = false;
          return controller.enqueue(encoder.encode(columns.map(quoted).join(",") + "\n"));
        }
        if (at >= rows) return controller.close();
        const range = { rowStart: at, rowEnd: Math.min(rows, at + ROWS) };
        at = range.rowEnd;
        const objects = await parquetReadObjects({ file, metadata, compressors: COMPRESSORS, ...range })
          .catch((error) => Promise.reject(refuse(error)));
        const lines = objects.map((row) =>
          columns.map((column) => quoted(textOf(row[column], isDay.has(column)))).join(",") + "\n"
        );
        controller.enqueue(encoder.encode(lines.join("")));
      },
    }, { highWaterMark: 0 });
  } catch (error) {
    throw refuse(error);
  }
}

async function readWhole(stream: ReadableStream<Uint8Array>): Promise<ArrayBuffer> {
  const reader = new PieceReader(stream);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (let piece = await reader.read(); piece !== undefined; piece = await reader.read()) {
    pieces.push(piece.slice());
    length += piece.length;
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole.buffer;
}

function textOf(value: unknown, isDay: boolean): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) {
    const iso = value.toISOString();
    return isDay ? iso.slice(0, 10) : iso.replace("T", " ").replace(/(?:\.000)?Z$/, "");
  }
  if (value instanceof Uint8Array) return decoder.decode(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
