import type { Archive, Persistent } from "../base/archive.ts";
import { RunError } from "../base/errors.ts";
import { LF } from "./ascii.ts";
import { badRowMessage, quoteName } from "./messages.ts";
import { EmptyInput } from "./no_rows.ts";
import type { Records } from "./records.ts";
import type { ColumnRoles } from "./row.ts";
import { type Flaw, type Reason, Refusals } from "./refusals.ts";

/** What is to become of bad rows, and who is told. */
export interface BadRowOptions {
  /** `skip`: tell of it and go on. `fail`: the first one ends the run. */
  readonly badRows: "skip" | "fail";
  /**
   * Told of each bad row that is skipped: physical line, why, the line whole (its bytes without the line break,
   * valid only during the call), and the reason that it is counted under. A row may take several lines, and of a line that is too long it is the first KiB.
   */
  readonly onBadRow: (line: number, text: string, raw: Uint8Array, reason: Reason) => void;
  /** What messages call the input: `standard input`, or the file's name. */
  readonly name: string;
}

/** What becomes of the rows that cannot be read. */
export class BadRows implements Persistent {
  readonly refusals: Refusals = new Refusals();
  private first: string | undefined;

  constructor(private readonly options: BadRowOptions) {}

  /** Bad rows so far. */
  get count(): number {
    return this.refusals.total;
  }

  /**
   * Takes the current record for a bad row; if its quote was the mistake, only its first line.
   * @param width fields that a record must have
   * @param plain columns whose fields hold a number or a time
   * @throws {RunError} if bad rows are to end the run
   */
  add(record: Records, flaw: Flaw, width: number, plain: readonly number[]): void {
    let { reason, text } = flaw;
    if (isMisquoted(record, width, plain)) {
      reason = "record";
      text = `expected the quote to be closed, got ${record.height} lines that make no row`;
      record.keepFirstLine();
    }
    const { badRows, name, onBadRow } = this.options;
    if (badRows === "fail") throw new RunError(badRowMessage(name, record.line, text));
    this.refusals.add(reason);
    this.first ??= `line ${record.line}, ${text}`;
    onBadRow(record.line, text, record.raw(), reason);
  }

  /**
   * The error of an input that has come to its end without a single good row.
   * @param columns of its header, undefined without one
   * @param roles of these, where the targets were named
   */
  noneGood(columns: readonly string[] | undefined, roles?: ColumnRoles): RunError {
    const name = quoteName(this.options.name);
    if (this.first !== undefined) {
      const none = this.count === 1
        ? "its only row can't be read"
        : `none of its ${this.count} rows can be read`;
      return new RunError(`Cannot use ${name}: ${none} (${this.first})`);
    }
    const got = columns === undefined ? "nothing" : "a header alone";
    return new EmptyInput(name, got, roles);
  }

  persist(archive: Archive): void {
    this.refusals.persist(archive);
  }
}

/**
 * Two stray quotes make a record of all the lines between them. Where that record is no row, or its number or time
 * runs on over lines, the quote is taken for the mistake, so that the lines in between are not lost.
 */
function isMisquoted(record: Records, width: number, plain: readonly number[]): boolean {
  if (record.height === 1 || record.broken !== undefined) return false;
  return record.count !== width ||
    plain.some((i) => record.bytes.subarray(record.bounds[i] + 1, record.bounds[i + 1]).includes(LF));
}
