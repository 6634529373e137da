import type { ParsedTime } from "./time_parser.ts";

/** One form in which times are written: it reads them, and writes others like them. */
export interface TimeFormat {
  /** How `--time-format` names it. */
  readonly name: string;
  /** What a message expects where the text is no such time. */
  readonly expected: string;
  /** Whether its texts are plain numbers. */
  readonly isNumber: boolean;
  /** Reads `bytes[start … end)`; false, with `out` undefined, if it is no such time. No allocation. */
  read(bytes: Uint8Array, start: number, end: number, out: ParsedTime): boolean;
  /**
   * The text of another time.
   * @param time as `read` sets it, UTC where the text says its zone and else the wall clock's
   * @param like a text of this format: the new one has its separators, precision and zone
   */
  write(time: number, like: string): string;
}
