import { RunError } from "../base/errors.ts";

/**
 * The safetensors format: eight bytes with the header's length (little endian), the header (JSON:
 * `__metadata__` with texts, and for each tensor its dtype, shape and place), then the tensors' bytes, row by
 * row, without gaps.
 *
 * Source: the format's specification, https://github.com/huggingface/safetensors#format
 */

export type Values = Float64Array | Float32Array | Int32Array | Uint8Array;
/** What is written, and what others' files may hold beside it. */
export type WrittenDType = "F64" | "F32" | "I32" | "U8";
export type DType = WrittenDType | "F16" | "BF16" | "I64";

/** A tensor in a file: its raw bytes, little endian. */
export interface StoredTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/**
 * A file's content. Names are keys of a Map: no name, `__proto__` included, means anything to the program.
 */
export interface Safetensors {
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

const BYTES_OF: ReadonlyMap<string, number> = new Map<DType, number>([
  ["F64", 8],
  ["I64", 8],
  ["F32", 4],
  ["I32", 4],
  ["F16", 2],
  ["BF16", 2],
  ["U8", 1],
]);
const LENGTH_BYTES = 8;
/** The reference implementation's own limit: nobody has so many tensors. */
const LONGEST_HEADER = 100_000_000;

/** The dtype of an array's numbers. */
export function dtypeOf(values: Values): WrittenDType {
  if (values instanceof Float64Array) return "F64";
  if (values instanceof Float32Array) return "F32";
  return values instanceof Int32Array ? "I32" : "U8";
}

/**
 * Takes a file apart. The tensors are views of `file`. Nothing that the header claims is believed before it
 * has been checked against the bytes that are there, so that memory stays bounded by the file's size.
 *
 * @param name what the file is called in messages
 * @throws {RunError} if it is no safetensors file, or its header contradicts its content
 */
export function parseSafetensors(file: Uint8Array, name: string): Safetensors {
  const wrong = (why: string) => new RunError(`Cannot read "${name}" as safetensors: ${why}`);
  if (file.length < LENGTH_BYTES) throw wrong(`expected a header, got ${file.length} bytes`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(Math.min(file.length - LENGTH_BYTES, LONGEST_HEADER))) {
    throw wrong(`expected a header of ${length} bytes, got ${file.length - LENGTH_BYTES} bytes in all`);
  }
  const dataStart = LENGTH_BYTES + Number(length);
  const header = parseHeader(file.subarray(LENGTH_BYTES, dataStart));
  if (header === undefined) throw wrong("its header is no JSON object");
  const data = file.subarray(dataStart);

  const metadata = new Map<string, string>();
  const tensors = new Map<string, StoredTensor>();
  const ranges: [number, number][] = [];
  for (const [key, value] of Object.entries(header)) {
    if (key === "__metadata__") {
      for (const [label, text] of Object.entries(Object(value))) {
        if (typeof text !== "string") throw wrong(`expected texts as metadata, got ${typeof text}`);
        metadata.set(label, text);
      }
      continue;
    }
    const tensor = place(value, data.length);
    if (tensor === undefined) {
      throw wrong(`the tensor ${JSON.stringify(key.slice(0, 80))} has no proper place`);
    }
    const { dtype, shape, begin, end } = tensor;
    tensors.set(key, { dtype, shape, bytes: data.subarray(begin, end) });
    ranges.push([begin, end]);
  }
  ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let covered = 0;
  for (const [begin, end] of ranges) {
    if (begin !== covered) throw wrong(`its tensors overlap or leave gaps at byte ${covered}`);
    covered = end;
  }
  if (covered !== data.length) {
    throw wrong(`expected ${covered} bytes of tensors, got ${data.length}`);
  }
  return { metadata, tensors };
}

function parseHeader(bytes: Uint8Array): object | undefined {
  try {
    const header: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return typeof header === "object" && header !== null && !Array.isArray(header) ? header : undefined;
  } catch {
    return undefined;
  }
}

/** What the header says of a tensor, if that can be. */
function place(
  entry: unknown,
  available: number,
): { dtype: DType; shape: number[]; begin: number; end: number } | undefined {
  const { dtype, shape, data_offsets: offsets } = Object(entry);
  const size = BYTES_OF.get(dtype);
  if (size === undefined || !isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) return undefined;
  const [begin, end] = offsets;
  const bytes = shape.reduce((product, dimension) => product * dimension, size);
  return begin <= end && end <= available && end - begin === bytes ? { dtype, shape, begin, end } : undefined;
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

/** A tensor to be written, by its name. */
export interface NamedValues {
  readonly shape: readonly number[];
  readonly values: Values;
}

/**
 * What can be used again where one file is put together after the other: the buffer, and what the header
 * says.
 */
export class ComposerMemory {
  private bytes = new Uint8Array(0);
  private readonly entries = new Map<string, HeaderEntry>();

  /** A buffer of at least so many bytes; what it held may be gone. */
  room(bytes: number): Uint8Array<ArrayBuffer> {
    if (bytes > this.bytes.length) this.bytes = new Uint8Array(Math.ceil(1.25 * bytes));
    return this.bytes;
  }

  /**
   * What the header says of a tensor that begins at this byte: as it was said before, if it has not moved or
   * changed.
   */
  entry(name: string, { shape, values }: NamedValues, begin: number): string {
    const known = this.entries.get(name);
    const dtype = dtypeOf(values);
    if (known?.begin === begin && known.dtype === dtype && isSame(known.shape, shape)) return known.text;
    const end = begin + values.byteLength;
    const text = `${
      JSON.stringify(name)
    }:{"dtype":"${dtype}","shape":[${shape}],"data_offsets":[${begin},${end}]}`;
    this.entries.set(name, { begin, dtype, shape, text });
    return text;
  }
}

interface HeaderEntry {
  readonly begin: number;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly text: string;
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return a.length === b.length;
}

const WIDTHS = [8, 4, 1];
const encoder = new TextEncoder();

/**
 * Puts a file together in one buffer. Wider numbers come first, otherwise the order stays; the header is
 * padded to a multiple of eight; so every tensor can be viewed where it stands.
 *
 * @param memory of the files before: the file is good until it is used again
 */
export function composeSafetensors(
  metadata: Readonly<Record<string, string>>,
  tensors: ReadonlyMap<string, NamedValues>,
  memory: ComposerMemory = new ComposerMemory(),
): Uint8Array<ArrayBuffer> {
  const ordered: Values[] = [];
  const entries: string[] = [`"__metadata__":${JSON.stringify(metadata)}`];
  let end = 0;
  for (const width of WIDTHS) {
    for (const [name, tensor] of tensors) {
      const { values } = tensor;
      if (values.BYTES_PER_ELEMENT !== width) continue;
      entries.push(memory.entry(name, tensor, end));
      ordered.push(values);
      end += values.byteLength;
    }
  }
  const header = `{${entries.join(",")}}`;
  const file = memory.room(LENGTH_BYTES + 3 * header.length + 8 + end); // UTF-8 takes three bytes a unit at most
  const { written } = encoder.encodeInto(header, file.subarray(LENGTH_BYTES));
  const padded = Math.ceil(written / 8) * 8;
  new DataView(file.buffer).setBigUint64(0, BigInt(padded), true);
  file.fill(0x20, LENGTH_BYTES + written, LENGTH_BYTES + padded);
  let at = LENGTH_BYTES + padded;
  for (const values of ordered) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return file.subarray(0, at);
}
