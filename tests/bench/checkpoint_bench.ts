// deno-lint-ignore-file no-console -- a benchmark tells its figures
/**
 * What keeping a state costs: `deno task bench:checkpoint [memory]`. Runs with and without a state take turns, so that a
 * machine that others use too disturbs both alike; medians. With `memory`: peaks after 100,000 and 2,000,000 rows too.
 */
import { fromFileUrl } from "@std/path";
import { Random } from "../../src/base/random.ts";

const MAIN = fromFileUrl(new URL("../../main.ts", import.meta.url));
const TURNS = 7;
const ROWS = 60_000;

interface Measured {
  readonly seconds: number;
  /** Peak of resident memory, MiB. */
  readonly peak: number;
}

/** Runs the command on a file; its time, and the most memory it held. */
async function run(cwd: string, args: readonly string[]): Promise<Measured> {
  const began = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-read=.", "--allow-write=.", MAIN, ...args, "--quiet"],
    cwd,
    stdout: "null",
  }).spawn();
  let peak = 0;
  const watch = setInterval(() => peak = Math.max(peak, peakOf(child.pid)), 50);
  const { code } = await child.status;
  clearInterval(watch);
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}`);
  return { seconds: (performance.now() - began) / 1000, peak };
}

function peakOf(pid: number): number {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0; // it has ended, or this is no Linux
  }
}

/** A random walk, rows of one series or of many in turn. */
async function writeRows(path: string, rows: number, series = 1): Promise<void> {
  const random = new Random(1);
  const values = new Float64Array(series);
  using file = await Deno.open(path, { write: true, create: true, truncate: true });
  let text = series === 1 ? "time,y\n" : "time,id,y\n";
  for (let i = 0; i < rows; i++) {
    const s = i % series;
    values[s] += random.normal();
    const time = Math.floor(i / series);
    text += series === 1 ? `${time},${values[s].toFixed(4)}\n` : `${time},s${s},${values[s].toFixed(4)}\n`;
    if (text.length < 1 << 20 && i < rows - 1) continue;
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    text = "";
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/** By how much a state, saved every 1,000 rows, slows a run of `ROWS` rows. */
async function cost(dir: string, what: string, args: readonly string[]): Promise<void> {
  const ratios: number[] = [];
  const times: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    for (const left of ["s", "s.previous"]) await Deno.remove(`${dir}/${left}`).catch(() => {});
    const plain = ["--input", "rows.csv", ...args];
    const kept = [...plain, "--state", "s", "--checkpoint-every", "1000"];
    const [first, second] = turn % 2 === 0 ? [plain, kept] : [kept, plain];
    const [a, b] = [(await run(dir, first)).seconds, (await run(dir, second)).seconds];
    ratios.push(turn % 2 === 0 ? b / a : a / b);
    times.push(turn % 2 === 0 ? a : b);
  }
  const percent = 100 * (median(ratios) - 1);
  console.log(
    `${what}: ${median(times).toFixed(2)} s without a state, ${percent.toFixed(1)} % more with one`,
  );
}

/** How long it takes to read, check and restore a checkpoint: the resumed run beside one that begins, on one row each. */
async function load(dir: string): Promise<void> {
  const args = ["--series", "id", "--target", "y", "--models", "lstm(hidden=64)"];
  await writeRows(`${dir}/many.csv`, 60_000, 1000);
  await Deno.writeTextFile(`${dir}/one.csv`, "time,id,y\n60,s0,1\n");
  await run(dir, [...args, "--input", "many.csv", "--state", "m"]);
  const { size } = await Deno.stat(`${dir}/m`);
  const extra: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    await Deno.copyFile(`${dir}/m`, `${dir}/copy`);
    const fresh = await run(dir, [...args, "--input", "one.csv"]);
    const resumed = await run(dir, [...args, "--input", "one.csv", "--state", "copy"]);
    extra.push(1000 * (resumed.seconds - fresh.seconds));
  }
  const told = `${(size / 2 ** 20).toFixed(1)} MiB`;
  console.log(
    `load and save again, lstm(hidden=64), 1,000 series, ${told}: ${median(extra).toFixed(0)} ms more`,
  );
}

/** The peak of memory after 100,000 rows and after 2,000,000. */
async function memory(dir: string): Promise<void> {
  const args = [
    "--models",
    "lstm(hidden=8,every=8),gru(hidden=8,every=8),mlp(hidden=8,every=8),ar(lags=4),naive,ensemble",
  ];
  const peaks: number[] = [];
  for (const rows of [100_000, 2_000_000]) {
    await writeRows(`${dir}/long.csv`, rows);
    const { peak, seconds } = await run(dir, [...args, "--input", "long.csv", "--state", `peak${rows}`]);
    peaks.push(peak);
    console.log(
      `peak after ${rows.toLocaleString("en")} rows: ${peak.toFixed(0)} MiB (${seconds.toFixed(0)} s)`,
    );
  }
  console.log(`difference: ${(100 * (peaks[1] / peaks[0] - 1)).toFixed(1)} %`);
}

const dir = await Deno.makeTempDir({ prefix: "foretide-bench-" });
try {
  await writeRows(`${dir}/rows.csv`, ROWS);
  await cost(dir, "default models", []);
  await cost(dir, "lstm", ["--models", "lstm"]);
  await load(dir);
  if (Deno.args.includes("memory")) await memory(dir);
} finally {
  await Deno.remove(dir, { recursive: true });
}
