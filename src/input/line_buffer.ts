import { RunError } from "../base/errors.ts";
import { LF } from "./ascii.ts";
import { quoteName } from "./messages.ts";
import { PieceReader } from "./piece_reader.ts";

/** A line with more bytes than this, its line break not counted, is not held. */
export const LONGEST_LINE = 1 << 20;
/** Why such a line is a bad row. */
export const TOO_LONG = `expected a line of at most ${LONGEST_LINE} bytes, got a longer one`;
/** What is kept of a line that is too long, for those who show it. */
export const KEPT_OF_LONG_LINE = 1 << 10;
/** How much of a chunk is taken at once: bounds the buffer, however large the chunks are. */
const SLICE = 1 << 16;
const NOTHING = new Uint8Array(0);

/** Whole lines, each ended by LF: what a reader of records needs of a line buffer. */
export interface WholeLines {
  readonly bytes: Uint8Array;
  /** Unread are `bytes[position … limit)`. */
  position: number;
  readonly limit: number;
  /** True once no further line can come. */
  readonly ended: boolean;
  /** Where a line that was too long begins; -1: no such line is unread. */
  readonly longLine: number;
}

/**
 * A stream's bytes, gathered into whole lines.
 *
 * `bytes[position … limit)` are lines that have come whole and are unread. Each ends with LF, the last one of the
 * stream too (the missing LF is added), so that who scans a line needs no other bound. Taking lines means moving
 * `position`. `fill` moves the unread bytes to the front and waits for at least one more line. A byte order mark at
 * the start of the stream is passed over.
 *
 * Memory: at most LONGEST_LINE bytes of an unfinished line, what is unread, and one slice. Cost: one copy of each
 * byte, one promise for up to 64 KiB.
 */
export class LineBuffer implements WholeLines {
  bytes: Uint8Array = new Uint8Array(2 * SLICE);
  position = 0;
  limit = 0;
  /** True once no further line can come. */
  ended = false;
  /** Where a line that was too long begins: only its first KiB is here. -1 if no such line is unread. */
  longLine = -1;

  /** An unfinished line lies between `limit` and `end`. */
  private end = 0;
  /** The unfinished line is too long: all of it is dropped up to its LF. */
  private dropping = false;
  private begun = false;
  private chunk: Uint8Array = NOTHING;
  private taken = 0;
  private readonly reader: PieceReader;

  /** @param name what the stream is called in messages */
  constructor(stream: ReadableStream<Uint8Array>, private readonly name: string) {
    this.reader = new PieceReader(stream);
  }

  /**
   * Waits for a further whole line. Moves the unread bytes: offsets into `bytes` are stale afterwards.
   * Returns whether there is a line to read; false only at the end of the stream.
   * @throws {RunError} if the stream fails
   */
  async fill(): Promise<boolean> {
    // There is one mark for a line that was too long: the next one has to wait until this one has been read.
    if (this.longLine >= 0 && this.longLine >= this.position) return true;
    this.compact();
    const before = this.limit;
    while (!this.ended && this.limit === before) {
      if (this.taken === this.chunk.length) await this.receive();
      else if (this.dropping) this.drop();
      else this.append();
    }
    if (!this.begun) this.begin();
    return this.position < this.limit;
  }

  /** Lets go of the stream; a wait of `fill` ends as if the stream had ended. */
  async close(): Promise<void> {
    await this.reader.cancel();
  }

  private begin(): void {
    this.begun = true;
    if (this.bytes[0] !== 0xef || this.bytes[1] !== 0xbb || this.bytes[2] !== 0xbf || this.end === 0) return;
    this.position = 3;
    if (this.longLine === 0) this.longLine = 3;
  }

  private async receive(): Promise<void> {
    try {
      const piece = await this.reader.read();
      this.chunk = piece ?? NOTHING;
      this.taken = 0;
      if (piece === undefined) this.finish();
    } catch (error) {
      if (error instanceof RunError) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw new RunError(`Cannot read ${quoteName(this.name)}: ${why}`);
    }
  }

  /** Takes a slice of the chunk, unless it makes the unfinished line too long. */
  private append(): void {
    const slice = this.chunk.subarray(this.taken, this.taken + SLICE);
    const first = slice.indexOf(LF);
    const length = this.end - this.limit + (first < 0 ? slice.length : first);
    if (length > LONGEST_LINE) {
      this.end = this.limit + KEPT_OF_LONG_LINE;
      this.dropping = true;
      return;
    }
    this.bytes.set(slice, this.end);
    if (first >= 0) this.limit = this.end + slice.lastIndexOf(LF) + 1;
    this.end += slice.length;
    this.taken += slice.length;
    this.reserve();
  }

  /** Passes over the chunk up to the LF of the line that is too long. */
  private drop(): void {
    const at = this.chunk.indexOf(LF, this.taken);
    this.taken = at < 0 ? this.chunk.length : at + 1;
    if (at >= 0) this.endLine();
  }

  private endLine(): void {
    if (this.dropping) this.longLine = this.limit;
    this.dropping = false;
    this.bytes[this.end++] = LF;
    this.limit = this.end;
  }

  private finish(): void {
    if (this.end > this.limit) this.endLine();
    this.ended = true;
  }

  private compact(): void {
    this.longLine = -1;
    this.bytes.copyWithin(0, this.position, this.end);
    this.end -= this.position;
    this.limit -= this.position;
    this.position = 0;
    this.reserve();
  }

  /** Makes room for a slice and an added LF behind `end`. */
  private reserve(): void {
    if (this.end + SLICE < this.bytes.length) return;
    const grown = new Uint8Array(2 * this.bytes.length);
    grown.set(this.bytes.subarray(0, this.end));
    this.bytes = grown;
  }
}
