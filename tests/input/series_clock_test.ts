import { assertEquals } from "@std/assert";
import { MemoryArchive } from "../../src/base/archive.ts";
import { RowReader } from "../../src/input/row_reader.ts";
import { bytesOf, copyOf, read, streamOf } from "./reading.ts";

const minutes = (from: number, count: number, day = "2024-01-01") =>
  Array.from(
    { length: count },
    (_, i) =>
      `${new Date(Date.parse(`${day}T00:00Z`) + 60_000 * (from + i)).toISOString().slice(0, 16)},${
        from + i
      }\n`,
  ).join("");

Deno.test("RowReader goes on at the true time after a leap of the clock, which is told", async () => {
  const { rows, bad, notes } = await read(`time,v\n${minutes(0, 12)}2099-01-01T00:00,5\n${minutes(12, 3)}`);
  assertEquals([rows.length, bad.length], [16, 0]);
  assertEquals(notes.map(({ line, text }) => `${line}: ${text}`), [
    '14: time "2099-01-01T00:00" lies far ahead: forecast, and not gone on from',
  ]);
  const early = await read("time,v\n2024-01-01,1\n2024-01-02,2\n2099-01-01,3\n2024-01-03,4\n");
  assertEquals([early.rows.length, early.bad.length], [4, 0], "ten years are a leap from the second row on");
  const numbers = await read(
    `time,v\n${Array.from({ length: 12 }, (_, i) => `${i},${i}\n`).join("")}5000,1\n12,1\n`,
  );
  assertEquals([numbers.rows.length, numbers.bad.length], [14, 0]);
});

Deno.test("RowReader follows a clock that has really moved on, once ten rows in a row say so", async () => {
  const { rows, bad, notes } = await read(
    `time,v\n${minutes(0, 12)}${minutes(0, 12, "2024-01-03")}2024-01-01T00:12,1\n2024-01-03T00:12,12\n`,
  );
  assertEquals(notes.length, 9);
  assertEquals(bad.map(({ line }) => line), [26], "the old time is past then");
  assertEquals(rows.length, 25);
});

Deno.test("RowReader takes the same row once more for one row, other values for a row of its own", async () => {
  const { rows, notes, repeated, bad } = await read("time,v\n1,5\n1,5\n2,\n2,\n2,7\n3,1\n");
  assertEquals(rows.map(({ time, values }) => [time, ...values]), [[1, 5], [2, NaN], [2, 7], [3, 1]]);
  assertEquals([repeated, bad.length], [2, 0]);
  assertEquals(notes.map(({ text }) => text), ['time "2" again with other values, a row of its own']);
});

Deno.test("RowReader stops where the first ten rows, or all of fewer, come newest first", async () => {
  const falling = Array.from({ length: 30 }, (_, i) => `2024-01-${String(31 - i).padStart(2, "0")},${i}\n`);
  const expected =
    "Cannot read standard input as it comes: each of its first rows lies before the last, newest first; " +
    "add --order newest-first";
  const long = await read(`time,v\n${falling.join("")}`);
  assertEquals([long.error?.message, long.rows.length, long.bad.length], [expected, 1, 8]);
  const short = await read(`time,v\n${falling.slice(0, 3).join("")}`);
  assertEquals([short.error?.message, short.rows.length], [expected, 1]);
  const late = await read("time,v\n2,1\n1,5\n3,2\n");
  assertEquals([late.error, late.rows.length, late.bad.length], [undefined, 2, 1]);
});

Deno.test("RowReader stops where series stand one below the other, and names the column", async () => {
  const text = "date,name,v,note\n2024-01-01,A,1,x\n2024-01-02,A,2,y\n2024-01-01,B,3,x\n";
  const { error, rows } = await read(text, { targets: ["v"] });
  assertEquals(
    error?.message,
    'Cannot read line 4 of standard input: time falls back where column "name" changes, as if each of its values were a series; ' +
      "add --series name",
  );
  assertEquals(rows.length, 2);
  assertEquals((await read(text, { targets: ["v"], series: "name" })).error, undefined);
  const late = await read("date,note,v\n1,a,1\n2,b,2\n3,c,3\n2,d,4\n4,e,5\n", { targets: ["v"] });
  assertEquals(
    [late.error, late.bad.length],
    [undefined, 1],
    "a text that changes with every row tells no series",
  );
});

Deno.test("RowReader joins several columns to one key, and refuses one that is too long", async () => {
  const { rows } = await read("time,shop,product,v\n1,a/b,x,1\n1,a,b/x,2\n2,NA,,3\n", {
    series: "shop,product",
    targets: ["v"],
  });
  assertEquals(rows.map(({ series }) => series), ["a\\/b/x", "a/b\\/x", "NA/"]);
  const long = await read(`time,s,v\n1,${"x".repeat(4097)},1\n1,${"x".repeat(4096)},1\n`, {
    series: "s",
    targets: ["v"],
  });
  assertEquals([long.rows.length, long.bad[0].reason], [
    1,
    'column "s": expected a key of at most 4096 bytes, got a longer one',
  ]);
});

Deno.test("RowReader.persist() keeps clocks, counts and newest rows bit for bit", async () => {
  const lines = `${minutes(0, 12)}2099-01-01T00:00,5\n${minutes(11, 1)}${
    minutes(12, 3)
  }x,1\n2024-01-01T00:14,bad\n`.split("\n").slice(0, -1);
  const reading = async (from: number, to: number, archive?: MemoryArchive) => {
    const body = lines.slice(from, to).join("\n");
    const reader = await RowReader.open(streamOf(bytesOf(`time,v\n${body}\n`)), {
      format: "csv",
      features: [],
      targets: ["v"],
      badRows: "skip",
      name: "x",
      onBadRow() {},
    });
    if (archive !== undefined) reader.persist(archive);
    const rows: unknown[] = [];
    while (await reader.fill()) {
      while (reader.next()) rows.push({ ...copyOf(reader), line: 0, isLeap: reader.row.isLeap });
    }
    const saved = new MemoryArchive();
    reader.persist(saved);
    return { rows, saved };
  };
  const whole = await reading(0, lines.length);
  for (let cut = 1; cut < lines.length - 2; cut++) {
    const first = await reading(0, cut);
    const second = await reading(cut, lines.length, first.saved.reopened());
    assertEquals([...first.rows, ...second.rows], whole.rows, `cut at ${cut}`);
    const [left, right] = [second.saved, whole.saved].map(({ entries }) =>
      [...entries].filter(([name]) => name !== "cells.cells")
    );
    assertEquals(left, right);
  }
});

Deno.test("RowReader stops where times of day alone begin again, and says what is missing", async () => {
  const { rows, error } = await read("time,v\n23:45,1\n23:50,2\n00:05,3\n");
  assertEquals(rows.length, 2);
  assertEquals(
    error?.message,
    'Cannot read line 4 of standard input: column "time" holds a time of day alone, and it falls back; name the date too ' +
      "(--time DATE,time), or --time none",
  );
});
