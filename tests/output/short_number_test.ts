import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { ByteBuffer } from "../../src/output/byte_buffer.ts";
import { putShortNumber, SHORT_NUMBER_BYTES } from "../../src/output/short_number.ts";

/** What is put, or undefined if nothing is. */
function put(value: number): string | undefined {
  const out = new ByteBuffer();
  out.reserve(SHORT_NUMBER_BYTES);
  const done = putShortNumber(out, value);
  const text = new TextDecoder().decode(out.view());
  assertEquals(done, text !== "");
  return done ? text : undefined;
}

Deno.test("putShortNumber() writes what String() would, for every number that it takes", () => {
  const decimal = fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 9 }))
    .map(([digits, decimals]) => Number(`${digits}e-${decimals}`));
  const any = fc.oneof(
    decimal,
    fc.double(),
    fc.float(),
    fc.double({ min: -1e4, max: 1e4 }),
    fc.maxSafeInteger(),
  );
  fc.assert(
    fc.property(any, (value) => {
      const text = put(value);
      if (text === undefined) return;
      assertEquals(text, String(value));
      assert(text.length <= SHORT_NUMBER_BYTES);
    }),
    { seed: 80, numRuns: 5000 },
  );
});

Deno.test("putShortNumber() takes whatever has at most six decimals, and leaves the rest", () => {
  for (
    const value of [0, -0, 1, -1, 0.5, 1455.219971, -0.000001, 71, 1999999999.999999, 2e9, 98.6, 10, 100]
  ) {
    assertEquals(put(value), String(value));
  }
  for (const value of [NaN, Infinity, -Infinity, 1e-7, 0.1 + 0.2, 1 / 3, 5e-324, 2000000000.5, 1e21]) {
    assertEquals(put(value), undefined);
  }
});
