import { assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { NO_NUMBER, parseNumber } from "../../src/input/number_parser.ts";
import { bytesOf } from "./reading.ts";

const SEED = 20261;

function parse(text: string): number {
  const bytes = bytesOf(`9${text}9`); // what stands around must not matter
  return parseNumber(bytes, 1, bytes.length - 1);
}

/** Equal to the last bit: NaN is NaN, and 0 is not -0. */
function assertSame(text: string, expected: number): void {
  const actual = parse(text);
  if (!Object.is(actual, expected)) throw new Error(`"${text}": expected ${expected}, got ${actual}`);
}

Deno.test("parseNumber() reads every float64 as it is printed", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      assertSame(Object.is(value, -0) ? "-0" : String(value), value);
      assertSame(value.toExponential(), Number(value.toExponential()));
      assertSame(value.toPrecision(17), Number(value.toPrecision(17)));
    }),
    { seed: SEED, numRuns: 2000 },
  );
});

Deno.test("parseNumber() rounds any decimal as Number() does, whatever its length", () => {
  const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 0, maxLength: 30 });
  const decimal = fc.tuple(
    fc.constantFrom("", "-", "+"),
    digits,
    fc.option(digits),
    fc.option(fc.integer({ min: -340, max: 340 })),
  )
    .map(([sign, whole, fraction, power]) =>
      sign + whole + (fraction === null ? "" : "." + fraction) + (power === null ? "" : `e${power}`)
    )
    .filter((text) => /\d/.test(text.replace(/e.*/, "")));
  fc.assert(
    fc.property(decimal, (text) => {
      const expected = Number(text);
      assertSame(text, Number.isFinite(expected) ? expected : NO_NUMBER);
    }),
    { seed: SEED, numRuns: 5000 },
  );
});

Deno.test("parseNumber() takes no other text for a number", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(..."0123456789+-.eExX_ aInN?,"), maxLength: 8 }),
      (text) => {
        const trimmed = text.trim();
        const isDecimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(trimmed);
        const isMissing = /^(|na|nan|null|\?)$/i.test(trimmed);
        const expected = isMissing
          ? NaN
          : isDecimal && Number.isFinite(Number(trimmed))
          ? Number(trimmed)
          : NO_NUMBER;
        assertSame(text, expected);
      },
    ),
    { seed: SEED, numRuns: 20000 },
  );
});

Deno.test("parseNumber() reads the marks of missing values as NaN, spaces around them allowed", () => {
  for (const text of ["", " ", "\t", "NA", "na", "NaN", "nan", "NAN", "null", "NULL", "?", " ? ", "\tNA "]) {
    assertSame(text, NaN);
  }
  for (const text of ["N/A", "nil", "none", "-", "--", ".", "??", "nann", "-nan", "n a", "\u00a0"]) {
    assertSame(text, NO_NUMBER);
  }
});

Deno.test("parseNumber() is exact at the edges of its fast path", () => {
  for (
    const text of [
      "9007199254740992",
      "9007199254740993",
      "90071992547409.93",
      "9007199254740993e5",
      "9007199254740991e22",
      "1e22",
      "1e23",
      "1e-22",
      "1e-23",
    ]
  ) {
    assertSame(text, Number(text));
  }
  assertStrictEquals(parse("1" + "0".repeat(400)), NO_NUMBER);
  assertStrictEquals(parse("0." + "0".repeat(400) + "1"), 0);
  assertEquals(parse("0e9999999999999"), 0);
});
