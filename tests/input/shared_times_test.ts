import { assertEquals, assertMatch } from "@std/assert";
import { SharedTimes } from "../../src/input/shared_times.ts";

type Roles = ConstructorParameters<typeof SharedTimes>[0];
const ONE: Roles = { series: undefined, timeKind: "date" };

function notes(times: readonly number[], roles = ONE): string[] {
  const shared = new SharedTimes(roles);
  return times.flatMap((time) => shared.look({ time }) ?? []);
}

const rows = (series: number, count: number) =>
  Array.from({ length: count }, (_, i) => Math.floor(i / series));

Deno.test("SharedTimes tells once of rows that look like several series without a column that says so", () => {
  for (const series of [2, 3, 10]) {
    const said = notes(rows(series, 300));
    assertEquals(said.length, 1);
    assertMatch(said[0], /^\d\d of the first 60 rows have the time of the row before: .*--series COL/);
  }
});

Deno.test("SharedTimes is silent where times differ, where a few are shared, and where series are told apart", () => {
  assertEquals(notes(rows(1, 300)), []);
  assertEquals(notes(Array.from({ length: 300 }, (_, i) => i - (i % 3 === 0 ? 1 : 0))), []);
  assertEquals(notes(rows(2, 300), { ...ONE, series: "patient" }), []);
  assertEquals(notes(rows(2, 300), { ...ONE, timeKind: "row" }), []);
  assertEquals(notes(rows(5, 59)), []);
});
