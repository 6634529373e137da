import { RunError } from "../base/errors.ts";
import { quoteName } from "./messages.ts";
import type { Records } from "./records.ts";

const BRACE = 0x7b;
const strict = new TextDecoder("utf-8", { fatal: true });

/**
 * Makes sure that the record which is the header can be read.
 * @throws {RunError} if the line is binary, not UTF-8, broken CSV, or the whole of a file whose lines end in CR
 */
export function checkHeader(header: Records, name: string): void {
  const raw = header.raw();
  checkText(raw, header.line, name);
  if (header.broken !== undefined) {
    const hint = raw[0] === BRACE ? " (for NDJSON add --input-format ndjson)" : "";
    throw new RunError(
      `Cannot read line ${header.line} of ${quoteName(name)}, the header: ${header.broken}${hint}`,
    );
  }
  for (let i = 0; i < header.count; i++) {
    const field = header.bytes.subarray(header.bounds[i] + 1, header.bounds[i + 1]);
    if (/\r(?!\n)/.test(strict.decode(field).trim())) throw new RunError(carriageReturns(header.line, name));
  }
}

/**
 * Makes sure that the input's first line is text.
 * @throws {RunError} if it holds a NUL byte, or is not UTF-8
 */
export function checkText(line: Uint8Array, number: number, name: string): void {
  const got = line.includes(0) ? "a NUL byte (is it binary, or UTF-16?)" : isUtf8(line) ? "" : "other bytes";
  if (got === "") return;
  throw new RunError(`Cannot read line ${number} of ${quoteName(name)}: expected text in UTF-8, got ${got}`);
}

function carriageReturns(line: number, name: string): string {
  return `Cannot read line ${line} of ${
    quoteName(name)
  }: expected lines that end in LF or CRLF, got CR alone ` +
    `(tr '\\r' '\\n' makes LF of it)`;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
