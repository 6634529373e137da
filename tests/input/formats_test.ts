import { assertEquals, assertStringIncludes } from "@std/assert";
import { gzipSync, zstdCompressSync } from "node:zlib";
import type { ReaderOptions } from "../../src/input/row_reader.ts";
import { bytesOf, read } from "./reading.ts";

const FOLDER = new URL("../../fixtures/formats/", import.meta.url);
const ROWS = [
  ["2024-01-01 00:00", "a", "1.5"],
  ["2024-01-01 01:00", "b", "2004.25"],
  ["2024-01-01 02:00", "a", ""],
  ["2024-01-01 03:00", "b", "-4"],
];

async function rowsOf(
  input: string | Uint8Array<ArrayBuffer>,
  options: Partial<ReaderOptions> = {},
  sizes?: number[],
) {
  const { rows, error, bad } = await read(input, { series: "id", targets: ["v"], ...options }, sizes);
  assertEquals([error, bad], [undefined, []]);
  return rows.map(({ series, text, time, values }) => ({ series, text, time, values }));
}

Deno.test("RowReader reads the same rows out of every dialect and format, in any chunks", async () => {
  const csv = ["time,id,v", ...ROWS.map((row) => row.join(","))].join("\n") + "\n";
  const objects = ROWS.map(([time, id, v]) => ({ time, id, v: v === "" ? null : Number(v) }));
  const lines = csv.trimEnd().split("\n");
  const expected = await rowsOf(csv);
  assertEquals(expected.length, 4);
  const forms: [string, string | Uint8Array<ArrayBuffer>, Partial<ReaderOptions>?][] = [
    ["semicolons, decimal commas", csv.replaceAll(",", ";").replaceAll(".", ",")],
    ["tabs", csv.replaceAll(",", "\t")],
    ["quotes", csv.replaceAll(/[^,\n]+/g, '"$&"')],
    ["CRLF", csv.replaceAll("\n", "\r\n")],
    ["thousands", csv.replace("2004.25", '"2,004.25"')],
    ["newest first", [lines[0], ...lines.slice(1).reverse()].join("\n"), { order: "newest-first" }],
    ["any order", [lines[0], lines[3], lines[1], lines[4], lines[2]].join("\n"), { order: "sort" }],
    ["no header", lines.slice(1).join("\n"), { header: ["time", "id", "v"] }],
    ["a preamble", `Report,x\n\n${csv}`],
    ["gzip", new Uint8Array(gzipSync(csv))],
    ["zstd", new Uint8Array(zstdCompressSync(csv))],
    [
      "two zstd frames",
      new Uint8Array([...zstdCompressSync(csv.slice(0, 20)), ...zstdCompressSync(csv.slice(20))]),
    ],
    [
      "UTF-16",
      new Uint8Array([
        0xff,
        0xfe,
        ...new Uint8Array(new Uint16Array([...csv].map((c) => c.charCodeAt(0))).buffer),
      ]),
    ],
    ["NDJSON", objects.map((row) => JSON.stringify(row)).join("\n")],
    ["a JSON array", JSON.stringify(objects)],
    ["a JSON array with breaks", JSON.stringify(objects, null, 2)],
    ["values of JSON", objects.map((row) => JSON.stringify(row, null, 2)).join("\n"), { format: "json" }],
  ];
  for (const [name, input, options] of forms) {
    for (const sizes of [[1 << 16], [1], [7, 1, 64]]) {
      assertEquals(await rowsOf(input, options, sizes), expected, `${name} in chunks of ${sizes}`);
    }
  }
});

Deno.test("RowReader stops at zstd data that are damaged or cut off, after what could be unpacked", async () => {
  const packed = zstdCompressSync("v\n" + "1\n".repeat(1000));
  const { error } = await read(new Uint8Array(packed.subarray(0, packed.length - 3)));
  assertEquals(error?.message, "Cannot read standard input: its zstd data are damaged or cut off");
});

Deno.test("RowReader finds nested JSON values by dotted paths, and columns that come later", async () => {
  const text = [
    '{"at":{"t":1700000000},"sensor":{"temp":"20,5","ok":true},"list":[1,{"x":5}]}',
    '{"at":{"t":1700000060},"sensor":{"temp":21},"list":[2,{"x":6}],"late":7,"a.b":1}',
    '{"at":{"t":1700000120},"sensor":{"temp":NaN},"late":null,"sensor.temp":9}',
  ].join("\n");
  const options = { time: "at.t", timeFormat: "s", decimal: "," as const };
  const { rows, notes } = await read(text, {
    ...options,
    targets: ["sensor.temp", "sensor.ok", "list.1.x", "late"],
  });
  assertEquals(rows.map(({ time, values }) => [time, ...values]), [
    [1_700_000_000_000, 20.5, 1, 5, NaN],
    [1_700_000_060_000, 21, NaN, 6, 7],
    [1_700_000_120_000, 9, NaN, NaN, NaN],
  ]);
  assertEquals(notes, []);
  const never = await read(text, { targets: ["nothing"] });
  assertEquals(never.error?.message, 'Cannot find "nothing" in standard input: no record had it');
  const mistyped = await read('{"time":1,"close":2}\n', { targets: ["clsoe"] });
  assertStringIncludes(mistyped.error!.message, "did you mean close?");
});

Deno.test("RowReader reads JSON that stands otherwise than it should as bad rows, and never hangs", async () => {
  for (
    const [text, rows, bad] of [
      ["[]", 0, 0],
      ['[{"v":1},5,{"v":2}]', 2, 1],
      ['[{"v":1},{"v":2}', 2, 0],
      ['[{"v":1},{"v":', 1, 1],
      ['[{"v":1}]x', 1, 1],
      ['[{"v":1}] {"v":2}', 2, 0],
      ['[{"v":"]},{"},{"v":3}]', 2, 0],
      ["[[1,2],[3,4]]", 0, 2],
    ] as const
  ) {
    const reading = await read(text, { targets: ["v"], time: "none" });
    assertEquals([reading.rows.length, reading.bad.length], [rows, bad], text);
  }
});

Deno.test("RowReader reads line protocol: keys as they stand, the fields of the first line, nanoseconds", async () => {
  const text = '# a comment\nweather,station=a\\ b temp=1.5,hum=2i,note="x, y",ok=t 1700000000000000000\n' +
    "weather,station=c temp=2.5 1700000060000000000\nweather,station=c temp=oops,new=1 1700000120000000000\nnonsense\n";
  const { rows, bad, inferred } = await read(text);
  assertEquals(rows.map(({ series, time, values }) => [series, time, ...values]), [
    ["weather,station=a\\ b", 1_700_000_000_000, 1.5, 2, 1],
    ["weather,station=c", 1_700_000_060_000, 2.5, NaN, NaN],
    ["weather,station=c", 1_700_000_120_000, NaN, NaN, NaN],
  ]);
  assertEquals(bad.map(({ line }) => line), [5]);
  assertEquals(inferred, 'line protocol, targets "temp", "hum", "ok"');
  const tags = await read("cpu,host=x,core=1 idle=5 1700000000\n", {
    series: "host,core",
    timeFormat: "s",
    format: "influx",
  });
  assertEquals(tags.rows.map(({ series, time }) => [series, time]), [["x/1", 1_700_000_000_000]]);
});

Deno.test("RowReader reads Parquet: times, text, whole and missing numbers, in snappy, zstd and gzip", async () => {
  const file = (name: string) => Deno.readFile(new URL(name, FOLDER));
  const snappy = await read(await file("stations.snappy.parquet"), {
    series: "station",
    targets: ["value", "count", "ok"],
  });
  assertEquals(snappy.rows.map(({ text, series, values }) => `${text} ${series} ${values.join(" ")}`), [
    "2024-01-01 00:00:00 a 1.5 1 1",
    "2024-01-01 01:00:00 b 2.5 2 0",
    "2024-01-01 02:00:00 a NaN 3 1",
    "2024-01-01 03:00:00 b 4.25 4 1",
    "2024-01-01 04:00:00 a 5 1099511627776 NaN",
    "2024-01-01 05:00:00 b -6.125 6 0",
  ]);
  const zstd = await read(await file("stations.zstd.parquet"), {
    series: "station",
    targets: ["value", "count", "ok"],
  });
  assertEquals(zstd.rows, snappy.rows);
  const days = await read(await file("days.gzip.parquet"));
  assertEquals([days.inferred, days.rows.map(({ text }) => text)], [
    'Parquet, time "day", target "v"',
    ["2024-01-01", "2024-01-02", "2024-01-03"],
  ]);
  const broken = await read(bytesOf("PAR1 and no more"), { format: "parquet" });
  assertStringIncludes(broken.error!.message, "Cannot read standard input as Parquet: ");
});

Deno.test("RowReader keeps lines' numbers and bad rows where it puts rows in order", async () => {
  const text = 'time,v\n3,1\nx,9\n"2",\n"2","5"\n1,bad\n';
  const { rows, bad, notes } = await read(text, { order: "sort" });
  assertEquals(rows.map(({ line, time, values }) => [line, time, ...values]), [[6, 1, NaN], [4, 2, NaN], [
    5,
    2,
    5,
  ], [2, 3, 1]]);
  assertEquals(bad.map(({ line, raw }) => [line, raw]), [[3, "x,9"]]);
  assertEquals(notes.map(({ line }) => line), [6, 5]);
  const untimed = await read("v\n2\n1\n", { order: "sort" });
  assertEquals(
    untimed.error?.message,
    "Cannot sort standard input: expected a time column, got none (--time names it)",
  );
});
