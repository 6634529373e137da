import { assert, assertEquals, assertFalse, assertRejects } from "@std/assert";
import { MemoryArchive } from "../../src/base/archive.ts";
import { RunError, UsageError } from "../../src/base/errors.ts";
import { MOST_QUOTED_LINES } from "../../src/input/quoted_record.ts";
import { LONGEST_LINE, TOO_LONG } from "../../src/input/line_buffer.ts";
import { type ReaderOptions, RowReader } from "../../src/input/row_reader.ts";
import { bytesOf, copyOf, read, streamOf, type TakenRow } from "./reading.ts";

const QUIET: ReaderOptions = {
  format: "csv",
  features: [],
  badRows: "skip",
  name: "standard input",
  onBadRow() {},
};

function open(text: string, options: Partial<ReaderOptions> = {}): Promise<RowReader> {
  return RowReader.open(streamOf(bytesOf(text)), { ...QUIET, ...options });
}

async function refusal(text: string, options: Partial<ReaderOptions> = {}): Promise<string> {
  return (await assertRejects(() => open(text, options), UsageError)).message;
}

Deno.test("RowReader fills one row: targets first, then features, the time's text and zone", async () => {
  const { rows } = await read(
    "b,when,a,id,c\n1,2020-01-01T01:00+01:00,2,x,3\n4, 2020-01-02 ,5,y,6\n",
    { time: "when", series: "id", targets: ["c", "a"], features: ["b"] },
  );
  assertEquals(rows, [
    {
      line: 2,
      series: "x",
      time: Date.UTC(2020, 0, 1),
      offset: 60,
      text: "2020-01-01T01:00+01:00",
      values: [3, 2, 1],
    },
    { line: 3, series: "y", time: Date.UTC(2020, 0, 2), offset: 0, text: " 2020-01-02 ", values: [6, 5, 4] },
  ]);
});

Deno.test("RowReader numbers the rows where there is no time column, bad ones counted", async () => {
  const { rows } = await read("x\n1\n2,2\n3\n");
  assertEquals(rows.map(({ time, text, line }) => [time, text, line]), [[1, "1", 2], [3, "3", 4]]);
});

Deno.test("RowReader writes row numbers of any length", async () => {
  const { rows } = await read("x\n" + "1\n".repeat(1200));
  for (const { time, text } of rows) assertEquals(text, String(time));
});

Deno.test("RowReader reads hundreds of columns and fields of any length, plain or quoted", async () => {
  const names = Array.from({ length: 300 }, (_, i) => `c${i}`);
  const plain = names.map((_, i) => i).join(",");
  const quoted = names.map((_, i) => `"${" ".repeat(i)}${i}"`).join(",");
  const { rows, bad } = await read(`${names}\n${plain}\n${quoted}\n${plain},1\n`, { targets: names });
  assertEquals(rows.map(({ values }) => values), [names.map((_, i) => i), names.map((_, i) => i)]);
  assertEquals(bad.map(({ reason }) => reason), ["expected 300 fields, got 301"]);
});

Deno.test("RowReader never takes the beginning of a line that is too long for a row", async () => {
  const pad = " ".repeat(LONGEST_LINE);
  const csv = await read(`a,b\n1,2${pad}\n3,4\n`, { targets: ["b"] });
  const json = await read(`{"b":1}\n{"b":2}${pad}\n{"b":4}\n`, { format: "ndjson" });
  assertEquals(csv.bad.map(({ line, reason }) => [line, reason]), [[2, TOO_LONG]]);
  assertEquals(json.bad.map(({ line, reason }) => [line, reason]), [[2, TOO_LONG]]);
  assertEquals([csv.rows.length, json.rows.length], [1, 2]);
});

Deno.test("RowReader.open() settles the roles by names in any case and by the first data row", async () => {
  const roles = async (text: string, options: Partial<ReaderOptions> = {}) => {
    const { time, timeKind, series, targets, features } = (await open(text, options)).roles;
    return [time, timeKind, series, targets.join(), features.join()];
  };
  assertEquals(await roles("Date,v\n2020-01-01,1\n"), ["Date", "date", undefined, "v", ""]);
  assertEquals(await roles("ds,date,v\n1,2020-01-01T00:00,1\n", { targets: ["V"] }), [
    "date",
    "date-time",
    undefined,
    "v",
    "",
  ]);
  assertEquals(await roles("x,v\na,NA\n"), [undefined, "row", undefined, "v", ""]);
  assertEquals(await roles("y,price,v\n1,2,3\n"), [undefined, "row", undefined, "price", ""]);
  assertEquals(await roles("a,A,time\n1,2,3\n", { targets: ["A"], features: ["a"] }), [
    "time",
    "number",
    undefined,
    "A",
    "a",
  ]);
  assertEquals(await roles("time,v\n1,2\n", { targets: ["time"], features: ["v"] }), [
    undefined,
    "row",
    undefined,
    "time",
    "v",
  ]);
  assertEquals(await roles("id,v\n7,2\n", { series: "ID" }), [undefined, "row", "id", "v", ""]);
});

Deno.test("RowReader.open() refuses roles that contradict the columns", async () => {
  const text = "time,a,A,b\n1,2,3,4\n";
  const columns = '"time", "a", "A", "b"';
  assertEquals(
    await refusal(text, { targets: ["c"] }),
    `Cannot find column "c" in standard input: expected one of ${columns}`,
  );
  assertEquals(
    await refusal("Aa,aA\n1,2\n", { targets: ["aa"] }),
    'Cannot find column "aa" in standard input: expected one of "Aa", "aA"',
  );
  assertEquals(
    await refusal(text, { targets: [""] }),
    `Cannot find column "" in standard input: expected one of ${columns}`,
  );
  assertEquals(
    await refusal('"Temp, °C",b\n1,2\n', { targets: ["Temp", "°C"] }),
    'Cannot find column "Temp" in standard input: expected one of "Temp, °C", "b"; write a comma within a name as \\,',
  );
  assertEquals(
    await refusal(text, { time: "b", targets: ["b"] }),
    'Cannot use column "b" as target: it is the time already',
  );
  assertEquals(
    await refusal(text, { series: "b", targets: ["b"] }),
    'Cannot use column "b" as target: it is the series already',
  );
  assertEquals(
    await refusal(text, { targets: ["b", "B"] }),
    'Cannot use column "b" as target: it is named twice',
  );
  assertEquals(
    await refusal(text, { targets: ["b"], features: ["b"] }),
    'Cannot use column "b" as feature: it is the target already',
  );
  const many = Array.from({ length: 30 }, (_, i) => `c${i}`).join(",");
  assert((await refusal(`${many}\n`, { targets: ["x"] })).endsWith('"c19" and 10 more'));
});

Deno.test("RowReader.open() tells of an unknown column before a row has come", async () => {
  let send!: ReadableStreamDefaultController<Uint8Array>;
  const stream = new ReadableStream<Uint8Array>({ start: (controller) => void (send = controller) });
  const opening = RowReader.open(stream, { ...QUIET, targets: ["clsoe"] });
  send.enqueue(bytesOf("date,close\n"));
  await assertRejects(() => opening, UsageError, "clsoe");
});

Deno.test("RowReader.open() is not put off by bad rows before the first good one", async () => {
  const { rows, bad } = await read('time,v\n1\n?,1\n"x\n3,4\n');
  assertEquals(bad.map(({ line, reason }) => [line, reason]), [
    [2, "expected 2 fields, got 1"],
    [3, 'column "time": expected a time or a number, got "?"'],
    [4, "expected the quote to be closed, got a line that leaves it open"],
  ]);
  assertEquals(rows.map(({ line, values }) => [line, ...values]), [[5, 4]]);
});

Deno.test("RowReader.next() gives a row as soon as its line has come", async () => {
  let send!: ReadableStreamDefaultController<Uint8Array>;
  const stream = new ReadableStream<Uint8Array>({ start: (controller) => void (send = controller) });
  const opening = RowReader.open(stream, { ...QUIET, targets: ["v"] });
  send.enqueue(bytesOf("v\n1\n2"));
  const reader = await opening;
  assert(reader.next());
  assertFalse(reader.next());
  send.enqueue(bytesOf('\n3,"bad\n4\n'));
  assert(await reader.fill());
  assert(reader.next());
  assertEquals(copyOf(reader).values, [2]);
  send.close();
  assertFalse(reader.next());
  assert(await reader.fill());
  assert(reader.next());
  assertEquals(copyOf(reader).values, [4]);
  assertFalse(reader.next());
  assertFalse(await reader.fill());
  assertFalse(await reader.fill());
});

Deno.test("RowReader gives up an unclosed quote after a bounded number of lines, and loses its own line only", async () => {
  let send!: ReadableStreamDefaultController<Uint8Array>;
  const stream = new ReadableStream<Uint8Array>({ start: (controller) => void (send = controller) });
  const opening = RowReader.open(stream, { ...QUIET });
  send.enqueue(bytesOf('v\n0\n"1\n'));
  const reader = await opening;
  let rows = 0;
  for (let i = 0; i < MOST_QUOTED_LINES; i++) {
    while (reader.next()) rows++;
    send.enqueue(bytesOf(`${i}\n`));
    await reader.fill();
  }
  while (reader.next()) rows++;
  assertEquals([rows, reader.skipped, reader.records], [1 + MOST_QUOTED_LINES, 1, 2 + MOST_QUOTED_LINES]);
});

Deno.test("RowReader does not wait for the end of a quote that stands behind a misplaced one", async () => {
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(bytesOf('v,w\n1,2\n5" pipe,"open\n3,4\n')),
  });
  const reader = await RowReader.open(stream, { ...QUIET, targets: ["v"] });
  assert(reader.next() && reader.next());
  assertEquals([reader.row.line, reader.skipped], [4, 1]);
});

Deno.test("RowReader keeps a quoted field of many lines whole, and counts them", async () => {
  const note = "x\r\n".repeat(MOST_QUOTED_LINES - 1);
  const { rows, bad } = await read(`note,v\n"${note}",1\n"${note}\n",2\nb,3\n`, { targets: ["v"] });
  assertEquals(rows.map(({ line, values }) => [line, ...values]), [[2, 1], [131, 3]]);
  assertEquals(bad[0].line, 2 + MOST_QUOTED_LINES);
  assertEquals(bad[0].raw, '"x');
});

Deno.test("RowReader passes each bad row on as it stands, without its line break", async () => {
  const long = "y".repeat(LONGEST_LINE + 1);
  const { bad } = await read(`a,time,v\r\n1,x,2\r\n"two\r\nlines",x,3\r\n"open,1\n${long}\n1\n1,2,3`, {
    targets: ["v"],
  });
  assertEquals(bad.map(({ line, raw }) => [line, raw]), [
    [2, "1,x,2"],
    [3, '"two\r\nlines",x,3'],
    [5, '"open,1'],
    [6, "y".repeat(1024)],
    [7, "1"],
  ]);
});

Deno.test("RowReader never learns a series or a time from a bad row", async () => {
  const { rows } = await read("time,id,v\n1,a,1\n9,a\n9,b\nx,b,1\n2,a,2\n2,c,3\n", {
    series: "id",
    targets: ["v"],
  });
  assertEquals(rows.map(({ series, time }) => series + time), ["a1", "a2", "c2"]);
});

Deno.test("RowReader reads NDJSON times and keys as they are written", async () => {
  const { rows } = await read(
    '{"t":1.50,"k":12345678901234567890,"v":1,"t2":{"t":9}}\n{"v":"2.0","k":"12345678901234567891","t":"1.5"}\n{"t":2e0,"v":null}\n',
    { format: "ndjson", time: "t", series: "k", targets: ["v"] },
  );
  assertEquals(rows.map(({ series, text, time }) => [series, text, time]), [
    ["12345678901234567890", "1.50", 1.5],
    ["12345678901234567891", "1.5", 1.5],
    ["", "2e0", 2],
  ]);
  assertEquals(rows.map(({ values }) => values[0]), [1, 2, NaN]);
});

Deno.test("RowReader survives NDJSON nested beyond any stack", async () => {
  const deep = (depth: number) => '{"a":'.repeat(depth) + "1" + "}".repeat(depth);
  const text = `{"k":1,"v":1}\n{"k":2,"v":2,"x":${deep(100_000)}}\n{"k":1,"v":${
    deep(100_000)
  }}\n{"k":1,"v":3}\n`;
  const { rows, records, error } = await read(text, { format: "ndjson", series: "k", targets: ["v"] });
  assertEquals(error, undefined);
  assertEquals([rows.length >= 2, records, rows.at(-1)?.values], [true, 4, [3]]);
});

Deno.test("RowReader.close() ends a wait for bytes, and lets go of the stream", async () => {
  let isCancelled = false;
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(bytesOf("v\n1\n")),
    cancel: () => void (isCancelled = true),
  });
  const reader = await RowReader.open(stream, QUIET);
  assert(reader.next());
  const waiting = reader.fill();
  await reader.close();
  assertFalse(await waiting);
  assert(isCancelled);
});

Deno.test("RowReader.open() lets go of the stream when it fails", async () => {
  let isCancelled = false;
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(bytesOf("v,w\n1,2\n")),
    cancel: () => void (isCancelled = true),
  });
  await assertRejects(() => RowReader.open(stream, QUIET), UsageError);
  assert(isCancelled);
});

Deno.test("RowReader.persist() lets a fresh reader go on with what follows, bit for bit", async () => {
  const header = "time,id,v\n";
  const lines = Array.from({ length: 60 }, (_, i) => `${i % 7 === 0 ? i - 20 : i},k${i * i % 11}é,${i}\n`);
  const take = async (reader: RowReader, out: TakenRow[]) => {
    while (await reader.fill()) while (reader.next()) out.push({ ...copyOf(reader), line: 0 });
    return out;
  };
  const options = { series: "id", targets: ["v"] };
  const whole = await open(header + lines.join(""), options);
  const expected = await take(whole, []);

  const first = await open(header + lines.slice(0, 30).join(""), options);
  const rows = await take(first, []);
  const archive = new MemoryArchive();
  first.persist(archive);
  const second = await open(header + lines.slice(30).join(""), options);
  second.persist(archive.reopened());
  assertEquals(await take(second, rows), expected);
  assertEquals([second.records, second.skipped, second.seriesKeys], [
    whole.records,
    whole.skipped,
    whole.seriesKeys,
  ]);

  const again = new MemoryArchive();
  const end = new MemoryArchive();
  second.persist(again);
  whole.persist(end);
  assertEquals(again.entries, end.entries);
});

Deno.test("RowReader.next() fails at the first bad row if bad rows are to fail: it is told once, by the error", async () => {
  const told: number[] = [];
  const reader = await open("v\n1\nx\n2\n", { badRows: "fail", onBadRow: (line) => told.push(line) });
  assert(reader.next());
  const error = await assertRejects(() => Promise.resolve().then(() => reader.next()), RunError);
  assertEquals(error.message, 'Cannot read line 3 of standard input, column "v": expected a number, got "x"');
  assertEquals(told, []);
});
