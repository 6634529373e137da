/** The bytes that mean something to the readers of this room. UTF-8 never uses them inside a longer character. */
export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const HASH = 0x23;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const POINT = 0x2e;
export const SLASH = 0x2f;
export const ZERO = 0x30;
export const COLON = 0x3a;
export const QUESTION_MARK = 0x3f;

/** Whether the byte is a space or a tab: what may surround a value. */
export function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}
