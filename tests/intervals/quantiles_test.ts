import { assert, assertEquals, assertLess } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import { ForecastQueue } from "../../src/evaluation/forecast_queue.ts";
import { Intervals } from "../../src/intervals/intervals.ts";
import { quantilePlaces } from "../../src/intervals/quantiles.ts";
import { seriesLayout } from "../../src/series/layout.ts";

/** Whole distributions: quantiles, and what an ensemble makes of its members'. */

Deno.test("quantilePlaces(): a quantile is an end of an interval, whose level is there once", () => {
  const { levels, places } = quantilePlaces([0.5, 0.9], [0.01, 0.05, 0.25, 0.5, 0.95, 0.99]);
  assertEquals(levels, [0.5, 0.9, 0.98]);
  assertEquals(places.map(({ level, side }) => [level, side]), [
    ...[[2, -1], [1, -1], [0, -1], [-1, 0], [1, 1], [2, 1]],
  ]);
});

const PROBABILITIES = [0.01, 0.05, 0.25, 0.4, 0.5, 0.6, 0.75, 0.95, 0.99];

/** What is said of a row's successor, and what it came to. */
interface Said {
  readonly actual: number;
  /** By model. */
  readonly forecasts: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly quantiles: readonly number[][];
}

/** Runs models, the last of them an ensemble where there are three, on actuals; forecasts are made at the row before. */
function run(
  actuals: readonly number[],
  forecastsOf: (row: number) => number[],
  quantiles: readonly number[] = PROBABILITIES,
): Said[] {
  const models = forecastsOf(0).length;
  const layout = seriesLayout({
    ...{ targets: ["y"], features: [], horizons: [1], calendar: "auto", transform: "diff", timeKind: "row" },
    period: "auto",
  });
  const ensembles = models === 3 ? [2] : [];
  const intervals = new Intervals({ models, layout, levels: [0.9], quantiles, ensembles });
  const pending = new ForecastQueue(models, 1, [1], 1);
  const series = intervals.open(pending);
  const out = {
    lower: new Float64Array(models),
    upper: new Float64Array(models),
    quantiles: new Float64Array(models * quantiles.length),
  };
  const nothing = new Float64Array(models).fill(NaN);
  return actuals.slice(0, -1).map((actual, row) => {
    series.settle(Float64Array.of(actual));
    const forecasts = Float64Array.from(forecastsOf(row));
    series.issue(forecasts, out, 0, nothing);
    pending.file(row, Float64Array.of(0), forecasts, out.lower, out.upper);
    return {
      actual: actuals[row + 1],
      forecasts: [...forecasts],
      lower: [...out.lower],
      upper: [...out.upper],
      quantiles: Array.from(forecasts, (_, m) => [
        ...out.quantiles.subarray(m * quantiles.length, (m + 1) * quantiles.length),
      ]),
    };
  });
}

const known = ({ lower }: Said) => lower.every((low) => !Number.isNaN(low));

Deno.test("Quantiles hold their probabilities, never cross, and agree with the interval", () => {
  const random = new Random(1);
  const actuals = Array.from({ length: 12_000 }, () => -Math.log(1 - random.uniform()) - Math.LN2); // skewed, its median 0
  const said = run(actuals, () => [0]).slice(2000); // each side takes its time
  const below = PROBABILITIES.map((_, q) => {
    let count = 0;
    for (const { actual, quantiles: [own] } of said) if (actual <= own[q]) count++;
    return count / said.length;
  });
  PROBABILITIES.forEach((p, q) => assertLess(Math.abs(below[q] - p), 0.012, `${p}: ${below[q]}`));
  for (const { quantiles: [own], lower: [low], upper: [high], forecasts: [forecast] } of said) {
    assert(own.every((quantile, q) => q === 0 || own[q - 1] <= quantile));
    assertEquals([own[1], own[4], own[7]], [low, forecast, high]);
  }
});

Deno.test("Quantiles change nothing about the intervals beside them", () => {
  const random = new Random(2);
  const actuals = Array.from({ length: 800 }, () => random.normal());
  const without = run(actuals, () => [0], []);
  run(actuals, () => [0]).forEach(({ lower, upper }, row) => {
    assertEquals([lower, upper], [without[row].lower, without[row].upper]);
  });
});

/** The mean CRPS of each model, from nine quantiles: twice the mean of their pinball losses, weighted by the gaps between them. */
function crps(said: readonly Said[]): number[] {
  const gaps = PROBABILITIES.map((p, q) => {
    const before = q === 0 ? 0 : (PROBABILITIES[q - 1] + p) / 2;
    return (q === PROBABILITIES.length - 1 ? 1 : (p + PROBABILITIES[q + 1]) / 2) - before;
  });
  return said[0].forecasts.map((_, m) => {
    let sum = 0;
    for (const { actual, quantiles } of said) {
      PROBABILITIES.forEach((p, q) => {
        const beyond = actual - quantiles[m][q];
        sum += 2 * gaps[q] * (beyond >= 0 ? p * beyond : (p - 1) * beyond);
      });
    }
    return sum / said.length;
  });
}

Deno.test("An ensemble's distribution is no worse than its best member's: a monitor that repeats its number", () => {
  const random = new Random(3);
  let level = 90;
  const actuals = Array.from(
    { length: 4000 },
    () => level += random.below(10) === 0 ? random.below(5) - 2 : 0,
  );
  let mean = 90;
  const means = actuals.map((actual) => mean += 0.3 * (actual - mean));
  // Last value, running mean, and between them the ensemble, which means well and is never right to the digit.
  const said = run(actuals, (row) => [actuals[row], means[row], (actuals[row] + means[row]) / 2]);
  const [naive, smooth, ensemble] = crps(said.slice(500).filter(known));
  assertLess(naive, smooth);
  assertLess(ensemble, 1.01 * naive);
  for (const { quantiles, lower, upper, forecasts } of said.filter(known)) {
    const own = quantiles[2];
    assert(own.every((quantile, q) => q === 0 || own[q - 1] <= quantile));
    assert(lower[2] <= forecasts[2] && forecasts[2] <= upper[2]);
  }
});

Deno.test("An ensemble that knows better than its members keeps its own distribution", () => {
  const random = new Random(4);
  const [one, other] = [0, 1].map(() => Array.from({ length: 4000 }, () => random.normal()));
  const actuals = Array.from({ length: 4001 }, (_, row) => row === 0 ? 0 : one[row - 1] + other[row - 1]);
  const said = run(actuals, (row) => [one[row], other[row], one[row] + other[row] + 0.1 * random.normal()]);
  const late = said.slice(1000).filter(known);
  const [best, , ensemble] = crps(late);
  assertLess(ensemble, 0.15 * best);
  const held = late.filter(({ actual, lower, upper }) => actual >= lower[2] && actual <= upper[2]).length;
  assertLess(Math.abs(held / late.length - 0.9), 0.015);
});
