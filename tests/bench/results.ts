/** What the benchmarks found, kept in results.json: `--save` writes a benchmark's part of it, table.ts reads all of it. */
import { machine } from "./measure.ts";

/** One row of a table: cells by the column's name. */
export type Cells = Readonly<Record<string, string | number>>;

/** What one benchmark found. */
export interface Part {
  readonly machine: string;
  /** Name and version of everything that was measured. */
  readonly versions: Readonly<Record<string, string>>;
  readonly rows: readonly Cells[];
}

export type Results = Readonly<Partial<Record<"peers" | "stream", Part>>>;

const FILE = new URL("results.json", import.meta.url);

export async function readResults(): Promise<Results> {
  return JSON.parse(await Deno.readTextFile(FILE));
}

/** Replaces one benchmark's part, if `--save` stands on the command line. */
export async function save(
  benchmark: keyof Results,
  versions: Part["versions"],
  rows: readonly Cells[],
): Promise<void> {
  if (!Deno.args.includes("--save")) return;
  const part: Part = { machine: machine(), versions: { Deno: Deno.version.deno, ...versions }, rows };
  const all = { ...await readResults().catch(() => ({})), [benchmark]: part };
  await Deno.writeTextFile(FILE, JSON.stringify(all, null, 2) + "\n");
}
