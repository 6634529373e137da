import { assertEquals } from "@std/assert";
import { naive } from "../../src/models/naive.ts";
import { ModelDriver } from "./model_driver.ts";

Deno.test("naive is off by exactly h on a ramp", () => {
  const horizons = [1, 2, 3, 4];
  const driver = new ModelDriver(naive, {}, { horizons });
  for (let t = 0; t < 40; t++) {
    const forecast = driver.step([t]);
    assertEquals(horizons.map((h, i) => t + h - forecast[i]), horizons);
  }
});

Deno.test("naive repeats the last value over gaps, and says nothing before the first", () => {
  const driver = new ModelDriver(naive, {}, { targets: ["a", "b"], horizons: [1, 3] });
  assertEquals(driver.step([NaN, 0.1]), [NaN, NaN, 0.1, 0.1]);
  assertEquals(driver.step([7, NaN]), [7, 7, 0.1, 0.1]);
  assertEquals(driver.step([NaN, NaN]), [7, 7, 0.1, 0.1]);
});

Deno.test("naive repeats prices to the bit, though models see their logarithm", () => {
  const driver = new ModelDriver(naive, {}, { targets: ["close"], transform: "auto" });
  for (const price of [0.1, 1234.56789, 3]) assertEquals(driver.step([price]), [price]);
});
