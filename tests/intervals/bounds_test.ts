import { assert, assertEquals, assertLess } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { Bounds } from "../../src/intervals/bounds.ts";
import { judge, Stream } from "./stream.ts";

/** What values cannot be. */

const OPEN = { low: -Infinity, high: Infinity };

/** Sales of a slow article: Poisson's, of a mean that swings. */
function counts(rows: number): number[] {
  const random = new Random(1);
  return Array.from({ length: rows }, (_, row) => {
    const least = Math.exp(-1.5 - Math.sin(row / 40));
    let [count, product] = [0, random.uniform()];
    for (; product > least; count++) product *= random.uniform();
    return count;
  });
}

Deno.test("Bounds.within() keeps to what the user says", () => {
  const bounds = new Bounds([{ low: 50, high: 100 }, { low: -Infinity, high: 7 }]);
  assertEquals([49, 77, 101].map((x) => bounds.within(0, x)), [50, 77, 100]);
  assertEquals([-1e9, 8].map((x) => bounds.within(1, x)), [-1e9, 7]);
  assertEquals(bounds.within(0, NaN), NaN);
});

Deno.test("Bounds: ten zeros, a twentieth of all values, and none below make counts; one below unmakes them", () => {
  const bounds = new Bounds([OPEN]);
  const take = (value: number, times: number) => {
    for (let i = 0; i < times; i++) bounds.take(0, value);
    return bounds.within(0, -1);
  };
  assertEquals([take(3, 20), take(0, 9), take(0, 1)], [-1, -1, 0]);
  assertEquals([take(3, 170), take(3, 1), take(0, 1)], [0, -1, 0]); // 10 of 201 are less than a twentieth, 11 of 202 not
  assertEquals([take(-0.5, 1), take(0, 1000)], [-1, -1]);
});

Deno.test("Intervals of counts end at zero, and hold their level", () => {
  const actuals = counts(6000);
  const stream = new Stream(1, { levels: [0.8, 0.9] });
  let mean = 0;
  const bands = actuals.map((actual) => stream.step(actual, mean += 0.1 * (actual - mean)));
  for (const band of bands.slice(100)) assert(band[0].lower >= 0 && band[1].lower >= 0);
  [0.8, 0.9].forEach((level, l) => {
    const { coverage } = judge(actuals, bands.map((band) => band[l]), 200);
    assertLess(Math.abs(coverage - level), 0.015, `${level}: ${coverage}`);
  });
});
