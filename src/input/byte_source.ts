import { RunError } from "../base/errors.ts";
import { inputName, quoteName } from "./messages.ts";
import { PieceReader, rewound } from "./piece_reader.ts";

/** How packed bytes, and text in UTF-16, begin; and what makes plain bytes of them. Each is loaded by those who need it. */
const FORMS: readonly { magic: readonly number[]; open: () => Promise<Unpack> }[] = [
  { magic: [0x1f, 0x8b], open: async () => (await import("./gunzip.ts")).gunzip },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], open: async () => (await import("./unzstd.ts")).unzstd },
  { magic: [0xff, 0xfe], open: async () => (await import("./utf16.ts")).fromUtf16("utf-16le") },
  { magic: [0xfe, 0xff], open: async () => (await import("./utf16.ts")).fromUtf16("utf-16be") },
];
const LONGEST_MAGIC = 4;

type Unpack = (packed: ReadableStream<Uint8Array>, name: string) => ReadableStream<Uint8Array>;

/**
 * The bytes of a file, or of standard input if there is no path; unpacked when they begin as gzip or zstd do.
 * @throws {RunError} if the file is missing, cannot be read, or may not be: then it names the flag that allows it
 */
export async function openBytes(path: string | undefined): Promise<ReadableStream<Uint8Array>> {
  const name = inputName(path);
  try {
    const stream = path === undefined ? Deno.stdin.readable : (await Deno.open(path)).readable;
    return await unpacked(stream, name);
  } catch (error) {
    throw new RunError(`Cannot read ${quoteName(name)}: ${why(error, path ?? "")}`);
  }
}

/** The stream, or what it unpacks to if it begins as gzip, zstd or UTF-16 do. Waits for the first bytes, no longer than needed. */
export async function unpacked(
  stream: ReadableStream<Uint8Array>,
  name: string,
): Promise<ReadableStream<Uint8Array>> {
  const source = new PieceReader(stream);
  let head = new Uint8Array(0);
  const isBegun = ({ magic }: typeof FORMS[number]) =>
    magic.every((byte, i) => i >= head.length || head[i] === byte);
  while (
    head.length < LONGEST_MAGIC && FORMS.some((form) => form.magic.length > head.length && isBegun(form))
  ) {
    const piece = await source.read();
    if (piece === undefined) break;
    const longer = new Uint8Array(head.length + piece.length);
    longer.set(head);
    longer.set(piece, head.length); // copied: a piece is gone with the next one
    head = longer;
  }
  const whole = rewound(head, source);
  const form = FORMS.find((form) => form.magic.length <= head.length && isBegun(form));
  return form === undefined ? whole : (await form.open())(whole, name);
}

function why(error: unknown, path: string): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  if (error instanceof Deno.errors.NotCapable) {
    if (error.message.includes("--allow-all")) { // devices and what lies in /proc
      return "Deno opens it with --allow-all only; standard input is read where no file is named";
    }
    return `permission is missing, add --allow-read=${shellWord(path)} before main.ts`;
  }
  if (error instanceof Deno.errors.PermissionDenied) return "its permissions forbid it";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder";
  return error instanceof Error ? error.message : String(error);
}

/** The path as a word of a shell's command line. Deno separates paths in a flag by commas; two stand for one. */
function shellWord(path: string): string {
  const word = path.replaceAll(",", ",,");
  return /^[\w./,:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
