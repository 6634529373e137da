import { assertEquals } from "@std/assert";
import { newRow, type Row } from "../../src/input/row.ts";
import { readNumbers, RowBatch, type RowNumbers } from "../../src/pipeline/row_batch.ts";

const text = (row: Row) => new TextDecoder().decode(row.timeBytes.subarray(row.timeStart, row.timeEnd));

function rowOf(i: number, time: string): Row {
  const timeBytes = new TextEncoder().encode(`, ${time},`);
  const values = Float64Array.of(i, i % 2 === 0 ? NaN : -i);
  return {
    ...newRow(0),
    line: i + 2,
    series: i % 3,
    time: i / 7,
    offset: 60 * i,
    values,
    timeBytes,
    timeStart: 2,
    timeEnd: timeBytes.length - 1,
  };
}

function empty(): Row & RowNumbers {
  return { ...rowOf(0, ""), values: new Float64Array(2), known: 0 };
}

Deno.test("RowBatch gives back every row as it was, after the reader's row has gone on", () => {
  const batch = new RowBatch(8, 2);
  for (let pass = 0; pass < 2; pass++) {
    for (let i = 0; i < 8; i++) {
      const row = rowOf(i, "x".repeat(1500 * (i % 4)) + i);
      batch.add(row, i + 1);
      row.values.fill(9);
      row.timeBytes.fill(63);
    }
    assertEquals(batch.count, 8);
    const row = empty();
    for (let i = 0; i < 8; i++) {
      const expected = rowOf(i, "");
      batch.read(i, row);
      assertEquals(text(row), "x".repeat(1500 * (i % 4)) + i);
      assertEquals([row.line, row.series, row.time, row.offset, row.known], [
        i + 2,
        i % 3,
        i / 7,
        60 * i,
        i + 1,
      ]);
      assertEquals([...row.values], [...expected.values]);
    }
    batch.clear();
  }
});

Deno.test("RowBatch.copyNumbers() holds the rows there are, and is no view of the batch", () => {
  const batch = new RowBatch(8, 2);
  for (let i = 0; i < 3; i++) batch.add(rowOf(i, "t"), 1);
  const numbers = batch.copyNumbers();
  batch.clear();
  batch.add(rowOf(7, "t"), 9);
  assertEquals(numbers.length, 3 * 6);
  const row = empty();
  readNumbers(numbers, 0, row);
  assertEquals([row.series, row.known, row.values[0]], [0, 1, 0]);
  readNumbers(numbers, 2, row);
  assertEquals([row.series, row.offset, row.values[0]], [2, 120, 2]);
});
