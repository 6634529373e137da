import type { ByteBuffer } from "./byte_buffer.ts";
import { MINUS, POINT, putWhole, ZERO } from "./short_number.ts";

/** Below, and from here on, `String` writes exponents, or there are more digits than fit. */
const SMALLEST = 1e-6;
const LARGEST = 2 ** 52;
/** A fraction is three limbs of so many bits: 78 bits hold every fraction of such a number, and half a unit of its last place. */
const LIMB = 2 ** 26;
const MASK = LIMB - 1;
const LIMB_BITS = 26;
const EXPONENT_BIAS = 1023;

/** Bytes that a number takes at most, here or as `String` writes it: `-0.0000012345678901234567`. */
export const LONG_NUMBER_BYTES = 25;

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer); // low, high: every system that Deno runs on is little endian

/**
 * Appends the shortest decimal that reads back as the number, as `String(value)` would write it, and says whether it did:
 * it leaves to `String` what is below a millionth or above 2⁵², powers of two, and ties. Exact, without a text: those of
 * `String` are kept in a cache, whose entries outlive the young heap and fill the old one. As fast. Needs room.
 *
 * Digit after digit of the fraction, until what is left, or what it lacks to the next digit, is less than half a unit in
 * the last place. Source: Steele and White 1990, "How to print floating-point numbers accurately", (FPP)².
 */
export function putLongNumber(out: ByteBuffer, value: number): boolean {
  const size = Math.abs(value);
  if (!(size >= SMALLEST && size < LARGEST)) return false;
  double[0] = size;
  if (words[0] === 0 && (words[1] & 0xfffff) === 0) return false; // its neighbours are not equally far
  const exponent = (words[1] >>> 20) - EXPONENT_BIAS;
  const begin = out.length;
  if (value < 0) out.putByte(MINUS);
  const whole = Math.floor(size);
  putWhole(out, whole);
  let rest = (size - whole) * LIMB;
  if (rest === 0) return true;
  let high = rest | 0;
  rest = (rest - high) * LIMB;
  let middle = rest | 0;
  let low = ((rest - middle) * LIMB) | 0;
  let half = powerOfTwo(exponent - 53 + 3 * LIMB_BITS); // of a unit in the last place; exact, times 10²² too
  out.putByte(POINT);
  for (;;) {
    low *= 10;
    middle = middle * 10 + (low >>> LIMB_BITS);
    high = high * 10 + (middle >>> LIMB_BITS);
    const digit = high >>> LIMB_BITS;
    low &= MASK;
    middle &= MASK;
    high &= MASK;
    half *= 10;
    const lower = middle * LIMB + low;
    const left = high * (LIMB * LIMB) + lower; // rounded once, so that it is on the right side of `half`, or on it
    const lacking = (LIMB - high) * (LIMB * LIMB) - lower;
    if (left > half && lacking > half) {
      out.putByte(ZERO + digit);
      continue;
    }
    if (left === half || lacking === half || left === lacking) {
      out.length = begin;
      return false;
    }
    const isUp = lacking < half && (left > half || lacking < left);
    out.putByte(ZERO + digit + (isUp ? 1 : 0));
    return true;
  }
}

function powerOfTwo(exponent: number): number {
  words[0] = 0;
  words[1] = (exponent + EXPONENT_BIAS) << 20;
  return double[0];
}
