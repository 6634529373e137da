import { assertEquals } from "@std/assert";
import { parse } from "@std/csv";
import type { Workdir } from "./workdir.ts";

/** A line of the program's CSV output, read. */
export interface ForecastLine {
  readonly series: string;
  readonly time: string;
  readonly target: string;
  readonly horizon: number;
  readonly model: string;
  /** NaN where the field is empty. */
  readonly forecast: number;
  readonly lower: string;
  readonly upper: string;
}

/** The header of the output: the columns never change. */
export const HEADER = "series,time,target,horizon,model,forecast,lower,upper";

/** Reads the program's CSV output. @throws {AssertionError} if its header or the shape of a line is not the contract's */
export function readForecasts(csv: string): ForecastLine[] {
  const [header, ...records] = parse(csv);
  assertEquals(header.join(","), HEADER);
  return records.map((record) => {
    assertEquals(record.length, header.length, record.join(","));
    const [series, time, target, horizon, model, forecast, lower, upper] = record;
    const value = forecast === "" ? NaN : Number(forecast);
    return { series, time, target, horizon: Number(horizon), model, forecast: value, lower, upper };
  });
}

/** The header and the first rows of a file in fixtures/, as they stand there. */
export async function firstRows(fixture: string, rows: number): Promise<string> {
  const text = await Deno.readTextFile(new URL(`../../fixtures/${fixture}`, import.meta.url));
  return text.split("\n", rows + 1).join("\n") + "\n";
}

/** The records of a CSV text as objects, by the header's names. */
export function records(csv: string): Record<string, string>[] {
  const [header, ...rows] = parse(csv);
  return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i]])));
}

/** The records of a command, and of the same one with further arguments. */
export async function recordsWith(
  dir: Workdir,
  args: readonly string[],
  further: readonly string[],
  stdin: string,
): Promise<Record<string, string>[][]> {
  const runs = await Promise.all([[], further].map((more) => dir.run([...args, ...more], { stdin })));
  return runs.map((run) => records(run.expect(0).stdout));
}
