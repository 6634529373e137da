import { assertAlmostEquals, assertEquals } from "@std/assert";
import { m4Errors, stretchErrors } from "./season_tables.ts";

Deno.test("stretchErrors() counts the rows of the values forecast, by hand", () => {
  const values = Array.from({ length: 60 }, (_, t) => t);
  const errors = stretchErrors(values, [1, 12], ["naive"], (row) => row); // repeats the last value of a ramp
  assertEquals(errors.map(({ horizon, from, to }) => [horizon, from, to]), [[1, 20, 49], [12, 20, 49]]);
  assertEquals(errors.map(({ errors }) => errors.get("naive")), [1, 144]);
});

Deno.test("m4Errors() are the competition's, worked out by hand", () => {
  const past = Array.from({ length: 48 }, (_, t) => t < 24 ? 10 : 12); // one day ago: 2 off
  const { smape, mase } = m4Errors(past, [10, 20], [10, 30]);
  assertAlmostEquals(mase, (0 + 10 / 2) / 2, 1e-12);
  assertAlmostEquals(smape, (0 + 200 * 10 / 50) / 2, 1e-12);
});
