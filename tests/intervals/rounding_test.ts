import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { decimalsOf, roundedDown, roundedUp } from "../../src/intervals/rounding.ts";

const width = fc.double({ min: 1e-15, max: 1e15, noNaN: true });

Deno.test("decimalsOf() leaves four digits of the width, or a fifth", () => {
  assertEquals([1, 9.99, 0.5, 12, 1234, 99999].map((x) => decimalsOf(x, 0)), [3, 3, 4, 2, 0, -1]);
  fc.assert(
    fc.property(width, (width) => {
      const steps = width * 10 ** decimalsOf(width, 0);
      assert(steps > 999.999 && steps < 10000.001, `${steps}`);
    }),
    { seed: 40 },
  );
});

Deno.test("decimalsOf() is not swayed by the guess, near powers of ten neither", () => {
  const near = fc.tuple(fc.integer({ min: -12, max: 12 }), fc.integer({ min: -9, max: 9 }))
    .map(([exponent, steps]) => Number(`1e${exponent}`) * (1 + steps * Number.EPSILON));
  fc.assert(
    fc.property(fc.oneof(width, near), fc.integer({ min: -22, max: 22 }), (width, guess) => {
      assertEquals(decimalsOf(width, guess), decimalsOf(width, 22));
    }),
    { seed: 41, numRuns: 2000 },
  );
});

Deno.test("roundedDown() and roundedUp() go outwards by less than a step, to numbers with a short text", () => {
  assertEquals([roundedDown(-1.23456, 2), roundedUp(-1.23456, 2)], [-1.24, -1.23]);
  assertEquals([roundedDown(123456, -3), roundedUp(123456, -3)], [123000, 124000]);
  const x = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(x, fc.integer({ min: 0, max: 6 }), (x, decimals) => {
      const [low, high] = [roundedDown(x, decimals), roundedUp(x, decimals)];
      const slack = 1e-15 * Math.abs(x);
      assert(
        low <= x + slack && x - slack <= high && high - low < 1.001 * 10 ** -decimals,
        `${low}, ${high}`,
      );
      for (const end of [low, high]) {
        const [, digits = ""] = String(end).split(/[.e]/);
        assert(digits.length <= decimals || Math.abs(end) < 1e-6, `${end}`);
      }
    }),
    { seed: 42, numRuns: 1000 },
  );
});

Deno.test("roundedDown() leaves a number alone that has no such decimals", () => {
  for (const x of [1e20, 0.1, -3]) assertEquals(roundedDown(x, 30), x);
  assertEquals(roundedUp(123456789012.3, 6), 123456789012.3);
});
