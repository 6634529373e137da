import { assert, assertEquals } from "@std/assert";
import { Drift } from "../../src/drift/drift.ts";
import { alarmsTable } from "../../src/report/drift_marks.ts";
import { DriftRecord } from "../../src/report/drift_record.ts";

const OPTIONS = {
  models: ["ar", "gru"],
  targets: ["y", "z"],
  horizons: [1],
  detectors: ["adwin", "page-hinkley"],
} as const;

Deno.test("DriftRecord keeps the first and the last alarms, and where there were some", () => {
  const drift = new Drift(OPTIONS);
  const record = new DriftRecord(drift, 1000);
  for (let i = 0; i < 500; i++) drift.count({ model: 1, target: 0, detector: 1 }, 1001 + 10 * i, i % 2);
  assertEquals(record.alarms, 500);
  assertEquals([...record.counts], [0, 0, 500, 0]);
  assertEquals(record.first.map(({ row }) => row), [
    1001,
    1011,
    1021,
    1031,
    1041,
    1051,
    1061,
    1071,
    1081,
    1091,
  ]);
  assertEquals(record.last.at(-1), {
    row: 5991,
    series: 1,
    model: "gru",
    target: "y",
    detector: "page-hinkley",
  });
  const places = record.places(2);
  assert(places.length <= 192 && places[0] > 1000 && places[0] < 1032, `${places}`);
  assertEquals(record.places(0), []);
  const { caption, rows } = alarmsTable(record, ["a", "b"]);
  assertEquals(caption, "500 drift alarms: the first 10 and the last 10");
  assertEquals([rows.length, rows[9], rows[10], rows[20]], [
    21,
    ["1,091", "b", "gru", "y", "page-hinkley"],
    ["…", "", "", "", ""],
    ["5,991", "b", "gru", "y", "page-hinkley"],
  ]);
});

Deno.test("alarmsTable: of few alarms all, once", () => {
  const drift = new Drift(OPTIONS);
  const record = new DriftRecord(drift, 0);
  for (let row = 1; row <= 12; row++) drift.count({ model: 0, target: 1, detector: 0 }, row, 0);
  const { caption, columns, rows } = alarmsTable(record, ["only"]);
  assertEquals(caption, "12 drift alarms");
  assertEquals(columns, ["row of the run", "model", "target", "detector"]);
  assertEquals(rows.map(([row]) => row), Array.from({ length: 12 }, (_, i) => String(i + 1)));
});
