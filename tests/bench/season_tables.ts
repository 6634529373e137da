import { basename, join } from "@std/path";
import { runMain } from "./run_main.ts";

/**
 * Tables of accuracy on series with and without seasons, nothing told: the ensemble of the default models
 * beside its best member and repeating the last value, over stretches of rows, so that the start is seen too;
 * and the M4 competition's hourly series by its own rule.
 */

/** Rows of the values forecast: how fast a run starts, and what it comes to. */
const STRETCHES = [[20, 49], [50, 149], [150, 499], [500, Infinity]] as const;
/** Fewer values than this make no stretch. */
const FEWEST = 15;

/** Horizons asked together, by how far the rows of a file are apart. */
function horizonsOf(times: readonly string[]): number[] {
  const gaps = times.slice(1, 30).map((time, i) => Date.parse(time) - Date.parse(times[i])).sort((a, b) =>
    a - b
  );
  const hours = gaps[gaps.length >> 1] / 3_600_000;
  const upTo = (most: number) => Array.from({ length: most }, (_, i) => i + 1);
  return hours <= 1 ? [1, 24, 48] : hours <= 24 ? upTo(7) : hours > 2000 ? upTo(8) : upTo(12);
}

/** Mean squared errors of models over a stretch of rows at a horizon. */
export interface StretchErrors {
  readonly horizon: number;
  readonly from: number;
  readonly to: number;
  readonly errors: ReadonlyMap<string, number>;
}

/**
 * Errors by stretch, of forecasts `(row of the origin, horizon, model) → value`; of the nearest and the
 * farthest horizon. Stretches of fewer than 15 values, or of values that nothing was said of so far ahead,
 * are left out.
 */
export function stretchErrors(
  values: readonly number[],
  horizons: readonly number[],
  models: readonly string[],
  said: (row: number, horizon: number, model: string) => number | undefined,
): StretchErrors[] {
  return [...new Set([horizons[0], horizons[horizons.length - 1]])].flatMap((horizon) =>
    STRETCHES.flatMap(([from, most]) => {
      const to = Math.min(most, values.length - 1);
      if (to - from + 1 < FEWEST || from < horizon) return [];
      const errors = new Map(models.map((model) => {
        let sum = 0;
        for (let row = from; row <= to; row++) {
          sum += (said(row - horizon, horizon, model)! - values[row]) ** 2;
        }
        return [model, sum / (to - from + 1)];
      }));
      return [{ horizon, from, to, errors }];
    })
  );
}

/**
 * All files of a folder with columns `time` and `y`, the smallest first. @param mains ours, and another
 * version's to be run too
 */
export async function seasonsTable(folder: string, mains: readonly string[]): Promise<string[]> {
  const out = [
    `| series, rows ahead | rows | naive | best member | ensemble | of the best |${
      mains.length > 1 ? " beside |" : ""
    } µs a row |`,
    `| --- | --- | --- | --- | --- | --- |${mains.length > 1 ? " --- |" : ""} --- |`,
  ];
  const files: { name: string; size: number }[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    const text = await Deno.readTextFile(join(folder, name));
    if (/^time,y\r?\n/.test(text)) files.push({ name, size: text.length });
  }
  for (const { name } of files.sort((a, b) => a.size - b.size)) {
    const text = (await Deno.readTextFile(join(folder, name))).trim().replaceAll("\r", "") + "\n";
    const rows = text.trim().split("\n").slice(1).map((line) => line.split(","));
    const horizons = horizonsOf(rows.map(([time]) => time));
    const runs = [];
    for (const main of mains) runs.push(await measure(main, text, rows.map(([, y]) => Number(y)), horizons));
    const [own, other] = runs;
    own.stretches.forEach(({ horizon, from, to, errors }, i) => {
      const members = [...errors].filter(([model]) => model !== "ensemble").sort((a, b) => a[1] - b[1]);
      const [best, least] = members[0];
      const ensemble = errors.get("ensemble")!;
      const cells = [
        `${basename(name, ".csv")}, ${horizon}`,
        `${from}-${to}`,
        digits(errors.get("naive")!),
        `${best} ${digits(least)}`,
        digits(ensemble),
        `${((ensemble / least - 1) * 100).toFixed(1)} %`,
        ...(other ? [digits(other.stretches[i].errors.get("ensemble")!)] : []),
        own.microseconds.toFixed(0),
      ];
      out.push(`| ${cells.join(" | ")} |`);
    });
  }
  return out;
}

/** RMSE. */
function digits(squared: number): string {
  return Math.sqrt(squared).toPrecision(4);
}

async function measure(main: string, text: string, values: number[], horizons: number[]) {
  const said = new Map<string, number>();
  const models = new Set<string>();
  let row = -1;
  let newest = "";
  const microseconds = await runMain(
    main,
    text,
    ["--target", "y", "--horizon", horizons.join()],
    (fields) => {
      const [, time, , horizon, model, forecast] = fields;
      if (time !== newest) [row, newest] = [row + 1, time];
      models.add(model);
      said.set(`${row},${horizon},${model}`, Number(forecast));
    },
  );
  const of = (row: number, horizon: number, model: string) => said.get(`${row},${horizon},${model}`);
  return { stretches: stretchErrors(values, horizons, [...models], of), microseconds };
}

/**
 * Of the competition's 414 hourly series, as published: Makridakis, Spiliotis & Assimakopoulos 2020, table 4.
 */
const M4_PUBLISHED = [
  ["Smyl's hybrid, winner of the competition; all 414 series", 0.893],
] as const;
const AHEAD = 48;
const DAY = 24;

/**
 * The symmetric percentage error and the error scaled by that of one day ago, as the competition defines
 * them.
 */
export function m4Errors(
  past: readonly number[],
  actual: readonly number[],
  said: readonly number[],
): { smape: number; mase: number } {
  let scale = 0;
  for (let i = DAY; i < past.length; i++) scale += Math.abs(past[i] - past[i - DAY]) / (past.length - DAY);
  let smape = 0;
  let mase = 0;
  actual.forEach((value, i) => {
    const error = Math.abs(value - said[i]);
    smape += 200 * error / (Math.abs(value) + Math.abs(said[i])) / actual.length;
    mase += error / scale / actual.length;
  });
  return { smape, mase };
}

/**
 * 48 hours ahead from the last row of each series: `m4-hourly.csv` (id,t,y) and `m4-hourly-test.csv` in the
 * folder.
 */
export async function m4Table(folder: string, mains: readonly string[]): Promise<string[]> {
  const text = await Deno.readTextFile(join(folder, "m4-hourly.csv"));
  const past = await columnsById(text);
  const actual = await columnsById(await Deno.readTextFile(join(folder, "m4-hourly-test.csv")));
  const out = [
    `| ${past.size} hourly series of the M4 competition, 48 ahead | sMAPE | MASE |`,
    "| --- | --- | --- |",
  ];
  for (const [m, main] of mains.entries()) {
    const rows = new Map<string, number>();
    const times = new Map<string, string>();
    const said = new Map<string, Map<string, number[]>>(); // by model, by series
    const args = ["--series", "id", "--time", "t", "--target", "y", "--horizon", `1-${AHEAD}`];
    await runMain(main, text, args, ([series, time, , horizon, model, forecast]) => {
      if (times.get(series) !== time) rows.set(series, (rows.get(series) ?? 0) + 1);
      times.set(series, time);
      if (rows.get(series) !== past.get(series)!.length) return;
      const of = said.get(model) ?? said.set(model, new Map()).get(model)!;
      (of.get(series) ?? of.set(series, []).get(series)!)[Number(horizon) - 1] = Number(forecast);
    });
    for (const [model, of] of said) {
      const errors = [...of].map(([series, values]) =>
        m4Errors(past.get(series)!, actual.get(series)!, values)
      );
      const mean = (pick: (error: typeof errors[number]) => number) =>
        errors.reduce((sum, error) => sum + pick(error), 0) / errors.length;
      const name = m === 0 ? model : `${model}, beside`;
      out.push(
        `| ${name} | ${mean(({ smape }) => smape).toFixed(3)} | ${mean(({ mase }) => mase).toFixed(3)} |`,
      );
    }
  }
  for (const [name, mase] of M4_PUBLISHED) {
    out.push(`| ${name} | – | ${mase.toFixed(3)} |`);
  }
  return out;
}

/** The last column by the first. */
function columnsById(text: string): Map<string, number[]> {
  const columns = new Map<string, number[]>();
  for (const line of text.trim().split(/\r?\n/).slice(1)) {
    const [id, , value] = line.split(",");
    (columns.get(id) ?? columns.set(id, []).get(id)!).push(Number(value));
  }
  return columns;
}
