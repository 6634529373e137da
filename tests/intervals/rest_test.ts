import { assert, assertEquals, assertLess } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { Rest } from "../../src/intervals/rest.ts";
import { judge, Stream } from "./stream.ts";

/** Targets that stand still. */

Deno.test("Rest: 16 repetitions are a standstill, then twice the longest run that was usual", () => {
  const rest = new Rest(1);
  const run = (value: number, times: number) => Array.from({ length: times }, () => rest.take(0, value));
  assertEquals(run(1, 18).indexOf(true), 17); // the first is no repetition
  assertEquals(run(2, 40).indexOf(true), 33); // 16 of the 17 were usual: twice that
  assertEquals(run(3, 100).indexOf(true), 65);
  for (let i = 0; i < 200; i++) rest.take(0, i);
  assertEquals(run(4, 18).indexOf(true), 17); // forgotten
});

const KINDS: Readonly<Record<string, (random: Random) => number>> = {
  "normal noise": (random) => random.normal(),
  "noise that is rounded": (random) => Math.round(2 * random.normal()),
};

for (const [name, noise] of Object.entries(KINDS)) {
  for (const still of [100, 1000]) {
    Deno.test(`Intervals of ${name} remember through ${still} equal values`, () => {
      let [held, rows] = [0, 0];
      for (let seed = 1; seed <= 10; seed++) {
        const random = new Random(seed);
        const before = Array.from({ length: 600 }, () => noise(random));
        const after = Array.from({ length: 50 }, () => noise(random));
        const actuals = [...before, ...new Array(still).fill(before[599]), ...after];
        for (const weight of [1, 0.1]) { // the last value, and a mean that closes in on it and never is it
          const stream = new Stream();
          let mean = 0;
          const bands = actuals.map((actual) => stream.step(actual, mean += weight * (actual - mean))[0]);
          const outcome = judge(actuals, bands, 600 + still);
          held += outcome.rows - outcome.below - outcome.above;
          rows += outcome.rows;
          const width = (row: number) => bands[row].upper - bands[row].lower;
          assertLess(0.3 * width(595), width(599 + still)); // what a sensor that is stuck leaves of it
        }
      }
      assert(held / rows > 0.8, String(held / rows));
    });
  }
}
