import { assertAlmostEquals, assertEquals } from "@std/assert";
import { fromWorking, toWorking, transformOf } from "../../src/series/transform.ts";

Deno.test("transformOf() auto is log returns for prices and differences for all else", () => {
  for (const column of ["close", "Close", "price", "ADJ_CLOSE"]) {
    assertEquals(transformOf("auto", column), "log-return");
  }
  for (const column of ["hr", "closed", "load", "y"]) assertEquals(transformOf("auto", column), "diff");
  assertEquals(transformOf("none", "close"), "none");
  assertEquals(transformOf("diff", "close"), "diff");
});

Deno.test("toWorking() and fromWorking() are inverse, and a log needs a positive value", () => {
  for (const value of [1e-300, 0.1, 1, 12_345.678, 1e300]) {
    assertAlmostEquals(fromWorking("log-return", toWorking("log-return", value)) / value, 1, 1e-12);
    assertEquals(fromWorking("diff", toWorking("diff", -value)), -value);
  }
  assertEquals([0, -1, NaN].map((value) => toWorking("log-return", value)), [NaN, NaN, NaN]);
});
