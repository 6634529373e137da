/** What a season lets expect, and the labels that are counted from there: right, blind to the future, and continued to the byte. */
import { assert, assertAlmostEquals, assertEquals, assertStrictEquals } from "@std/assert";
import { MemoryArchive } from "../../src/base/archive.ts";
import { Random } from "../../src/base/random.ts";
import { RecentValues } from "../../src/series/recent_values.ts";
import { seasonalRegressors } from "../../src/series/seasonal_regressors.ts";
import { LABEL_LIMIT, type Series } from "../../src/series/series.ts";
import { append, newSeries } from "./rows.ts";

const HORIZONS = [1, 3, 14];
const COURSE = [0, 8, 3, -5, 2, 9, -7];
const NOISE = new Random(5);
const WEEKS = Array.from(
  { length: 160 },
  (_, t) => 50 + 0.1 * t + COURSE[t % 7] + 0.3 * NOISE.normal(),
);
const WALK = WEEKS.map((_, t) => t === 0 ? 0 : NOISE.normal());

function begin(targets = ["y"]): Series {
  const lookback = { rows: 30, values: 3, seasons: true, labels: true };
  return newSeries({ targets, horizons: HORIZONS, lookback });
}

/** Appends rows and writes down all that networks can know after each. */
function trace(series: Series, rows: readonly number[]): string[] {
  return rows.map((value) => {
    append(series, [value]);
    const { networkLabels: labels } = series;
    const values = HORIZONS.flatMap((_, h) => [-2, 0, 0.5].map((scaled) => labels.toValue(0, h, scaled)));
    const oldest = labels.rows.at(labels.rows.available - 1);
    const newest = labels.rows.at(0) + labels.rows.width;
    return `${values.join()} ${labels.rows.data.subarray(oldest, newest).join()}`;
  });
}

/** The row at which the season is found. */
function found(rows: readonly number[]): number {
  const series = begin();
  return rows.findIndex((value) => append(series, [value]).bases > 0);
}

Deno.test("seasonalRegressors are what their formulas say, worked out by hand", () => {
  const values = new RecentValues(20);
  for (const value of [1, 5, 2, 3, 8, 4, 6]) values.push(value); // P = 3: y_t = 6, y_{t-3} = 3, y_{t-6} = 1
  const out = new Float64Array(6);
  seasonalRegressors(values, [3, 0], 0, 4, 2, out); // g = 1
  assertEquals([...out], [
    (8 - 3) / 2,
    ((8 - 3) + (5 - 1)) / 2 / 2,
    (3 - 6) / 2,
    0,
    0,
    0,
  ]);
  seasonalRegressors(values, [3, 6], 0, 3, 1, out); // g = 0 of the first, 3 of the second
  assertEquals([...out], [0, 0, 3 - 6, 3 - 1, 3 - 1, 1 - 6]);
  seasonalRegressors(values, [7, 0], 0, 1, 1, out);
  assertEquals([...out], [0, 0, 0, 0, 0, 0]);
});

Deno.test("Without a season networks learn the series' own labels", () => {
  const series = begin();
  append(series, WALK);
  assertStrictEquals(series.networkLabels.rows, series.labels);
  assertEquals(series.smoothing, undefined); // nobody reads it
  assertEquals(
    series.networkLabels.toValue(0, 1, 0.7),
    series.toValue(0, 1, 0.7),
  );
});

Deno.test("With a season an output of 0 is the season's forecast, and labels are in units of what it leaves", () => {
  const series = begin();
  const misses = HORIZONS.map(() => 0);
  WEEKS.forEach((value, t) => {
    append(series, [value]);
    if (t < 60 || t >= 140) return;
    HORIZONS.forEach((h, i) =>
      misses[i] += (series.networkLabels.toValue(0, i, 0) - WEEKS[t + h]) ** 2 /
        80
    );
  });
  for (const miss of misses) {
    assert(Math.sqrt(miss) < 0.9, `${Math.sqrt(miss)}`); // the noise is 0.3, the swing 16
  }
  const { rows } = series.networkLabels;
  let square = 0;
  for (let age = 1; age < 29; age++) {
    square += rows.data[rows.at(age)] ** 2 / 28;
  }
  assert(square > 0.05 && square < 3, `${square}`);
});

Deno.test("The label of a row is the output that would have been the actual value", () => {
  const series = begin();
  const values: ((scaled: number) => number)[][] = []; // by row and horizon: toValue as it was, by two points of a line
  WEEKS.forEach((value, t) => {
    append(series, [value]);
    const { networkLabels } = series;
    values.push(HORIZONS.map((_, h) => {
      const [zero, one] = [0, 1].map((scaled) => networkLabels.toValue(0, h, scaled));
      return (scaled) => zero + scaled * (one - zero);
    }));
    if (t < 70) return;
    HORIZONS.forEach((age, h) => {
      const label = networkLabels.rows.data[networkLabels.rows.at(age) + h];
      if (Math.abs(label) < LABEL_LIMIT) {
        assertAlmostEquals(values[t - age][h](label), value, 1e-4);
      }
    });
  });
});

Deno.test("What networks are told of a row no later row could change: before a season is found, at the find, and after", () => {
  const at = found(WEEKS);
  assert(at > 10 && at < 60, `${at}`);
  const whole = trace(begin(), WEEKS);
  for (const cut of [1, 10, at - 1, at, at + 1, at + 2, at + 15, 100]) {
    for (
      const future of [
        WALK,
        WEEKS.map((value) => -3 * value),
        WEEKS.map(() => NaN),
      ]
    ) {
      const otherwise = trace(begin(), [
        ...WEEKS.slice(0, cut),
        ...future.slice(cut),
      ]);
      assertEquals(
        otherwise.slice(0, cut),
        whole.slice(0, cut),
        `cut at ${cut}`,
      );
    }
  }
});

Deno.test("The past matters: another value before the find changes what is said after it", () => {
  const other = [...WEEKS];
  other[20] += 5;
  assert(trace(begin(), other)[120] !== trace(begin(), WEEKS)[120]);
});

Deno.test("Seasons, smoothing and base continue to the byte from wherever they were saved", () => {
  const saved = (series: Series) => {
    const archive = new MemoryArchive();
    series.persist(archive);
    return archive;
  };
  const rows = WEEKS.map((value, t) => t % 23 === 9 ? NaN : value);
  const at = found(rows);
  const whole = begin();
  append(whole, rows);
  for (const cut of [0, 15, 16, at, at + 1, at + 2, at + 14, 64, 128]) {
    const first = begin();
    append(first, rows.slice(0, cut));
    const second = begin();
    second.persist(saved(first).reopened());
    append(second, rows.slice(cut));
    assertEquals(saved(second).entries, saved(whole).entries, `cut at ${cut}`);
  }
});

Deno.test("A target without a season keeps its own labels beside one that has one", () => {
  const series = begin(["y", "z"]);
  const alone = newSeries({
    targets: ["z"],
    horizons: HORIZONS,
    lookback: { rows: 30, values: 3 },
  });
  WEEKS.forEach((value, t) => {
    append(series, [[value, WALK[t]]]);
    append(alone, [[WALK[t]]]);
  });
  assertEquals([...series.seasons!.finders[1].periods], [0, 0]);
  const { rows } = series.networkLabels;
  for (let age = 14; age < 29; age++) {
    for (let h = 0; h < 3; h++) {
      assertEquals(
        rows.data[rows.at(age) + 3 + h],
        alone.labels.data[alone.labels.at(age) + h],
      );
    }
  }
  assertEquals(
    series.networkLabels.toValue(1, 0, 0.7),
    alone.toValue(0, 0, 0.7),
  );
});
