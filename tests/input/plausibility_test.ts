import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/base/errors.ts";
import { Plausibility } from "../../src/input/plausibility.ts";
import { type ColumnRoles, newRow, type Row } from "../../src/input/row.ts";
import { assertContinues } from "../support/continues.ts";

const ROLES: ColumnRoles = {
  time: undefined,
  timeKind: "row",
  series: undefined,
  targets: ["SpO2"],
  features: ["hr", "map"],
  known: [],
};
const RANGES = [
  { column: "spo2", low: 50, high: 100 },
  { column: "map", low: -Infinity, high: 200 },
];

function rowOf(...values: number[]): Row {
  return { ...newRow(0), line: 7, values: Float64Array.from(values) };
}

function applied(it: Plausibility, ...values: number[]): number[] {
  const row = rowOf(...values);
  it.apply(row);
  return [...row.values];
}

Deno.test("Plausibility makes impossible readings missing, tells and counts them; limits are possible", () => {
  const told: string[] = [];
  const it = new Plausibility(RANGES, ROLES, (line, reason) => told.push(`${line}: ${reason}`));
  assertEquals(applied(it, 50, 999, 200), [50, 999, 200]);
  assertEquals(applied(it, 100, 0, -50), [100, 0, -50]);
  assertEquals(applied(it, NaN, NaN, NaN), [NaN, NaN, NaN]);
  assertEquals(applied(it, 0, 70, 230), [NaN, 70, NaN]);
  assertEquals(applied(it, 100.5, 70, 90), [NaN, 70, 90]);
  assertEquals(told, [
    '7: column "spo2": 0 is not within 50..100',
    '7: column "map": 230 is not within ..200',
    '7: column "spo2": 100.5 is not within 50..100',
  ]);
  assertEquals(it.report(), [{ column: "spo2", count: 2 }, { column: "map", count: 1 }]);
});

Deno.test("Plausibility refuses a column that the run does not read", () => {
  const make = () => new Plausibility([{ column: "resp", low: 0, high: 60 }], ROLES, () => {});
  assertEquals(
    assertThrows(make, UsageError).message,
    'Cannot check column "resp" of --valid: expected a target or feature of this run, "SpO2", "hr", "map"',
  );
});

Deno.test("Plausibility goes on counting", () => {
  const make = () => new Plausibility(RANGES, ROLES, () => {});
  assertContinues(make, (it) => applied(it, 0, 0, 0), (it) => [applied(it, 1, 1, 1), it.report()]);
});
