import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { ByteBuffer } from "../../src/output/byte_buffer.ts";
import { LONG_NUMBER_BYTES, putLongNumber } from "../../src/output/long_number.ts";

const out = new ByteBuffer();
const decoder = new TextDecoder();

/** What is put, or undefined if nothing is. */
function put(value: number): string | undefined {
  out.clear();
  out.reserve(LONG_NUMBER_BYTES);
  const done = putLongNumber(out, value);
  const text = decoder.decode(out.view());
  assertEquals(done, text !== "");
  return done ? text : undefined;
}

/** The double so many places behind another one. */
function neighbour(value: number, places: number): number {
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  bits[0] += BigInt(places);
  return new Float64Array(bits.buffer)[0];
}

Deno.test("putLongNumber() writes what String() would, for every number that it takes", () => {
  const size = fc.tuple(fc.double({ min: 1, max: 10, noNaN: true }), fc.integer({ min: -7, max: 16 }));
  const decimal = fc.tuple(fc.maxSafeInteger(), fc.integer({ min: 0, max: 20 }));
  const round = fc.oneof(
    fc.integer({ min: -21, max: 53 }).map((exponent) => 2 ** exponent),
    fc.integer({ min: -7, max: 16 }).map((exponent) => Number(`1e${exponent}`)),
    decimal.map(([digits, decimals]) => Number(`${digits}e-${decimals}`)),
  );
  const any = fc.oneof(
    size.map(([digits, exponent]) => digits * 10 ** exponent),
    size.map(([digits, exponent]) => -digits * 10 ** exponent),
    fc.float(),
    fc.double(),
    fc.tuple(round, fc.integer({ min: -3, max: 3 })).map(([value, places]) => neighbour(value, places)),
  );
  let taken = 0;
  fc.assert(
    fc.property(any, (value) => {
      const text = put(value);
      if (text === undefined) return;
      taken++;
      assertEquals(text, String(value));
      assert(text.length <= LONG_NUMBER_BYTES);
    }),
    { seed: 81, numRuns: 50_000 },
  );
  assert(taken > 25_000, `${taken}`);
});

Deno.test("putLongNumber() takes the numbers that forecasts are, and leaves what String() writes with an exponent", () => {
  for (
    const value of [
      0.1 + 0.2,
      1 / 3,
      -2 / 3,
      1455.2199707,
      1e6 / 7,
      0.000001234567890123456,
      4503599627370495.5,
    ]
  ) {
    assertEquals(put(value), String(value));
  }
  for (const value of [NaN, Infinity, -Infinity, 0, -0, 9e-7, 5e-324, 2 ** 52, 1e21, 2 ** -20]) {
    assertEquals(put(value), undefined);
  }
});
