import { assertAlmostEquals, assertEquals } from "@std/assert";
import { ettTable, readEtt, scaledError } from "./ett_table.ts";
import { PROTOCOLS } from "./published.ts";

Deno.test("readEtt reads columns, values and the rows of a day", () => {
  const text = "date,A,OT\n2016-07-01 00:00:00,1,2.5\n2016-07-01 00:15:00,3,-4\n";
  assertEquals(readEtt(text), { columns: ["A", "OT"], values: [[1, 2.5], [3, -4]], day: 96 });
});

Deno.test("scaledError counts the protocol's rows in deviations of its first rows, the mean over columns", () => {
  const protocol = { title: "", note: "", scaledBy: () => 2, from: () => 2, to: () => 4 };
  const values = [[0, 10], [2, 30], [5, 5], [6, 6], [1e9, 1e9]]; // deviations 1 and 10
  const forecasts = [[9, 9], [9, 9], [4, 5], [6, 36], [0, 0]].map((row) => Float64Array.from(row));
  // Squared errors 1, 0 and, in units of 10, 0, 9.
  assertAlmostEquals(scaledError({ columns: ["a", "b"], values, day: 24 }, forecasts, protocol), 10 / 4);
});

Deno.test("PROTOCOLS score the rows that their papers' loaders give", () => {
  const rows = (protocol: typeof PROTOCOLS.online) =>
    [protocol.scaledBy, protocol.from, protocol.to].map((at) => at(17_420));
  assertEquals(rows(PROTOCOLS.online), [2880, 3600, 14_400]);
  assertEquals(rows(PROTOCOLS.late), [10_452, 12_290, 17_420]);
});

Deno.test("ettTable puts others' figures under their protocol, and says where they are from", () => {
  const lines = ettTable("ETTh2", [{
    name: "naive",
    errors: { online: 0.5, late: 0.25 },
    microseconds: 9.6,
  }]);
  assertEquals(lines[2], "| naive | 0.5000 | 0.2500 | 10 |");
  assertEquals(lines.filter((line) => line.includes("OneNet_ (1)")), [
    "| _published: OneNet_ (1) | 0.38 |  | |",
  ]);
  assertEquals(lines.filter((line) => line.includes("ADAPT-Z_")), [
    "| _published: TimeFilter, online by ADAPT-Z_ (2) |  | 0.0628 | |",
  ]);
  assertEquals(lines.filter((line) => line.startsWith("- (")).length, 2);
  assertEquals(ettTable("other", []).filter((line) => line.includes("published")), []);
});
