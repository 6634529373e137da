import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { MemoryArchive } from "../../src/base/archive.ts";
import { SeriesTable } from "../../src/input/series_table.ts";
import { bytesOf } from "./reading.ts";

function numberOf(table: SeriesTable, key: Uint8Array): number {
  const found = table.find(key, 0, key.length);
  return found < 0 ? table.add(key, 0, key.length) : found;
}

Deno.test("SeriesTable numbers keys as a Map by their order does, through growth and a restore", () => {
  const key = fc.integer({ min: 0, max: 300 }).map((i) => ["é\0", "🙂".repeat(i % 20), ""][i % 3] + i % 200);
  fc.assert(
    fc.property(fc.array(key, { maxLength: 120 }), fc.nat(120), (keys, restoredAt) => {
      let table = new SeriesTable();
      const model = new Map<string, number>();
      const numbers: number[] = [];
      keys.forEach((key, i) => {
        if (i === restoredAt) {
          const archive = new MemoryArchive();
          table.persist(archive);
          table = new SeriesTable();
          table.persist(archive.reopened());
        }
        if (!model.has(key)) model.set(key, model.size);
        numbers.push(numberOf(table, bytesOf(key)));
      });
      assertEquals(numbers, keys.map((key) => model.get(key)));
      assertEquals(table.keys, [...model.keys()]);
    }),
    { seed: 20265, numRuns: 100 },
  );
});

Deno.test("SeriesTable knows 100,000 series again", () => {
  const table = new SeriesTable();
  for (let i = 0; i < 100_000; i++) numberOf(table, bytesOf(`patient-${i}`));
  for (let i = 0; i < 100_000; i += 997) {
    assertEquals(numberOf(table, bytesOf(`patient-${i}`)), i);
  }
  assertEquals(table.keys.length, 100_000);
});

Deno.test("SeriesTable.add() takes keys that look the same in UTF-8 for one series", () => {
  const table = new SeriesTable();
  assertEquals(numberOf(table, Uint8Array.of(0x4b, 0xf6)), 0);
  assertEquals(numberOf(table, Uint8Array.of(0x4b, 0xe4)), 0);
  assertEquals(numberOf(table, bytesOf("K\ufffd")), 0);
  assertEquals(numberOf(table, bytesOf("K")), 1);
  assertEquals(table.keys, ["K\ufffd", "K"]);
});

Deno.test("SeriesTable.persist() replaces what a table held", () => {
  const archive = new MemoryArchive();
  const saved = new SeriesTable();
  numberOf(saved, bytesOf("a"));
  saved.persist(archive);
  const table = new SeriesTable();
  for (const key of ["x", "y", "a"]) numberOf(table, bytesOf(key));
  table.persist(archive.reopened());
  assertEquals(table.keys, ["a"]);
  assertEquals(numberOf(table, bytesOf("y")), 1);
});
