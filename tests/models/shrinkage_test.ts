import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { MemoryArchive } from "../../src/base/archive.ts";
import { Random } from "../../src/base/random.ts";
import { Shrinkage } from "../../src/models/shrinkage.ts";
import { newSeries } from "../series/rows.ts";
import type { Series } from "../../src/series/series.ts";

const begin = () => newSeries({ horizons: [1, 3], lookback: { rows: 8, values: 8 } });

/** Runs over a random walk; outputs are the label that will come times `right`, plus noise of that size. Returns the last factors. */
function run(
  series: Series,
  shrinkage: Shrinkage,
  from: number,
  to: number,
  right: number,
  noise: number,
): number[] {
  const random = new Random(9);
  const changes = Array.from({ length: 1300 }, () => random.normal());
  let factors = [1, 1];
  for (let t = from; t < to; t++) {
    const level = changes.slice(0, t + 1).reduce((sum, change) => sum + change, 0);
    series.append(Float64Array.of(level), t, t);
    const coming = [changes[t + 1], changes[t + 1] + changes[t + 2] + changes[t + 3]];
    const forecast = Float64Array.from(coming, (change, h) => {
      const scaled = series.toScaled(0, h, level + right * change) + noise * Math.sin(7 * t + h);
      return series.toValue(0, h, scaled);
    });
    const before = forecast.slice();
    shrinkage.apply(forecast);
    factors = Array.from(forecast, (value, h) => (value - level) / (before[h] - level));
  }
  return factors;
}

Deno.test("Shrinkage leaves outputs alone, to the bit, that are better than 0, and all before 500 rows", () => {
  for (const [right, noise, rows] of [[0.5, 0.3, 1200], [-1, 2, 499]]) {
    const series = begin();
    assertEquals(run(series, new Shrinkage(series), 0, rows, right, noise), [1, 1]);
  }
});

Deno.test("Shrinkage multiplies outputs that overshoot by the least-squares slope, and takes away those that point the wrong way", () => {
  const over = begin();
  const [near, far] = run(over, new Shrinkage(over), 0, 1200, 3, 0);
  for (const factor of [near, far]) assert(factor > 0.3 && factor < 0.45, `${factor}`); // 1 / 3, but for what is clipped
  const wrong = begin();
  assertAlmostEquals(run(wrong, new Shrinkage(wrong), 0, 1200, -1, 0)[0], 0, 1e-9);
});

Deno.test("Shrinkage continues to the byte from wherever it was saved", () => {
  for (const cut of [100, 251, 600]) {
    const series = begin();
    const first = new Shrinkage(series);
    run(series, first, 0, cut, 3, 0.5);
    const archive = new MemoryArchive();
    series.persist(archive.within("series"));
    first.persist(archive.within("shrinkage"));
    const again = begin();
    const second = new Shrinkage(again);
    again.persist(archive.reopened().within("series"));
    second.persist(archive.reopened().within("shrinkage"));
    assertEquals(run(again, second, cut, 800, 3, 0.5), run(series, first, cut, 800, 3, 0.5));
  }
});
