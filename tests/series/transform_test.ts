import { assertAlmostEquals, assertEquals } from "@std/assert";
import { fromWorking, toWorking, transformsOf } from "../../src/series/transform.ts";

Deno.test("transformsOf() auto is log returns for prices and differences for all else", () => {
  assertEquals(transformsOf("auto", ["close", "PRICE", "Adj Close", "hr", "closed", "y"]), [
    ...["log-return", "log-return", "log-return"] as const,
    ...["diff", "diff", "diff"] as const,
  ]);
  assertEquals(transformsOf("none", ["close"]), ["none"]);
  assertEquals(transformsOf("diff", ["close"]), ["diff"]);
});

Deno.test("transformsOf() auto takes an open, a high and a low for prices beside a price only", () => {
  assertEquals(transformsOf("auto", ["high", "Low"]), ["diff", "diff"]);
  assertEquals(transformsOf("auto", ["high", "Low", "volume", "close"]), [
    ...["log-return", "log-return", "diff", "log-return"] as const,
  ]);
});

Deno.test("toWorking() and fromWorking() are inverse, and a log needs a positive value", () => {
  for (const value of [1e-300, 0.1, 1, 12_345.678, 1e300]) {
    assertAlmostEquals(fromWorking("log-return", toWorking("log-return", value)) / value, 1, 1e-12);
    assertEquals(fromWorking("diff", toWorking("diff", -value)), -value);
  }
  assertEquals([0, -1, NaN].map((value) => toWorking("log-return", value)), [NaN, NaN, NaN]);
});
