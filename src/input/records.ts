import type { WholeLines } from "./line_buffer.ts";

/**
 * Records of fields, taken out of what has been read: the form in which CSV and NDJSON reach the row reader.
 *
 * The current record's field i is `bytes[bounds[i] + 1 … bounds[i + 1])`. All of this is rewritten by `next`, and
 * stale after the line buffer was filled.
 */
export interface Records {
  /** The columns' names, trimmed; "" has none. Undefined until they have been read. */
  readonly columns: readonly string[] | undefined;

  /** Columns that the header gives no name: they are called by their place. */
  readonly unnamed: readonly number[];

  /** Physical line, from 1, in which the record begins. */
  readonly line: number;
  /** Physical lines the record takes. */
  readonly height: number;
  /** Why the line cannot be split into fields: it has none then. */
  readonly broken: string | undefined;
  /** How many fields the record has. */
  readonly count: number;
  readonly bytes: Uint8Array;
  readonly bounds: Int32Array;

  /**
   * Takes the next record, broken ones included; blank lines are passed over. False when more bytes are needed.
   * @throws {RunError} if the input cannot be what it is read as: binary, or no header
   * @throws {UsageError} if two columns have one name
   */
  next(): boolean;
  /**
   * Says which columns are read as numbers and which as text, from the current record on, which is read again. The
   * others' fields may be empty.
   */
  select(numbers: readonly number[], texts: readonly number[]): void;
  /** Gives back all but the record's first line: `next` reads on with its second. */
  keepFirstLine(): void;
  /** The columns that are forecast where options name none; undefined: one is to be chosen. */
  readonly targets?: readonly string[];
  /** Columns of the first record that hold lists of data. */
  readonly lists?: readonly string[] | undefined;
  /** Columns that options name, and no record has had so far; undefined: there are none. */
  readonly late?: readonly string[];
  /** The same records out of other lines, where they stand in lines: whole ones, of which the i-th is line `numbers[i]` of the input. */
  reread?(lines: WholeLines, numbers: Int32Array): Records;
  /** The record as it stands in the input, without its last line break; of a line that is too long, its beginning. */
  raw(): Uint8Array;
}
