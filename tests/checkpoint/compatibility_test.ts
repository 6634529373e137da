import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/base/errors.ts";
import { checkCompatible } from "../../src/checkpoint/compatibility.ts";

const SAVED = { "--target": "close", "--features": "", "hidden of lstm": "32", "rate of lstm": "0.002" };

Deno.test("checkCompatible() refuses an option that contradicts, naming both values", () => {
  const cases: [string, string, string][] = [
    ["--target", "open", 'with --target "open": it was learned with "close"'],
    ["--features", "volume", 'with --features "volume": it was learned with unset'],
    ["--target", "", 'with --target unset: it was learned with "close"'],
    ["hidden of lstm", "64", 'with hidden of lstm "64": it was learned with "32"'],
  ];
  for (const [option, value, said] of cases) {
    const { message } = assertThrows(
      () => checkCompatible(SAVED, { ...SAVED, [option]: value }, "s"),
      UsageError,
    );
    assertEquals(message, `Cannot resume from "s" ${said}; ask for the same, or name another --state file`);
  }
});

Deno.test("checkCompatible() lets a learning rate change, and says so", () => {
  assertEquals(checkCompatible(SAVED, SAVED, "s"), []);
  assertEquals(checkCompatible(SAVED, { ...SAVED, "rate of lstm": "0" }, "s"), [
    "rate of lstm: 0.002 before, 0 from here on",
  ]);
});

Deno.test("checkCompatible() does not compare what one of the two versions does not know", () => {
  assertEquals(checkCompatible(SAVED, { "--target": "close", "--new": "1" }, "s"), []);
  assertEquals(checkCompatible({ "--old": "1" }, SAVED, "s"), []);
  assertEquals(checkCompatible({}, { "constructor": "x", "__proto__": "y" }, "s"), []);
});
