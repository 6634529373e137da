import { assertEquals } from "@std/assert";
import { CellParser, decimalHint } from "../../src/input/cell_parser.ts";
import { NO_NUMBER } from "../../src/input/number_parser.ts";
import { bytesOf, read } from "./reading.ts";

function parse(cells: CellParser, text: string): number | "none" | "doubt" {
  const bytes = bytesOf(text);
  const value = cells.parse(bytes, 0, bytes.length);
  return value !== NO_NUMBER ? value : cells.isInDoubt ? "doubt" : "none";
}

Deno.test("CellParser reads decimals by one mark and thousands by the other, where nothing else is possible", () => {
  const table: [string, number | "none", number | "none", number | "none" | "doubt"][] = [
    // text, by the point, by the comma, by the point as long as nothing has told
    ["1004.2", 1004.2, "none", 1004.2],
    ["1004,2", "none", 1004.2, "doubt"],
    ["1,004.20", 1004.2, "none", 1004.2],
    ["1.004,20", "none", 1004.2, "doubt"],
    ["1,004", 1004, 1.004, "doubt"],
    ["1.004", 1.004, 1004, 1.004],
    ["1,234,567", 1_234_567, "none", 1_234_567],
    ["1.234.567", "none", 1_234_567, "doubt"],
    ["-1,234.5", -1234.5, "none", -1234.5],
    ["1'234.5", 1234.5, "none", 1234.5],
    ["1\u202f234,5", "none", 1234.5, "doubt"],
    ["12,34.5", "none", "none", "none"],
    ["1,2345", "none", 1.2345, "doubt"],
    ["0,125", "none", 0.125, "doubt"],
    [",5", "none", 0.5, "doubt"],
    ["1e3", 1000, 1000, 1000],
    ["12 000", "none", "none", "none"],
    ["1_000", "none", "none", "none"],
  ];
  const [point, comma, open] = [new CellParser("."), new CellParser(","), new CellParser(".", false)];
  for (const [text, byPoint, byComma, undecided] of table) {
    assertEquals(
      [parse(point, text), parse(comma, text), parse(open, text)],
      [byPoint, byComma, undecided],
      text,
    );
  }
});

Deno.test("CellParser reads truth, bounds and marks of missing values", () => {
  const cells = new CellParser(".", true, ["-9999", "LO", "Bad"]);
  for (
    const [text, value] of [["true", 1], ["FALSE", 0], ["on", 1], ["Off", 0], ["yes", 1], ["no", 0]] as const
  ) {
    assertEquals(parse(cells, text), value, text);
  }
  for (
    const [text, value] of [[">200", 200], ["< 40", 40], ["<=0.5", 0.5], ["≥1,200", 1200], [
      ">-5",
      -5,
    ]] as const
  ) {
    assertEquals(parse(cells, text), value, text);
  }
  const missing = "|NA|N/A|n/a|#N/A|NaN|nan|null|NULL|None|?|.|-|--|unavailable|unknown|-9999|-9999.0|lo|Bad";
  for (const text of missing.split("|")) assertEquals(parse(cells, text), NaN, text);
  for (const text of ["halted", "---", ">", "> x", ">>5", "1.2.3", "0x10", "Infinity", "5%"]) {
    assertEquals(parse(cells, text), "none", text);
  }
});

Deno.test("decimalHint() says what a text proves", () => {
  const proves = {
    ".": "1.5 0.125 1234.567 1,004.20 1,234,567 .5 >1.5",
    ",": "1,5 0,125 1.004,20 1.234.567",
    either: "1,004 1.004 -12.345",
  };
  for (const [mark, texts] of Object.entries(proves)) {
    for (const text of texts.split(" ")) assertEquals(decimalHint(text), mark as never, text);
  }
  for (const text of ["5", "abc", "1.2.3", "v1.5", "12,34.5", ""]) {
    assertEquals(decimalHint(text), undefined, text);
  }
});

Deno.test("RowReader takes a bad cell for a missing value, and goes on with the other targets", async () => {
  const { rows, bad, notes } = await read("time,a,b\n1,1,2\n2,halted,3\n3,halted,4\n4,x,y\n", {
    targets: ["a", "b"],
  });
  assertEquals(rows.map(({ values }) => values), [[1, 2], [NaN, 3], [NaN, 4], [NaN, NaN]]);
  assertEquals(bad, []);
  assertEquals(notes.map(({ line, text }) => `${line}: ${text}`), [
    '3: column "a": expected a number, got "halted", taken as missing',
    '5: column "a": expected a number, got "x", taken as missing',
    '5: column "b": expected a number, got "y", taken as missing',
  ]);
});

Deno.test("RowReader stops where the decimal mark is in doubt, with the flag that decides", async () => {
  const first = await read('time,v\n2024-01-01,"1,004"\n');
  assertEquals(
    first.error?.message,
    'Cannot tell how to read standard input: "1,004" in column "v" is 1004 or 1.004 (--decimal . or ,); add --decimal .',
  );
  const later = await read('time,v\n2024-01-01,998\n2024-01-02,"1,004"\n');
  assertEquals(later.rows.length, 1);
  assertEquals(
    later.error?.message,
    'Cannot read line 3 of standard input, column "v": "1,004" is a number by a decimal mark that the first row did not tell; ' +
      "add --decimal . or --decimal ,",
  );
  const told = await read('time,v\n2024-01-01,998.50\n2024-01-02,"1,004"\n2024-01-03,"1,004.20"\n');
  assertEquals(told.rows.map(({ values: [v] }) => v), [998.5, 1004, 1004.2]);
  const comma = await read('time,v\n2024-01-01,"998,5"\n2024-01-02,"1.004"\n');
  assertEquals(comma.rows.map(({ values: [v] }) => v), [998.5, 1004]);
});
