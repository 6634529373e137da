import { assert, assertEquals } from "@std/assert";
import { type NextForecast, type NextOfSeries, nextTable } from "../../src/output/next_table.ts";
import { sparkline } from "../../src/output/sparkline.ts";

const forecast: NextForecast = {
  ...{ target: "close", horizon: 1, model: "ensemble", value: 2884.219 },
  ...{ lower: 2771.04, upper: 2985.4, due: "2020-09-01" },
};
const series: NextOfSeries = { series: "", time: "2020-08-31", forecasts: [forecast], recent: [1, 2, 3, 2] };

Deno.test("nextTable() says the value, its interval and its date on one line", () => {
  assertEquals(
    nextTable([series], 0.9, 80),
    [
      "What comes next: close, after 2020-08-31",
      "  for         forecast  90 %            by        recent",
      "  2020-09-01     2,884  2,771 to 2,985  ensemble  ▁▅█▅",
    ].join("\n"),
  );
});

Deno.test("nextTable() names series and targets where there are several, and rows ahead where no time is known", () => {
  const forecasts = [forecast, {
    ...forecast,
    target: "low",
    horizon: 5,
    due: "",
    lower: NaN,
    upper: NaN,
    value: -3.5,
  }];
  const text = nextTable([{ ...series, series: "A", forecasts }, { ...series, series: "B\x1b" }], 0.95, 110);
  assertEquals(text.split("\n"), [
    "What comes next",
    "  series  target  for           forecast  95 %                by        recent",
    "  A       close   2020-09-01       2,884  2,771 to 2,985      ensemble  ▁▅█▅",
    "          low     5 rows ahead   −3.5000  not calibrated yet  ensemble",
    "  B�      close   2020-09-01       2,884  2,771 to 2,985      ensemble  ▁▅█▅",
  ]);
});

Deno.test("nextTable() fits the terminal, shows twelve series and counts the rest", () => {
  const many = Array.from({ length: 40 }, (_, i) => ({ ...series, series: `series number ${i}` }));
  for (const width of [20, 40, 60, 80]) {
    const lines = nextTable(many, 0.9, width).split("\n");
    assertEquals(lines.length, 1 + 1 + 12 + 1);
    assert(lines.every((line) => [...line].length <= Math.max(width, 42)), lines.join("\n"));
    assertEquals(lines.at(-1), "  … 28 more series: --latest prints all");
  }
  const horizons = Array.from({ length: 30 }, (_, i) => ({ ...forecast, horizon: i + 1 }));
  const lines = nextTable([{ ...series, forecasts: horizons }], 0.9, 80).split("\n");
  assertEquals(lines.length, 2 + 24 + 1);
  assert(lines.at(-1)!.includes("6 more forecasts of these"));
});

Deno.test("nextTable() rounds to what the interval can tell, of any size", () => {
  const value = (value: number, half: number) => {
    const one = { ...forecast, value, lower: value - half, upper: value + half };
    return nextTable([{ ...series, forecasts: [one] }], 0.9, 80).split("\n")[2].split(/\s+/)[2];
  };
  assertEquals(value(0.000123456, 0.00001), "0.0001235");
  assertEquals(value(1234567.8, 3), "1,234,567.80");
  assertEquals(value(1e-20, 1e-21), "1.0000e-20");
  assertEquals(value(0, 0), "0");
});

Deno.test("nextTable() is empty without forecasts", () => {
  assertEquals(nextTable([], 0.9, 80), "");
});

Deno.test("sparkline() draws the smallest lowest, gaps as spaces, and equal values in the middle", () => {
  assertEquals(sparkline([0, 1, 2, 3, 4, 5, 6, 7]), "▁▂▃▄▅▆▇█");
  assertEquals(sparkline([5, NaN, 5]), "▅ ▅");
});
