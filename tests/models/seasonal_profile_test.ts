import { assertAlmostEquals, assertEquals } from "@std/assert";
import { SeasonalProfile } from "../../src/models/seasonal_profile.ts";
import { seriesLayout } from "../../src/series/layout.ts";
import { Series } from "../../src/series/series.ts";
import { assertContinues } from "../support/continues.ts";

const LAYOUT = seriesLayout({
  targets: ["a", "b"],
  features: [],
  horizons: [1],
  timeKind: "row",
  calendar: [],
  transform: "diff",
});

/** A profile and the series it reads. */
class Profiled {
  readonly series = new Series("", 0, LAYOUT, { rows: 1, values: 1 });
  readonly profile = new SeasonalProfile(this.series, 3);

  add(...rows: number[][]): void {
    for (const row of rows) {
      this.series.append(Float64Array.from(row), this.series.rows, this.series.rows);
      this.profile.observe();
    }
  }

  /** What is usual in the row that comes `ahead` rows after the newest. */
  usual(ahead: number): number[] {
    const at = this.profile.at(ahead);
    return Array.from(this.profile.means.subarray(at, at + 2));
  }

  persist(archive: Parameters<Series["persist"]>[0]): void {
    this.series.persist(archive.within("series"));
    this.profile.persist(archive.within("profile"));
  }
}

Deno.test("SeasonalProfile takes the first season as it was, then a tenth of each newer one", () => {
  const it = new Profiled();
  it.add([1, 10], [2, 20]);
  assertEquals(it.usual(0), [2, 20]);
  assertEquals(it.usual(1), [NaN, NaN]);
  assertEquals(it.usual(2), [1, 10]);
  it.add([3, 30], [11, 10]);
  assertAlmostEquals(it.usual(0)[0], 2, 1e-12);
  assertEquals(it.usual(1), [2, 20]);
  assertEquals(it.usual(7), it.usual(1)); // whole periods later
});

Deno.test("SeasonalProfile is not changed by missing values, which the series carries over", () => {
  const it = new Profiled();
  it.add([1, 10], [2, 20], [3, 30], [NaN, 10]);
  assertEquals(it.usual(0), [1, 10]);
});

Deno.test("SeasonalProfile continues bit for bit", () => {
  const rows = Array.from({ length: 20 }, (_, t) => [Math.sin(t), Math.cos(t)]);
  assertContinues(
    () => new Profiled(),
    (it) => it.add(...rows.slice(0, 8)),
    (it) => {
      it.add(...rows.slice(8));
      return it.usual(1);
    },
  );
});
