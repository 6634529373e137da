/**
 * The whole command as people run it: rows a second, peak memory, and how long a row waits for its forecasts when rows come
 * slowly: `deno task bench:stream`.
 *
 * Each run is a process of its own, start included; figures are medians over launches. Where a Python with PyTorch is found,
 * rows a second are compared with its bare training loop, which reads nothing, writes nothing and forecasts nothing.
 * `--save` keeps the table for the guide (`deno task bench:table`).
 */
import { digits, machine, median, percentile, print } from "./measure.ts";
import { type Question, startPyTorch } from "./peers/peer.ts";
import { type Cells, save } from "./results.ts";
import { writeWalks } from "./stream_rows.ts";

const LAUNCHES = 5;
const ROOT = new URL("../../", import.meta.url).pathname;

interface Workload {
  readonly name: string;
  readonly args: readonly string[];
  readonly rows: number;
  readonly series: number;
  /** What PyTorch does for each row, if that is compared, and how many times as fast this is to be. */
  readonly peer?: Omit<Question, "what" | "batch">;
  readonly wanted?: string;
}

const LEARNING = ["--tbptt", "32", "--update-every", "1"];
const ONE = ["--target", "close"];
const MANY = [...ONE, "--series", "id"];
const GRU = "gru(reset=after)";

const WORKLOADS: readonly Workload[] = [
  {
    name: "naive,ewma",
    args: [...ONE, "--models", "naive,ewma"],
    rows: 1_000_000,
    series: 1,
    wanted: "500,000 rows/s",
  },
  {
    name: "lstm",
    args: [...ONE, "--models", "lstm", ...LEARNING],
    rows: 100_000,
    series: 1,
    peer: { kind: "lstm", hidden: 32 },
    wanted: "15 ×",
  },
  {
    name: "gru(reset=after)",
    args: [...ONE, "--models", GRU, ...LEARNING],
    rows: 100_000,
    series: 1,
    peer: { kind: "gru", hidden: 32 },
    wanted: "45 ×",
  },
  {
    name: "lstm, 128 hidden",
    args: [...ONE, "--models", "lstm", "--hidden", "128", ...LEARNING],
    rows: 10_000,
    series: 1,
    peer: { kind: "lstm", hidden: 128 },
    wanted: "2.2 ×",
  },
  {
    name: "lstm, 1,000 series",
    args: [...MANY, "--models", "lstm", ...LEARNING],
    rows: 200_000,
    series: 1000,
  },
  {
    name: "lstm, one update in 33 rows",
    args: [...ONE, "--models", "lstm", "--tbptt", "32", "--update-every", "33"],
    rows: 500_000,
    series: 1,
  },
  { name: "the default models", args: ONE, rows: 100_000, series: 1 },
  {
    name: "the default models, --workers auto",
    args: [...ONE, "--workers", "auto"],
    rows: 100_000, // some tenths of a second go by until all threads have compiled what is hot
    series: 1,
  },
];

function command(args: readonly string[], options: Deno.CommandOptions): Deno.ChildProcess {
  const permissions = ["--allow-read", "--no-prompt"];
  return new Deno.Command(Deno.execPath(), {
    args: ["run", ...permissions, `${ROOT}main.ts`, ...args],
    ...options,
  }).spawn();
}

/** Peak resident memory so far in MB; NaN where the system does not tell. */
async function peakMemory(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`).catch(() => "");
  return Number(status.match(/^VmHWM:\s*(\d+) kB$/m)?.[1] ?? NaN) / 1024;
}

/** @throws {Error} if a network that should learn from nearly every row, or every so many, hasn't: its speed would mean nothing */
async function checkLearned({ name, args, rows }: Workload, file: string, folder: string): Promise<void> {
  const summary = `${folder}/summary.json`;
  const given = [...args, "--input", file, "--summary", summary, "--quiet"];
  const permissions = ["--allow-read", `--allow-write=${summary}`, "--no-prompt"];
  const run = new Deno.Command(Deno.execPath(), {
    args: ["run", ...permissions, `${ROOT}main.ts`, ...given],
    stdout: "null",
  });
  await run.output();
  const { models } = JSON.parse(await Deno.readTextFile(summary));
  for (const { name: model, updates, options: { every = 1 } } of models) {
    if (updates === undefined || updates * every > 0.7 * rows) continue;
    throw new Error(`Cannot measure ${name}: ${model} made ${updates} updates in ${rows} rows`);
  }
}

/** One launch: seconds and MB. */
async function launch(
  args: readonly string[],
  file: string,
): Promise<{ seconds: number; megabytes: number }> {
  const start = performance.now();
  const child = command([...args, "--input", file, "--quiet"], { stdout: "null", stderr: "inherit" });
  let megabytes = NaN;
  const watch = setInterval(async () => {
    const peak = await peakMemory(child.pid);
    if (peak > 0) megabytes = peak;
  }, 20);
  const { success } = await child.status;
  const seconds = (performance.now() - start) / 1000;
  clearInterval(watch);
  if (!success) throw new Error(`Cannot measure ${args.join(" ")}: it failed`);
  return { seconds, megabytes };
}

/** Milliseconds from a row's last byte to its last forecast, for rows that come one by one. */
async function latencies(args: readonly string[], lines: number): Promise<number[]> {
  const child = command([...args, "--quiet"], { stdin: "piped", stdout: "piped", stderr: "inherit" });
  const writer = child.stdin.getWriter();
  const reader = child.stdout.getReader();
  const encoder = new TextEncoder();
  let breaks = 0;
  const until = async (count: number) => {
    while (breaks < count) for (const byte of (await reader.read()).value!) if (byte === 10) breaks++;
  };
  await writer.write(encoder.encode("time,close\n0,100\n"));
  await until(1 + lines);
  const waits: number[] = [];
  for (let row = 1; row <= 1000; row++) {
    await new Promise((resolve) => setTimeout(resolve, 3));
    const start = performance.now();
    await writer.write(encoder.encode(`${row},${(100 + 10 * Math.sin(row * row)).toFixed(3)}\n`));
    await until(1 + (row + 1) * lines);
    waits.push(performance.now() - start);
  }
  await writer.close();
  reader.cancel();
  await child.status;
  return waits.slice(100); // the first ones are compiled on the way
}

print(`Deno ${Deno.version.deno}, ${machine()}`);
const versions: Record<string, string> = {};
const torch = await startPyTorch();
if (torch !== undefined) versions[torch.name] = torch.version;
const folder = await Deno.makeTempDir({ prefix: "foretide-stream-" });
const table: Cells[] = [];
const add = (cells: Cells) => {
  table.push(cells);
  print(
    Object.entries(cells).map(([name, value]) =>
      name === "workload" ? String(value).padEnd(44) : `${name} ${value}`
    ).join("  "),
  );
};
for (const workload of WORKLOADS) {
  const { name, args, rows, series, peer, wanted } = workload;
  const file = `${folder}/${rows}-${series}.csv`;
  await writeWalks(file, rows, series);
  if (series === 1) await checkLearned(workload, file, folder); // many series learn several rows in one update
  const runs: { seconds: number; megabytes: number }[] = [];
  const theirs: number[] = [];
  for (let i = 0; i < LAUNCHES; i++) {
    runs.push(await launch(args, file));
    if (peer === undefined || torch === undefined) continue;
    theirs.push(...(await torch.ask({ ...peer, what: "update", batch: 1 }, 9)).us);
  }
  const rate = rows / median(runs.map(({ seconds }) => seconds));
  add({
    workload: name,
    rows,
    "rows/s": Math.round(rate),
    MB: Math.round(median(runs.map(({ megabytes }) => megabytes))),
    "× PyTorch's loop": theirs.length > 0 ? digits(rate * median(theirs) / 1e6) : "",
    wanted: wanted ?? "",
  });
}
for (
  const [name, args] of [["one thread", ONE], ["--workers auto", [...ONE, "--workers", "auto"]]] as const
) {
  const waits = await latencies(args, 6);
  const share = 100 * waits.filter((ms) => ms <= 2).length / waits.length;
  add({
    workload: `a slow producer, the default models, ${name}`,
    "ms p50": digits(percentile(waits, 50)),
    p95: digits(percentile(waits, 95)),
    p99: digits(percentile(waits, 99)),
    "within 2 ms": `${share.toFixed(1)} %`,
    wanted: "95 %",
  });
}
await torch?.close();
await Deno.remove(folder, { recursive: true });
await save("stream", versions, table);
