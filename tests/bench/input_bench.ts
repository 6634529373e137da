/**
 * Rows per second of the input room alone: bytes in memory → rows, in chunks of 64 KiB as a file or a pipe gives them.
 * `deno run tests/bench/input_bench.ts` prints a table: the median, least and best of the launches' passes. With another
 * checkout's folder as argument both are read in turns, pass by pass, and the ratio of their best passes is printed too.
 */
import { type ReaderOptions, RowReader } from "../../src/input/row_reader.ts";

type Opened = Pick<RowReader, "fill" | "next" | "row" | "records">;
type Open = (bytes: ReadableStream<Uint8Array>, options: ReaderOptions) => Promise<Opened>;

const CHUNK = 1 << 16;
const PASSES = 9;

interface Workload {
  readonly name: string;
  readonly rows: number;
  readonly options: Partial<ReaderOptions>;
  /** The header, if any, and the line of a row. */
  readonly header: string;
  readonly line: (i: number) => string;
}

const price = (i: number) => (100 + 10 * Math.sin(i)).toFixed(4);
const date = (i: number) => new Date(60_000 * i).toISOString();

const WORKLOADS: readonly Workload[] = [
  {
    name: "2 numbers",
    rows: 1_000_000,
    options: {},
    header: "time,close\n",
    line: (i) => `${i},${price(i)}\n`,
  },
  {
    name: "5 numbers",
    rows: 500_000,
    options: { targets: ["a"], features: ["b", "c", "d"] },
    header: "time,a,b,c,d\n",
    line: (i) => `${i},${price(i)},${price(i + 1)},${price(i + 2)},${i}\n`,
  },
  {
    name: "ISO time, series of 50, 2 numbers",
    rows: 500_000,
    options: { series: "id", targets: ["hr"], features: ["spo2"] },
    header: "time,id,hr,spo2\n",
    line: (i) => `${date(Math.floor(i / 50))},patient-${i % 50},${60 + i % 40},${90 + i % 10}.5\n`,
  },
  {
    name: "the same, text quoted (@std/csv)",
    rows: 100_000,
    options: { series: "id", targets: ["hr"], features: ["spo2"] },
    header: "time,id,hr,spo2\n",
    line: (i) => `"${date(Math.floor(i / 50))}","patient-${i % 50}",${60 + i % 40},${90 + i % 10}.5\n`,
  },
  {
    name: "the same as NDJSON",
    rows: 100_000,
    options: { format: "ndjson", time: "time", series: "id", targets: ["hr"], features: ["spo2"] },
    header: "",
    line: (i) =>
      `{"time":"${date(Math.floor(i / 50))}","id":"patient-${i % 50}","hr":${60 + i % 40},"spo2":${
        90 + i % 10
      }.5}\n`,
  },
  {
    name: "every row bad",
    rows: 100_000,
    options: { targets: ["close"] },
    header: "time,close\n0,1\n",
    line: (i) => `${i},1,2\n`,
  },
];

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(at, at += CHUNK));
    },
  }, { highWaterMark: 0 });
}

/** One pass over the bytes; milliseconds. */
async function pass(open: Open, bytes: Uint8Array, workload: Workload): Promise<number> {
  const start = performance.now();
  const reader = await open(streamOf(bytes), {
    format: "csv",
    features: [],
    badRows: "skip",
    name: workload.name,
    onBadRow() {},
    ...workload.options,
  });
  let sum = 0;
  while (await reader.fill()) while (reader.next()) sum += reader.row.values[0];
  if (reader.records < workload.rows || Number.isNaN(sum)) {
    throw new Error(`${workload.name}: rows were lost`);
  }
  return performance.now() - start;
}

/** The reader of another checkout. */
async function openOf(folder: string): Promise<Open> {
  const path = await Deno.realPath(`${folder}/src/input/row_reader.ts`);
  const { RowReader: other } = await import(`file://${path}`);
  return (bytes, options) => other.open(bytes, options);
}

if (import.meta.main) {
  const [folder] = Deno.args;
  const opens: Open[] = [(bytes, options) => RowReader.open(bytes, options)];
  if (folder !== undefined) opens.push(await openOf(folder));
  for (const workload of WORKLOADS) {
    let text = workload.header;
    for (let i = 0; i < workload.rows; i++) text += workload.line(i);
    const bytes = new TextEncoder().encode(text);
    const times: number[][] = opens.map(() => []);
    for (let i = 0; i < PASSES; i++) {
      for (const [k, open] of opens.entries()) times[k].push(await pass(open, bytes, workload));
    }
    for (const passes of times) passes.sort((a, b) => a - b);
    const [ours, theirs] = times;
    const rate = (ms: number) => (workload.rows / ms / 1000).toFixed(2);
    const median = ours[PASSES >> 1];
    const megabytes = (bytes.length / median / 1000).toFixed(0);
    const beside = theirs === undefined
      ? ""
      : `; there ${rate(theirs[PASSES >> 1])} M rows/s (${rate(theirs.at(-1)!)} … ${
        rate(theirs[0])
      }), best here to best there ${(theirs[0] / ours[0]).toFixed(2)}`;
    // deno-lint-ignore no-console
    console.log(
      `${workload.name.padEnd(36)} ${rate(median)} M rows/s (${rate(ours.at(-1)!)} … ${
        rate(ours[0])
      }), ${megabytes} MB/s${beside}`,
    );
  }
}
