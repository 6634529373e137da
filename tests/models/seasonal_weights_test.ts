import { assertAlmostEquals, assertEquals } from "@std/assert";
import { SeasonalWeights } from "../../src/models/seasonal_weights.ts";
import { seriesLayout } from "../../src/series/layout.ts";
import { Series } from "../../src/series/series.ts";

const HOUR = 3_600_000;

/** A series with some rows, this many hours apart. */
function seriesOf(
  rows: number,
  hours: number,
  timeKind: "date-time" | "row",
  calendar: "auto" | string[] = "auto",
) {
  const layout = seriesLayout({
    targets: ["y"],
    features: [],
    horizons: [1],
    timeKind,
    calendar,
    transform: "diff",
  });
  const series = new Series("", 0, layout, { rows: 2, values: 2 });
  for (let t = 0; t < rows; t++) series.append(Float64Array.of(t % 3), t * hours * HOUR, t * hours * HOUR);
  return series;
}

/** What is written for the regressors 10 and 1000 at places 1 and 3 of a row. */
function products(series: Series, period: number, harmonics: number): number[] {
  const seasonal = new SeasonalWeights(series, period, harmonics, Int32Array.of(1, 3));
  const out = new Float64Array(4 + seasonal.variance.length);
  out.set([-1, 10, -1, 1000]);
  seasonal.fill(out, 0, 4);
  return [...out.subarray(4)];
}

function assertWaves(written: number[], angle: number): void {
  const waves = [Math.sin(angle), Math.cos(angle), Math.sin(2 * angle), Math.cos(2 * angle)];
  assertEquals(written.length, 8);
  // float32 inputs
  written.forEach((product, i) => assertAlmostEquals(product, waves[i >> 1] * [10, 1000][i % 2], 1e-4));
}

Deno.test("SeasonalWeights multiplies each regressor by the waves of the time of day", () => {
  assertWaves(products(seriesOf(30, 1, "date-time"), 0, 2), 2 * Math.PI * 5 / 24); // row 29 came at 5 o'clock
});

Deno.test("SeasonalWeights goes by the time of day where there is one, whatever the period", () => {
  assertWaves(products(seriesOf(30, 1, "date-time"), 7, 2), 2 * Math.PI * 5 / 24);
});

Deno.test("SeasonalWeights goes by the period where rows have no times, or are days apart", () => {
  assertWaves(products(seriesOf(30, 1, "row"), 7, 2), 2 * Math.PI * 1 / 7); // row 29, the first being 0
  assertWaves(products(seriesOf(30, 24, "date-time"), 7, 2), 2 * Math.PI * 1 / 7);
});

Deno.test("SeasonalWeights adds nothing without a season, or of no harmonics", () => {
  assertEquals(products(seriesOf(30, 1, "row"), 0, 2), []);
  assertEquals(products(seriesOf(30, 24, "date-time", ["weekday"]), 0, 2), []);
  assertEquals(products(seriesOf(30, 1, "date-time"), 24, 0), []);
});

Deno.test("SeasonalWeights is silent where the calendar might tell the time of day and does not", () => {
  assertEquals(products(seriesOf(30, 24, "date-time"), 0, 1), [0, 0, 0, 0]);
});

Deno.test("SeasonalWeights gives many columns fewer harmonics, and expects less of higher ones", () => {
  const series = seriesOf(30, 1, "date-time");
  const sizeOf = (places: number) =>
    new SeasonalWeights(series, 0, 4, new Int32Array(places)).variance.length;
  assertEquals([2, 14, 32, 64, 65].map(sizeOf), [16, 112, 128, 128, 0]);
  const { variance } = new SeasonalWeights(series, 0, 2, new Int32Array(3));
  assertEquals([...variance].map((v) => v / variance[0]), [...Array(6).fill(1), ...Array(6).fill(0.5)]);
});
