/** The equations against R's forecast package, and for two seasons against their matrix form (fixtures/golden/make_ets.R). */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { MemoryArchive } from "../../src/base/archive.ts";
import { ExponentialSmoothing, type SmoothingRates } from "../../src/series/exponential_smoothing.ts";
import golden from "../../fixtures/golden/ets.json" with { type: "json" };

/** Begins at a state: level, trend, e, then the seasons, each from that of the row of its phase 0 on. */
function beginAt(
  rates: SmoothingRates,
  first: number,
  second: number,
  state: number[],
): ExponentialSmoothing {
  const smoothing = new ExponentialSmoothing(rates, first, second);
  const archive = new MemoryArchive();
  archive.array("state", Float64Array.from(state));
  archive.number("row", 0);
  smoothing.persist(archive.reopened());
  return smoothing;
}

function check(
  smoothing: ExponentialSmoothing,
  { fitted, forecast }: { fitted: number[]; forecast: number[] },
): void {
  golden.values.forEach((value, t) => {
    assertAlmostEquals(smoothing.forecast(1), fitted[t], 1e-8, `row ${t}`);
    smoothing.observe(value);
  });
  forecast.forEach((expected, i) =>
    assertAlmostEquals(
      smoothing.forecast(i + 1),
      expected,
      1e-8,
      `h = ${i + 1}`,
    )
  );
}

for (const run of golden.runs) {
  Deno.test(`ExponentialSmoothing fits and forecasts as R's ets does: ${run.model}, period ${run.period}`, () => {
    const { alpha, beta, gamma, period, start, states } = run;
    const hasTrend = states.split(" ").includes("b");
    const season = start.slice(hasTrend ? 2 : 1).reverse(); // R's s0 is the newest, and the oldest comes next
    const state = [start[0], hasTrend ? start[1] : 0, 0, ...season];
    check(
      beginAt(
        { alpha, beta, gamma1: gamma, gamma2: 0, rho: 0 },
        period,
        0,
        state,
      ),
      run,
    );
  });
}

Deno.test("ExponentialSmoothing with two seasons and a remainder is its matrix form", () => {
  const { first, second, start, fitted, forecast, ...rates } = golden.double;
  const seasons = start.slice(2, -1);
  const state = [
    ...start.slice(0, 2),
    start.at(-1)!,
    ...seasons.slice(0, first).reverse(),
    ...seasons.slice(first).reverse(),
  ];
  check(beginAt(rates, first, second, state), { fitted, forecast });
});

Deno.test("ExponentialSmoothing begins at the mean, the first season's course and what it leaves of the second", () => {
  const course = [1, -2, 1];
  const longer = [3, 3, 3, -3, -3, -3];
  const past = Float64Array.from(
    { length: 6 },
    (_, t) => 40 + course[t % 3] + longer[t],
  );
  const still = { alpha: 0, beta: 0, gamma1: 0, gamma2: 0, rho: 0 };
  const smoothing = new ExponentialSmoothing(still, 3, 6);
  smoothing.begin(past, 6);
  for (let h = 1; h <= 12; h++) {
    assertAlmostEquals(smoothing.forecast(h), past[(h - 1) % 6], 1e-12);
  }
});

Deno.test("ExponentialSmoothing takes a missing value for what was forecast", () => {
  const rates = { alpha: 0.3, beta: 0.1, gamma1: 0.2, gamma2: 0, rho: 0.5 };
  const [gap, filled] = [0, 1].map(() => new ExponentialSmoothing(rates, 4, 0));
  for (const one of [gap, filled]) one.begin(Float64Array.of(3, 5, 4, 8), 4);
  for (const one of [gap, filled]) one.observe(7);
  gap.observe(NaN);
  filled.observe(filled.forecast(1));
  for (let h = 1; h < 9; h++) assertEquals(gap.forecast(h), filled.forecast(h));
});
