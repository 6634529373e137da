import { assertEquals } from "@std/assert";
import { OverlapMean } from "../../src/models/overlap_mean.ts";
import { assertContinues } from "../support/continues.ts";

/** Files the rows' forecasts (targets, horizons) one after the other; gives what became of each. */
function combine(overlap: OverlapMean, rows: readonly (readonly number[])[]): number[][] {
  return rows.map((row) => {
    const forecast = Float64Array.from(row);
    overlap.combine(forecast);
    return [...forecast];
  });
}

Deno.test("OverlapMean by hand: one, two and three steps ahead", () => {
  const combined = combine(new OverlapMean(1, [1, 2, 3]), [[1, 2, 3], [4, 6, 8], [10, 20, 30], [0, 0, 0]]);
  assertEquals(combined, [
    [1, 2, 3], // the first window has none beside it
    [(4 + 2) / 2, (6 + 3) / 2, 8],
    [(10 + 6 + 3) / 3, (20 + 8) / 2, 30],
    [(0 + 20 + 8) / 3, (0 + 30) / 2, 0],
  ]);
});

Deno.test("OverlapMean takes a window only where it speaks of the very row", () => {
  // Horizons 1 and 4: the 4-step forecast of three rows ago speaks of tomorrow, nothing else meets.
  const combined = combine(new OverlapMean(1, [1, 4]), [[1, 10], [2, 20], [3, 30], [4, 40], [5, 50]]);
  assertEquals(combined, [[1, 10], [2, 20], [3, 30], [(4 + 10) / 2, 40], [(5 + 20) / 2, 50]]);
});

Deno.test("OverlapMean keeps targets apart and passes over what is missing", () => {
  const combined = combine(new OverlapMean(2, [1, 2]), [[1, NaN, 5, 7], [3, 4, NaN, 8], [
    NaN,
    NaN,
    NaN,
    NaN,
  ]]);
  assertEquals(combined, [[1, NaN, 5, 7], [3, 4, 7, 8], [4, NaN, 8, NaN]]);
});

Deno.test("OverlapMean of a single horizon leaves forecasts alone", () => {
  assertEquals(combine(new OverlapMean(1, [3]), [[1], [2], [3], [4]]), [[1], [2], [3], [4]]);
});

Deno.test("OverlapMean continues bit for bit from an archive", () => {
  const rows = Array.from({ length: 20 }, (_, i) => [Math.sin(i), Math.cos(i), Math.sin(3 * i)]);
  for (let stop = 0; stop < 8; stop++) {
    assertContinues(
      () => new OverlapMean(1, [1, 2, 5]),
      (overlap) => combine(overlap, rows.slice(0, stop)),
      (overlap) => combine(overlap, rows.slice(stop)),
    );
  }
});
