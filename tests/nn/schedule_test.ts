import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Schedule } from "../../src/nn/schedule.ts";

Deno.test("Schedule packs the rows of segments that end together, longest first", () => {
  const schedule = new Schedule();
  schedule.plan([4, 2, 1], 3);
  assertEquals([schedule.steps, schedule.batch, schedule.rows, schedule.uniform], [4, 3, 7, false]);
  assertEquals([...schedule.counts.subarray(0, 4)], [1, 1, 2, 3]);
  assertEquals([...schedule.offsets.subarray(0, 5)], [0, 1, 2, 4, 7]);
  assertEquals([schedule.row(0, 0), schedule.row(2, 1), schedule.row(3, 2)], [0, 3, 6]);
});

Deno.test("Schedule gives every row of every segment a place of its own, without gaps, step after step", () => {
  const schedule = new Schedule(); // one for all: it must forget the plan before
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 12 }), (lengths) => {
      lengths.sort((a, b) => b - a);
      schedule.plan(lengths, lengths.length);
      const places: number[] = [];
      for (let t = 0; t < schedule.steps; t++) {
        lengths.forEach((length, b) => {
          if (t >= schedule.steps - length) places.push(schedule.row(t, b));
        });
      }
      assertEquals(places, places.map((_, i) => i));
      assertEquals(schedule.rows, places.length);
      assertEquals(schedule.offsets[schedule.steps], places.length);
      assert(schedule.uniform === (new Set(lengths).size === 1));
    }),
    { seed: 7, numRuns: 200 },
  );
});

Deno.test("Schedule.plan() reads no more lengths than it is told", () => {
  const schedule = new Schedule();
  schedule.plan([3, 3, 9, 9], 2);
  assertEquals([schedule.rows, schedule.uniform], [6, true]);
});
