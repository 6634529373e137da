import { assertEquals, assertRejects } from "@std/assert";
import { UsageError } from "../../src/base/errors.ts";
import { columnNames, suggestedNames } from "../../src/input/header_names.ts";
import { RowReader } from "../../src/input/row_reader.ts";
import type { ReaderOptions } from "../../src/input/row_reader.ts";
import { bytesOf, read } from "./reading.ts";

/** Rows as `time: values`, what was inferred, and the error, the same in any chunks. */
async function reading(text: string, options: Partial<ReaderOptions> = {}) {
  const [whole, ...others] = await Promise.all(
    [undefined, [1], [7, 1, 64]].map((sizes) => read(text, options, sizes)),
  );
  for (const other of others) {
    assertEquals({ ...other, error: other.error?.message }, { ...whole, error: whole.error?.message });
  }
  const rows = whole.rows.map(({ text, values }) => `${text}: ${values.join(" ")}`);
  return {
    rows,
    inferred: whole.inferred,
    error: whole.error?.message,
    bad: whole.bad.map(({ line }) => line),
  };
}

Deno.test("RowReader infers what separates fields: what splits header and first row alike", async () => {
  for (
    const [text, said] of [
      ["date;close\n2024-01-01;1,5\n", 'separator ";", time "date", target "close", decimal ","'],
      ["date\tclose\n2024-01-01\t1.5\n", 'separator tab, time "date", target "close"'],
      ['"date"|"close"\n"2024-01-01"|"1.5"\n', 'separator "|", time "date", target "close"'],
      ["a;b,c|d\n2024-01-01|1.5\n", 'separator "|", time "a;b\\\\,c", target "d"'],
      ['"date;close"\n2024-01-01;1.5\n', 'separator ";", time "date", target "close"'],
      ["Wert\n1,5\n", 'separator ";", no time (rows are numbered), target "Wert", decimal ","'],
    ]
  ) {
    const { rows, inferred, error } = await reading(text);
    assertEquals([rows.length, inferred, error], [1, said, undefined], text);
    assertEquals(rows[0].split(": ")[1], "1.5", text);
  }
  const given = await reading("a b\n2024-01-01 1.5\n", { separator: " " });
  assertEquals(given.rows, ["2024-01-01: 1.5"]);
});

Deno.test("RowReader passes over what stands before the header", async () => {
  const preamble = "Sales report\nMade, by hand\n\n# a comment\nExported 2024-02-01\n";
  const { rows, inferred } = await reading(`${preamble}day,sold\n2024-01-01,5\n2024-01-02,6\n`);
  assertEquals([rows, inferred], [
    ["2024-01-01: 5", "2024-01-02: 6"],
    'header in line 6, time "day", target "sold"',
  ]);
  const blank = await reading("Title,,\n,,\nday,sold,left\n2024-01-01,5,1\n", { targets: ["left"] });
  assertEquals(blank.rows, ["2024-01-01: 1"]);
  const skipped = await reading("day,sold\n2024-01-01,5\nwhen,got\n2024-01-01,6\n", { skipLines: 2 });
  assertEquals(skipped.rows, ["2024-01-01: 6"]);
  const named = await reading("Title,x\na,b\nwhen,got\n2024-01-01,6\n", { targets: ["got"], time: "when" });
  assertEquals(named.rows, ["2024-01-01: 6"]);
});

Deno.test("RowReader passes over lines of units and further names below the header", async () => {
  const { rows, bad } = await reading("Price,Close,High\nTicker,AAPL,AAPL\nDate,,\n2024-01-02,1,2\n");
  assertEquals([rows, bad], [["2024-01-02: 1"], [2, 3]]);
});

Deno.test("RowReader stops where the first line may be no header, with all that must be decided and what reads the file", async () => {
  const text = "01/02/2024,5\n01/03/2024,6\n";
  assertEquals(
    (await reading(text)).error,
    'Cannot tell how to read standard input: line 1 holds "01/02/2024", a time or a number, and may be no header (if it is one: ' +
      '--header first); day and month of "01/02/2024" in column "time" may change places (--time-format "dd/MM/yyyy" or ' +
      '"MM/dd/yyyy"); add --header time,value --time-format dd/MM/yyyy',
  );
  const told = await reading(text, { header: ["time", "value"], timeFormat: "dd/MM/yyyy" });
  assertEquals([told.rows, told.error], [["01/02/2024: 5", "01/03/2024: 6"], undefined]);
  assertEquals((await reading(text, { header: "first", targets: ["5"], time: "none" })).rows, ["1: 6"]);
  assertEquals(
    (await reading("time,2024\n1,5\n", { targets: ["2024"] })).rows,
    ["1: 5"],
    "an option names a cell",
  );
  assertEquals((await reading("5;1,5\n6;2,5\n", { header: "none", targets: ["column2"] })).rows, [
    "1: 1.5",
    "2: 2.5",
  ]);
});

Deno.test("RowReader takes separators at a line's end for nothing, and numbers names that come twice", async () => {
  const { rows, bad } = await reading(
    "day,a,a,,\n2024-01-01,1,2,,\n2024-01-02,1,2\n2024-01-03,1,2,,,,\n2024-01-04,1,2,,,9\n",
    {
      targets: ["a", "a.2"],
    },
  );
  assertEquals([rows, bad], [["2024-01-01: 1 2", "2024-01-02: 1 2", "2024-01-03: 1 2"], [5]]);
  assertEquals(columnNames(["a", "", "a", "a.2", "column2", "a"]), [
    "a",
    "column2",
    "a.3",
    "a.2",
    "column2.2",
    "a.4",
  ]);
});

Deno.test("RowReader finds columns in angle brackets by their plain names", async () => {
  const { rows, inferred } = await reading("<DATE>\t<TIME>\t<CLOSE>\n2024.01.02\t00:05:00\t1.5\n");
  assertEquals([rows, inferred], [
    ["2024.01.02 00:05:00: 1.5"],
    'separator tab, time "<DATE>,<TIME>", target "<CLOSE>"',
  ]);
});

Deno.test("suggestedNames() knows bars, epochs and single values", () => {
  const names = (row: string) => suggestedNames(row.split(",")).join(",");
  assertEquals(names("2024.01.02,00:00,1.1,1.2,1.0,1.15,100"), "date,time,open,high,low,close,volume");
  assertEquals(names("1600000000000,1.1,1.2,1.0,1.15,100,x"), "time,open,high,low,close,volume,column7");
  assertEquals(names("2024-01-01,x,5"), "time,column2,value");
  assertEquals(names("5,6,7"), "column1,column2,column3");
});

Deno.test("RowReader.open() tells of a mistyped column before a row has come, and of others with the first row", async () => {
  const stream = (text: string) =>
    new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(bytesOf(text)) });
  const options: ReaderOptions = { format: "csv", features: [], badRows: "skip", name: "x", onBadRow() {} };
  for (const [text, target] of [["date,close\n", "clsoe"], ["date,close\n2024-01-01,5\n", "volume"]]) {
    await assertRejects(
      () => RowReader.open(stream(text), { ...options, targets: [target] }),
      UsageError,
      target,
    );
  }
});
