import { assertEquals } from "@std/assert";
import { seasonal } from "../../src/models/seasonal.ts";
import { ModelDriver } from "./model_driver.ts";
import { assertContinues } from "../support/continues.ts";

const PERIOD = 4;
const week = (t: number) => [10, 20, 15, 5][t % PERIOD];

Deno.test("seasonal repeats the last value for a period, then the season, for horizons within and beyond it", () => {
  const horizons = [1, 3, 4, 5, 9];
  const driver = new ModelDriver(seasonal, { period: PERIOD }, { horizons });
  for (let t = 0; t < 20; t++) {
    const forecast = driver.step([week(t)]);
    const expected = horizons.map((h) => {
      const then = t + h - PERIOD * Math.ceil(h / PERIOD); // whole periods before row t + h
      return week(then < 0 ? t : then);
    });
    assertEquals(forecast, expected, `row ${t}`);
  }
});

Deno.test("seasonal falls back to the last value where the season's was missing", () => {
  const driver = new ModelDriver(seasonal, { period: 3 });
  assertEquals(driver.steps([[1], [NaN], [3], [4], [5], [6]]), [[1], [1], [1], [4], [3], [4]]);
});

Deno.test("seasonal of period 1 is the naive forecast", () => {
  const driver = new ModelDriver(seasonal, { period: 1 }, { horizons: [1, 2] });
  assertEquals(driver.steps([[1], [NaN], [3]]), [[1, 1], [1, 1], [3, 3]]);
});

Deno.test("seasonal continues bit for bit", () => {
  const rows = Array.from({ length: 30 }, (_, t) => [t % 7 === 3 ? NaN : Math.sin(t), Math.cos(t)]);
  const make = () => new ModelDriver(seasonal, { period: 5 }, { targets: ["a", "b"], horizons: [1, 7] });
  for (const cut of [2, 5, 13]) {
    assertContinues(make, (r) => r.steps(rows.slice(0, cut)), (r) => r.steps(rows.slice(cut)));
  }
});

Deno.test("seasonal without a period follows the season that is told or found, the last value until then", () => {
  const told = new ModelDriver(seasonal, {}, { period: [PERIOD], horizons: [1, 5] });
  const given = new ModelDriver(seasonal, { period: PERIOD }, { horizons: [1, 5] });
  for (let t = 0; t < 20; t++) assertEquals(told.step([week(t)]), given.step([week(t)]), `row ${t}`);
  const found = new ModelDriver(seasonal, { period: 0 });
  const said = found.steps(Array.from({ length: 80 }, (_, t) => [week(t)]));
  assertEquals(said.slice(0, 12).flat(), Array.from({ length: 12 }, (_, t) => week(t)));
  assertEquals(said.slice(60).flat(), Array.from({ length: 20 }, (_, t) => week(61 + t)));
});
