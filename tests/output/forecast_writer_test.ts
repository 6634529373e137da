import { assert, assertEquals, assertRejects } from "@std/assert";
import { parse } from "@std/csv";
import fc from "fast-check";
import type { ByteSink } from "../../src/output/byte_sink.ts";
import type { RowForecasts, TimeText } from "../../src/output/forecast_sink.ts";
import { ForecastWriter, type ForecastWriterOptions } from "../../src/output/forecast_writer.ts";

/** Keeps what is written; takes at most `most` bytes at a time. */
class Collector implements ByteSink {
  text = "";
  calls = 0;
  private readonly decoder = new TextDecoder();

  constructor(private readonly most = Infinity) {}

  async write(bytes: Uint8Array): Promise<number> {
    this.calls++;
    const taken = bytes.slice(0, this.most);
    await Promise.resolve();
    this.text += this.decoder.decode(taken, { stream: true });
    return taken.length;
  }
}

const HEADER = "series,time,target,horizon,model,forecast,lower,upper\n";

function writer(sink: ByteSink, options: Partial<ForecastWriterOptions> = {}): ForecastWriter {
  return new ForecastWriter({
    sink,
    format: "csv",
    targets: ["close"],
    horizons: [1],
    models: ["naive"],
    levels: [0.9],
    timeIsNumber: false,
    ...options,
  });
}

/** The text as a time within a longer chunk of input. */
function time(text: string): TimeText {
  const bytes = new TextEncoder().encode(text);
  const timeBytes = new Uint8Array(bytes.length + 9).fill(33);
  timeBytes.set(bytes, 4);
  return { timeBytes, timeStart: 4, timeEnd: 4 + bytes.length };
}

function row(
  key: Uint8Array,
  at: TimeText,
  forecasts: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
  more: Partial<RowForecasts> = {},
): RowForecasts {
  return { key, ...at, time: 0, forecasts, lower, upper, ...more };
}

function nans(length: number): Float64Array {
  return new Float64Array(length).fill(NaN);
}

/** What one row becomes, without the header. */
async function lineOf(
  value: number,
  options: Partial<ForecastWriterOptions> = {},
  { key = "", at = "1" } = {},
): Promise<string> {
  const sink = new Collector();
  const out = writer(sink, options);
  out.row(row(out.prepareKey(key), time(at), Float64Array.of(value), nans(1), nans(1)));
  await out.flush();
  return sink.text.replace(HEADER, "");
}

Deno.test("ForecastWriter.row() writes a line per target, horizon and model, in this order", async () => {
  const sink = new Collector();
  const out = writer(sink, { targets: ["hr", "spo2"], horizons: [1, 5], models: ["lstm", "naive"] });
  // (models, targets, horizons): model · 100 + target · 10 + horizon's place
  const forecasts = Float64Array.of(0, 1, 10, 11, 100, 101, 110, 111);
  out.row(row(out.prepareKey("p01"), time("2020-01-31"), forecasts, forecasts.map((x) => x - 0.5), nans(8)));
  await out.flush();
  assertEquals(
    sink.text,
    HEADER +
      "p01,2020-01-31,hr,1,lstm,0,-0.5,\n" +
      "p01,2020-01-31,hr,1,naive,100,99.5,\n" +
      "p01,2020-01-31,hr,5,lstm,1,0.5,\n" +
      "p01,2020-01-31,hr,5,naive,101,100.5,\n" +
      "p01,2020-01-31,spo2,1,lstm,10,9.5,\n" +
      "p01,2020-01-31,spo2,1,naive,110,109.5,\n" +
      "p01,2020-01-31,spo2,5,lstm,11,10.5,\n" +
      "p01,2020-01-31,spo2,5,naive,111,110.5,\n",
  );
});

Deno.test("ForecastWriter writes NDJSON with the same names, null for what is missing", async () => {
  const options = { format: "ndjson", models: ["naive"] } as const;
  assertEquals(
    await lineOf(1.5, options, { key: 'a"b', at: "2020-01-31" }),
    '{"series":"a\\"b","time":"2020-01-31","target":"close","horizon":1,"model":"naive",' +
      '"forecast":1.5,"lower":null,"upper":null}\n',
  );
});

Deno.test("ForecastWriter gives each of several levels its own pair of columns, and one level the contract's", async () => {
  const [fifty, ninety, high] = [0.5, 0.9, 0.999];
  const cells = Float64Array.of(1, 2);
  const lower = Float64Array.of(0.5, 0.25, NaN, -2, -3, -4); // (models, levels)
  const upper = Float64Array.of(1.5, 1.75, NaN, 4, 5, 6);
  const written = async (format: "csv" | "ndjson") => {
    const sink = new Collector();
    const out = writer(sink, { models: ["a", "b"], levels: [fifty, ninety, high], format, emit: ["b", "a"] });
    out.row(row(out.prepareKey("k"), time("7"), cells, lower, upper));
    await out.flush();
    return sink.text;
  };
  assertEquals(
    await written("csv"),
    "series,time,target,horizon,model,forecast,lower_50,upper_50,lower_90,upper_90,lower_99.9,upper_99.9\n" +
      "k,7,close,1,a,1,0.5,1.5,0.25,1.75,,\nk,7,close,1,b,2,-2,4,-3,5,-4,6\n",
  );
  const [, second] = (await written("ndjson")).split("\n");
  const ends = '"lower_50":-2,"upper_50":4,"lower_90":-3,"upper_90":5,"lower_99.9":-4,"upper_99.9":6}';
  assert(second.endsWith(`"forecast":2,${ends}`), second);
});

Deno.test("ForecastWriter.row() emits only the models asked for", async () => {
  const sink = new Collector();
  const out = writer(sink, { models: ["lstm", "gru", "naive"], emit: ["naive", "lstm"] });
  out.row(row(out.prepareKey(""), time("7"), Float64Array.of(1, 2, 3), nans(3), nans(3)));
  await out.flush();
  assertEquals(sink.text, HEADER + ",7,close,1,lstm,1,,\n,7,close,1,naive,3,,\n");
});

Deno.test("ForecastWriter writes the header before the first row comes", async () => {
  const sink = new Collector();
  const out = writer(sink);
  assertEquals(out.pendingBytes, HEADER.length);
  await out.flush();
  assertEquals([sink.text, out.pendingBytes], [HEADER, 0]);
});

Deno.test("ForecastWriter quotes keys, times and names that CSV asks to quote", async () => {
  const names = { targets: ["HR, mean"], models: ["lstm"] };
  assertEquals(
    await lineOf(1, names, { key: 'a,"b"\n', at: '1,"2' }),
    '"a,""b""\n","1,""2","HR, mean",1,lstm,1,,\n',
  );
  assertEquals(await lineOf(1, {}, { key: "\r", at: "\r" }), '"\r","\r",close,1,naive,1,,\n');
  assertEquals(await lineOf(1, {}, { key: "Größe", at: "12 May" }), "Größe,12 May,close,1,naive,1,,\n");
});

Deno.test("ForecastWriter passes NDJSON times through where they are JSON, and mends them where not", async () => {
  const cases: [string, boolean, string][] = [
    ["1700000000.123456789", true, "1700000000.123456789"],
    ["-0.50", true, "-0.50"],
    ["0", true, "0"],
    ["007", true, "7"],
    ["+5", true, "5"],
    [".5", true, "0.5"],
    ["5.", true, "5"],
    ["-", true, "null"],
    ["1e3", true, "1000"],
    ["2020-01-31T10:00:00Z", false, '"2020-01-31T10:00:00Z"'],
    ['a"\\\t', false, '"a\\"\\\\\\t"'],
    ["Mai", false, '"Mai"'],
    ["März", false, '"März"'],
  ];
  for (const [at, timeIsNumber, expected] of cases) {
    const line = await lineOf(1, { format: "ndjson", timeIsNumber }, { at });
    assertEquals(line.match(/"time":(.*),"target"/)?.[1], expected, at);
    JSON.parse(line);
  }
});

Deno.test("ForecastWriter writes numbers as String(x) does, and nothing for those that are not finite", async () => {
  for (
    const value of [0, -0, 1, -1.5, 0.1 + 0.2, 1e21, 1e-7, 5e-324, Number.MAX_VALUE, -1.2345678901234567e-6]
  ) {
    assertEquals(await lineOf(value), `,1,close,1,naive,${value},,\n`);
  }
  for (const value of [NaN, Infinity, -Infinity]) {
    assertEquals(await lineOf(value), ",1,close,1,naive,,,\n");
    assertEquals(JSON.parse(await lineOf(value, { format: "ndjson" })).forecast, null);
  }
});

Deno.test("ForecastWriter's lines read back as what was written, whatever the rows", async () => {
  const character = fc.constantFrom(...'a1,"\n\r\t\\ ;#é温🙂\0');
  const text = fc.string({ unit: character, maxLength: 8 });
  const anyRow = fc.record({
    key: text,
    at: text.filter((t) => t !== ""),
    values: fc.array(fc.double(), { minLength: 12, maxLength: 12 }),
  });
  const anything = fc.record({
    rows: fc.array(anyRow, { maxLength: 8 }),
    targets: fc.uniqueArray(text, { minLength: 2, maxLength: 2 }),
    most: fc.integer({ min: 1, max: 400 }),
  });
  await fc.assert(
    fc.asyncProperty(anything, async ({ rows, targets, most }) => {
      for (const format of ["csv", "ndjson"] as const) {
        const sink = new Collector(most);
        const out = writer(sink, { format, targets, models: ["a", "b"] });
        const expected: unknown[][] = [];
        for (const { key, at, values } of rows) {
          const [forecasts, lower, upper] = [0, 4, 8].map((i) => Float64Array.from(values.slice(i, i + 4)));
          out.row(row(out.prepareKey(key), time(at), forecasts, lower, upper));
          targets.forEach((target, t) =>
            ["a", "b"].forEach((model, m) => {
              const numbers = [forecasts, lower, upper].map((a) => a[2 * m + t]);
              expected.push([
                key,
                at,
                target,
                1,
                model,
                ...numbers.map((x) => Number.isFinite(x) ? x : null),
              ]);
            })
          );
          if (values[0] > 0) await out.flush();
        }
        await out.flush();
        assertEquals(records(sink.text, format), expected.map((line) => line.map(plain)));
      }
    }),
    { seed: 20260101, numRuns: 150 },
  );
});

/** The fields of every line, read by a reader that is not ours. */
function records(text: string, format: "csv" | "ndjson"): unknown[][] {
  if (format === "ndjson") {
    const lines = text.split("\n").slice(0, -1);
    return lines.map((line) => Object.values(JSON.parse(line) as Record<string, unknown>).map(plain));
  }
  const [header, ...rows] = parse(text);
  assertEquals(header.join(",") + "\n", HEADER);
  return rows;
}

/** A field as @std/csv gives it back: without type, LF for a quoted CRLF. −0 is written as 0. */
function plain(field: unknown): string {
  return field === null ? "" : String(field).replaceAll("\r\n", "\n");
}

Deno.test("ForecastWriter.flush() offers all bytes in one call, and the rest again to a sink that took a part", async () => {
  for (const [most, calls] of [[Infinity, 1], [10, 8]]) {
    const sink = new Collector(most);
    const out = writer(sink);
    out.row(row(out.prepareKey(""), time("1"), Float64Array.of(2), nans(1), nans(1)));
    await out.flush();
    assertEquals([sink.text, sink.calls], [HEADER + ",1,close,1,naive,2,,\n", calls]);
  }
});

Deno.test("ForecastWriter.flush() has begun to write when it returns, and keeps order while rows go on", async () => {
  const sink = new Collector(7);
  const out = writer(sink);
  const key = out.prepareKey("");
  let expected = HEADER;
  const flushed: Promise<void>[] = [];
  for (let i = 0; i < 50; i++) {
    out.row(row(key, time(String(i)), Float64Array.of(i), nans(1), nans(1)));
    expected += `,${i},close,1,naive,${i},,\n`;
    flushed.push(out.flush());
    if (i === 0) assertEquals(sink.calls, 1);
  }
  await Promise.all(flushed);
  assertEquals(sink.text, expected);
});

Deno.test("ForecastWriter.flush() writes nothing where nothing waits, and passes on the sink's error", async () => {
  const sink = new Collector();
  const out = writer(sink, { format: "ndjson" });
  await out.flush();
  assertEquals(sink.calls, 0);
  const broken = writer({ write: () => Promise.reject(new Deno.errors.BrokenPipe("gone")) });
  await assertRejects(() => broken.flush(), Deno.errors.BrokenPipe);
});

Deno.test("ForecastWriter has room for lines of the longest numbers", async () => {
  const longest = -1.2345678901234567e-6;
  const sink = new Collector();
  const out = writer(sink, { horizons: Array.from({ length: 1000 }, (_, i) => i + 1) });
  const numbers = new Float64Array(1000).fill(longest);
  out.row(row(out.prepareKey(""), time("1"), numbers, numbers, numbers));
  await out.flush();
  const expected = Array.from(
    { length: 1000 },
    (_, i) => `,1,close,${i + 1},naive${`,${longest}`.repeat(3)}\n`,
  );
  assertEquals(sink.text, HEADER + expected.join(""));
});

Deno.test("ForecastWriter grows its buffer for long keys and many lines", async () => {
  const sink = new Collector();
  const out = writer(sink, { horizons: Array.from({ length: 1000 }, (_, i) => i + 1) });
  const key = "k".repeat(5000);
  out.row(row(out.prepareKey(key), time("1"), new Float64Array(1000), nans(1000), nans(1000)));
  assert(out.pendingBytes > 5_000_000);
  await out.flush();
  const lines = sink.text.split("\n");
  assertEquals([lines.length, lines[1000]], [1002, `${key},1,close,1000,naive,0,,`]);
});

Deno.test("ForecastWriter writes quantiles behind the intervals, and last when each forecast is for", async () => {
  const options = {
    models: ["a", "b"],
    horizons: [1, 2],
    quantiles: [0.01, 0.5],
    forecastTime: true,
  } as const;
  // (models, targets, horizons): a1, a2, b1, b2
  const more = {
    quantiles: Float64Array.of(0.1, 1, 0.2, 2, 0.3, 3, NaN, 4),
    due: ["2020-02-01", ""],
  };
  const written = async (format: "csv" | "ndjson") => {
    const sink = new Collector();
    const out = writer(sink, { ...options, format });
    const cells = Float64Array.of(1, 2, 3, 4);
    out.row(row(out.prepareKey("k"), time("2020-01-01"), cells, cells.map((x) => x - 5), nans(4), more));
    await out.flush();
    return sink.text;
  };
  assertEquals(
    await written("csv"),
    "series,time,target,horizon,model,forecast,lower,upper,q0.01,q0.5,forecast_time\n" +
      "k,2020-01-01,close,1,a,1,-4,,0.1,1,2020-02-01\nk,2020-01-01,close,1,b,3,-2,,0.3,3,2020-02-01\n" +
      "k,2020-01-01,close,2,a,2,-3,,0.2,2,\nk,2020-01-01,close,2,b,4,-1,,,4,\n",
  );
  const lines = (await written("ndjson")).split("\n");
  const end = '"forecast":1,"lower":-4,"upper":null,"q0.01":0.1,"q0.5":1,"forecast_time":"2020-02-01"}';
  assert(lines[0].endsWith(end), lines[0]);
  assertEquals(JSON.parse(lines[2]).forecast_time, null);
});

Deno.test("ForecastWriter writes wide lines: all models of a target and horizon", async () => {
  const options = {
    models: ["a", "b", "c"],
    targets: ["x", "y"],
    emit: ["c", "a"],
    wide: true,
    forecastTime: true,
  };
  const written = async (more: Partial<ForecastWriterOptions>) => {
    const sink = new Collector();
    const out = writer(sink, { ...options, ...more });
    const cells = Float64Array.of(1, 2, 3, 4, 5, 6); // ax, ay, bx, by, cx, cy
    const ends = (by: number) =>
      Float64Array.from(Array.from(cells).flatMap((x) => levels(more).map((l) => x + by * l)));
    out.row(row(out.prepareKey("k"), time("7"), cells, ends(-1), ends(1), { due: ["8"] }));
    await out.flush();
    return sink.text;
  };
  const levels = ({ levels = [0.9] }: Partial<ForecastWriterOptions>) => levels.map((_, i) => i + 0.5);
  assertEquals(
    await written({}),
    "series,time,target,horizon,a,a_lower,a_upper,c,c_lower,c_upper,forecast_time\n" +
      "k,7,x,1,1,0.5,1.5,5,4.5,5.5,8\nk,7,y,1,2,1.5,2.5,6,5.5,6.5,8\n",
  );
  const two = await written({ levels: [0.5, 0.9], format: "ndjson", timeIsNumber: true });
  assertEquals(JSON.parse(two.split("\n")[1]), {
    ...{ series: "k", time: 7, target: "y", horizon: 1 },
    ...{ a: 2, a_lower_50: 1.5, a_upper_50: 2.5, a_lower_90: 0.5, a_upper_90: 3.5 },
    ...{ c: 6, c_lower_50: 5.5, c_upper_50: 6.5, c_lower_90: 4.5, c_upper_90: 7.5, forecast_time: 8 },
  });
});
