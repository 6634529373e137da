import { assertEquals } from "@std/assert";
import { ewma } from "../../src/models/ewma.ts";
import { naive } from "../../src/models/naive.ts";
import { ModelDriver } from "./model_driver.ts";
import { assertContinues } from "../support/continues.ts";

Deno.test("ewma is the mean by hand, the same for every horizon", () => {
  const driver = new ModelDriver(ewma, { weight: 0.5 }, { horizons: [1, 10] });
  assertEquals(driver.steps([[8], [4], [2], [4]]), [[8, 8], [6, 6], [4, 4], [4, 4]]);
});

Deno.test("ewma does not move where the value is missing", () => {
  const driver = new ModelDriver(ewma, { weight: 0.5 });
  assertEquals(driver.steps([[NaN], [8], [NaN], [NaN], [4]]), [[NaN], [8], [8], [8], [6]]);
});

Deno.test("ewma of a constant is the constant, and of weight 1 the naive forecast, to the bit", () => {
  const constant = Array.from({ length: 50 }, () => [0.1]);
  assertEquals(new ModelDriver(ewma).steps(constant), constant);
  const values = [[0.1], [1e300], [-3.7], [1 / 3]];
  assertEquals(new ModelDriver(ewma, { weight: 1 }).steps(values), new ModelDriver(naive).steps(values));
});

Deno.test("ewma stays finite where a difference overflows", () => {
  const values = [[-1.7e308], [1.7e308], [1.7e308]];
  assertEquals(new ModelDriver(ewma).steps(values)[2], [1.7e308]);
});

Deno.test("ewma continues bit for bit", () => {
  assertContinues(
    () => new ModelDriver(ewma, {}, { targets: ["a", "b"] }),
    (r) => r.steps([[1, NaN], [2.5, NaN], [NaN, 3]]),
    (r) => r.steps([[4, 4], [NaN, 0.3]]),
  );
});
