import { assert } from "@std/assert";
import fc from "fast-check";
import { describeFailure } from "../../src/cli/failure.ts";

/** Changes to bytes, as somebody who tampers with them or a bad line would make them. */

/** One change of some bytes. Places are shares of the length, so that they fit whatever was changed before. */
export type Mutation =
  | { readonly kind: "flip"; readonly at: number; readonly bit: number }
  | { readonly kind: "insert"; readonly at: number; readonly token: string }
  | { readonly kind: "remove"; readonly at: number; readonly length: number }
  | { readonly kind: "repeat"; readonly at: number; readonly length: number }
  | { readonly kind: "cut"; readonly at: number };

const TOKENS = [
  ...[
    '"',
    '""',
    ",",
    "\n",
    "\r\n",
    "\r",
    "\0",
    "\ufeff",
    "#",
    " ",
    "-",
    "+",
    ".",
    "e",
    "1e309",
    "-0",
    "NaN",
    "?",
  ],
  ...[
    "9".repeat(400),
    "__proto__",
    "constructor",
    "{",
    "}",
    "[",
    "]",
    ":",
    "null",
    "true",
    "\\u0000",
    "\u2028",
    "\ud800",
  ],
  ...['{"__proto__":1}', "2020-02-30", "0000-01-01", "9999-12-31T23:59:59Z", "\x1b[31m", "a".repeat(3000)],
];
/** A place, as a share of the length. */
export const share = fc.double({ min: 0, max: 1, noNaN: true });
export const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant("flip" as const), at: share, bit: fc.nat(7) }),
  fc.record({ kind: fc.constant("insert" as const), at: share, token: fc.constantFrom(...TOKENS) }),
  fc.record({ kind: fc.constant("remove" as const), at: share, length: fc.nat(20) }),
  fc.record({ kind: fc.constant("repeat" as const), at: share, length: fc.nat(60) }),
  fc.record({ kind: fc.constant("cut" as const), at: share }),
);

/** The bytes, changed. */
export function mutate(bytes: Uint8Array, mutations: readonly Mutation[]): Uint8Array<ArrayBuffer> {
  let changed = bytes.slice() as Uint8Array<ArrayBuffer>;
  for (const change of mutations) {
    const at = Math.floor(change.at * changed.length);
    if (change.kind === "flip") changed[at] ^= 1 << change.bit;
    else if (change.kind === "cut") changed = changed.slice(0, at);
    else if (change.kind === "remove") {
      changed = joined(changed.subarray(0, at), changed.subarray(at + change.length));
    } else {
      const piece = change.kind === "insert"
        ? new TextEncoder().encode(change.token)
        : changed.slice(at, at + change.length);
      changed = joined(changed.subarray(0, at), piece, changed.subarray(at));
    }
  }
  return changed;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** An error that people are meant to read: of one of our kinds, in one line without control characters. */
export function assertClear(error: unknown): void {
  const { code, line } = describeFailure(error);
  assert(code === 1 || code === 2);
  assert(
    line !== undefined && /^Cannot [^\p{Cc}]+$/u.test(line) && !line.includes("; this is a defect"),
    String(line),
  );
}
