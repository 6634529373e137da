import { assertAlmostEquals, assertEquals } from "@std/assert";
import { ErrorLimit } from "../../src/models/error_limit.ts";
import { assertContinues } from "../support/continues.ts";

Deno.test("ErrorLimit.apply() lets usual errors through and cuts off at three times the usual", () => {
  const limit = new ErrorLimit();
  for (let t = 0; t < 500; t++) assertEquals(limit.apply(t % 2 === 0 ? 2 : -2), t % 2 === 0 ? 2 : -2);
  assertAlmostEquals(limit.apply(1000), 6, 1e-9);
  // the outlier before counted, within four times the usual
  assertAlmostEquals(limit.apply(-1000), -6.5, 0.5);
});

Deno.test("ErrorLimit takes the labels' unit for the usual before the first error, and a tenth of it at least", () => {
  const limit = new ErrorLimit();
  assertEquals(limit.apply(50), 3);
  const quiet = new ErrorLimit();
  for (let t = 0; t < 1000; t++) quiet.apply(1e-9);
  assertAlmostEquals(quiet.apply(50), 0.3, 1e-12);
});

Deno.test("ErrorLimit continues bit for bit", () => {
  const errors = [0.3, -7, 2, 100, -0.1, 5];
  assertContinues(
    () => new ErrorLimit(),
    (it) => errors.slice(0, 3).map((error) => it.apply(error)),
    (it) => errors.slice(3).map((error) => it.apply(error)),
  );
});
