import { RunError, UsageError } from "../base/errors.ts";
import { quoteName, quoteText } from "./messages.ts";
import type { Records } from "./records.ts";

const BRACE = 0x7b;
const strict = new TextDecoder("utf-8", { fatal: true });

/**
 * The columns' names out of the record that is the header: trimmed, "" where one is empty.
 * @throws {RunError} if the line is binary, not UTF-8, broken CSV, or the whole of a file whose lines end in CR
 * @throws {UsageError} if two columns have one name
 */
export function headerNames(header: Records, name: string): string[] {
  const raw = header.raw();
  checkText(raw, header.line, name);
  if (header.broken !== undefined) {
    const hint = raw[0] === BRACE ? " (for NDJSON add --input-format ndjson)" : "";
    throw new RunError(
      `Cannot read line ${header.line} of ${quoteName(name)}, the header: ${header.broken}${hint}`,
    );
  }
  const names: string[] = [];
  for (let i = 0; i < header.count; i++) {
    const field = header.bytes.subarray(header.bounds[i] + 1, header.bounds[i + 1]);
    const column = strict.decode(field).trim();
    if (/\r(?!\n)/.test(column)) throw new RunError(carriageReturns(header.line, name));
    names.push(column);
  }
  const seen = new Set<string>();
  for (const column of names) {
    if (column !== "" && seen.has(column)) {
      throw new UsageError(
        `Cannot tell two columns of ${quoteName(name)} apart: expected one named ${
          quoteText(column)
        }, got two`,
      );
    }
    seen.add(column);
  }
  return names;
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
