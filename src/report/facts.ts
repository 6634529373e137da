import { count } from "../output/label.ts";

/** What a page says of how a run came about. */
export interface RunFacts {
  readonly version: string;
  readonly kernels: string;
  readonly seed: number;
  readonly rows: number;
  readonly skipped: number;
  /** Names of the series. */
  readonly series: readonly string[];
  readonly configuration: Readonly<Record<string, unknown>>;
}

/** As names and values, what was left at nothing left out. */
export function factsOf(facts: RunFacts): readonly (readonly [string, string])[] {
  const { version, kernels, seed, rows, skipped, series, configuration } = facts;
  const said = Object.entries(configuration).filter(([, value]) => value !== undefined)
    .map(([name, value]) =>
      [name, typeof value === "object" ? [value].flat().join(", ") : String(value)] as const
    )
    .filter(([name, value]) => value !== "" && name !== "seed");
  return [
    ["rows", count(rows)],
    ["skipped", String(skipped)],
    ["series", String(series.length)],
    ["seed", String(seed)],
    ...said,
    ["kernels", kernels],
    ["version", version],
  ];
}
