import type { ByteBuffer } from "./byte_buffer.ts";
import { LONG_NUMBER_BYTES, putLongNumber } from "./long_number.ts";
import { putShortNumber } from "./short_number.ts";

/** Bytes that a number put here takes at most. */
export const NUMBER_BYTES = LONG_NUMBER_BYTES;

/** Appends a finite number as the shortest text that reads back as the same float64, `String(value)`; else what is `missing`. */
export function putNumber(out: ByteBuffer, value: number, missing: string): void {
  if (putShortNumber(out, value) || putLongNumber(out, value)) return;
  out.putAscii(Number.isFinite(value) ? String(value) : missing);
}
