import { parseNumber } from "./number_parser.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The fields of a row's text columns, in the order in which they were asked for. Rewritten with the row. */
export class TextCells {
  /** The record that the fields stand in. */
  bytes: Uint8Array = new Uint8Array(0);
  /** Field i is `bytes[bounds[2 i] … bounds[2 i + 1])`, as it stood in the input, unquoted. */
  readonly bounds: Int32Array;

  /** Fields that are still to be filled in. @param count text columns */
  constructor(readonly count: number) {
    this.bounds = new Int32Array(2 * count);
  }

  /** The field as text; "" where it is empty. Allocates the string. */
  text(i: number): string {
    return decoder.decode(this.bytes.subarray(this.bounds[2 * i], this.bounds[2 * i + 1]));
  }

  /** Whether the field is empty, blank, NA, NaN, null or ?, as for numbers. */
  isMissing(i: number): boolean {
    const value = parseNumber(this.bytes, this.bounds[2 * i], this.bounds[2 * i + 1]);
    return value !== value;
  }
}
