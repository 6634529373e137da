/**
 * Drift, measured on made streams with known change points: `deno task bench:drift`. Prints two Markdown tables.
 *
 * 1. The detectors as they are wired, on streams of errors: false alarms, and how soon a change is found.
 * 2. The whole command on made series: which changes the models' errors show, how soon, and what the answer to the alarms
 *    (learning faster, weights moved back) is worth: errors of the 1,000 rows after the changes, with --drift and without.
 */
import { Random } from "../../src/base/random.ts";
import { run } from "../../src/cli/run.ts";
import { ErrorWatch } from "../../src/drift/error_watch.ts";
import { type DetectorName, DETECTORS } from "../../src/drift/registry.ts";
import {
  CHANGES,
  ERROR_STREAMS,
  ERRORS,
  type ErrorStream,
  KINDS,
  madeSeries,
  ROWS,
} from "../drift/made_streams.ts";

const STREAM_SEEDS = 50;
const SERIES_SEEDS = 3;
/** An alarm later than this after a change, or before it, is a false one. */
const IN_TIME = 1000;
const MODELS = ["lstm", "gru", "mlp", "ar", "ensemble"];

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

function median(numbers: readonly number[]): string {
  if (numbers.length === 0) return "–";
  return String(numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]);
}

/** Rows at which a detector gives the alarm. */
function alarmsOn(stream: ErrorStream, name: DetectorName, seed: number): number[] {
  const random = new Random(seed);
  const watch = new ErrorWatch([DETECTORS[name]], 1);
  const alarms: number[] = [];
  let error = 0;
  for (let t = 0; t < ERRORS; t++) {
    error = stream.next(t, random, error);
    if (watch.update(error, 1) >= 0) alarms.push(t);
  }
  return alarms;
}

function judge(alarms: readonly number[], changes: readonly number[]) {
  const delays = changes.flatMap((change) => {
    const found = alarms.find((t) => t >= change && t < change + IN_TIME);
    return found === undefined ? [] : [found - change];
  });
  const isDue = (t: number) => changes.some((change) => t >= change && t < change + IN_TIME);
  return { delays, falseAlarms: alarms.filter((t) => !isDue(t)).length };
}

function detectors(): void {
  const names = Object.keys(DETECTORS) as DetectorName[];
  print(`| errors | ${names.map((name) => `${name}: found, delay, false per 10,000`).join(" | ")} |`);
  print(`|---|${names.map(() => "---|").join("")}`);
  for (const stream of ERROR_STREAMS) {
    const cells = names.map((name) => {
      const delays: number[] = [];
      let falseAlarms = 0;
      for (let seed = 1; seed <= STREAM_SEEDS; seed++) {
        const judged = judge(alarmsOn(stream, name, seed), stream.hasChange ? [ERRORS / 2] : []);
        delays.push(...judged.delays);
        falseAlarms += judged.falseAlarms;
      }
      const found = stream.hasChange ? `${Math.round(100 * delays.length / STREAM_SEEDS)} %` : "–";
      return `${found}, ${median(delays)}, ${(falseAlarms / STREAM_SEEDS * 1e4 / ERRORS).toFixed(2)}`;
    });
    print(`| ${stream.name} | ${cells.join(" | ")} |`);
  }
}

interface Outcome {
  /** Rows of the alarms by model. */
  readonly alarms: Map<string, number[]>;
  /** Mean squared error in the rows after the changes, and overall, by model. */
  readonly after: Map<string, number>;
  readonly overall: Map<string, number>;
}

async function outcomeOf(rows: readonly number[], drift: string, folder: string): Promise<Outcome> {
  const [input, output, events] = ["in.csv", "out.ndjson", "events.ndjson"].map((name) =>
    `${folder}/${name}`
  );
  await Deno.writeTextFile(input, `t,y\n${rows.map((y, t) => `${t},${y.toPrecision(7)}\n`).join("")}`);
  const args = ["--input", input, "--time", "t", "--models", `naive,${MODELS.join()}`, "--quiet"];
  args.push("--output", output, "--format", "ndjson", "--events", events, "--drift", drift);
  const io = { stdout: { write: (bytes: Uint8Array) => Promise.resolve(bytes.length) }, stderr: Deno.stderr };
  if (await run(args, io) !== 0) Deno.exit(1);
  const lines = async (path: string) =>
    (await Deno.readTextFile(path)).trim().split("\n").filter((line) => line !== "").map((line) =>
      JSON.parse(line)
    );
  const alarms = Map.groupBy(await lines(events), ({ model }) => model as string);
  const sums = new Map(MODELS.map((model) => [model, { after: 0, overall: 0 }]));
  let counted = 0;
  for (const { model, time, forecast } of await lines(output)) {
    const t = time + 1;
    const sum = sums.get(model);
    if (sum === undefined || t < 200 || t >= ROWS) continue;
    const squared = (forecast - rows[t]) ** 2;
    sum.overall += squared;
    if (CHANGES.some((change) => t >= change && t < change + IN_TIME)) {
      sum.after += squared;
      counted++;
    }
  }
  const share = MODELS.length / counted;
  return {
    alarms: new Map(MODELS.map((model) => [model, (alarms.get(model) ?? []).map(({ time }) => time)])),
    after: new Map(MODELS.map((model) => [model, sums.get(model)!.after * share])),
    overall: new Map(MODELS.map((model) => [model, sums.get(model)!.overall / (ROWS - 200)])),
  };
}

async function wholeCommand(): Promise<void> {
  const folder = await Deno.makeTempDir();
  print(
    `| series | ${
      MODELS.map((m) => `${m}: found, delay, false per 10,000; error after, overall`).join(" | ")
    } |`,
  );
  print(`|---|${MODELS.map(() => "---|").join("")}`);
  for (const kind of KINDS) {
    const found = new Map(
      MODELS.map((model) => [model, { delays: [] as number[], falseAlarms: 0, after: 0, overall: 0 }]),
    );
    for (let seed = 1; seed <= SERIES_SEEDS; seed++) {
      const rows = madeSeries(kind, seed);
      const [both, none] = [await outcomeOf(rows, "both", folder), await outcomeOf(rows, "none", folder)];
      for (const [model, sum] of found) {
        const judged = judge(both.alarms.get(model)!, kind === "none" ? [] : CHANGES);
        sum.delays.push(...judged.delays);
        sum.falseAlarms += judged.falseAlarms;
        sum.after += Math.log(both.after.get(model)! / none.after.get(model)!);
        sum.overall += Math.log(both.overall.get(model)! / none.overall.get(model)!);
      }
    }
    const cells = [...found.values()].map(({ delays, falseAlarms, after, overall }) => {
      const share = kind === "none" ? "–" : `${delays.length} of ${CHANGES.length * SERIES_SEEDS}`;
      const gain = (log: number) =>
        `${log > 0 ? "+" : ""}${(100 * Math.expm1(log / SERIES_SEEDS)).toFixed(1)} %`;
      const rate = (falseAlarms / SERIES_SEEDS * 1e4 / ROWS).toFixed(1);
      return `${share}, ${median(delays)}, ${rate}; ${gain(after)}, ${gain(overall)}`;
    });
    print(`| ${kind} | ${cells.join(" | ")} |`);
  }
  await Deno.remove(folder, { recursive: true });
}

detectors();
print("");
await wholeCommand();
