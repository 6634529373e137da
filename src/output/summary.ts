import { METRICS, type Score } from "../evaluation/metrics.ts";

/** What the summary says of a model in addition to its scores: its name, the numbers of its report, an ensemble's weights. */
export interface ModelFacts {
  readonly name: string;
  readonly [fact: string]: unknown;
}

/** How much a step of a model that attends reads of each row of its newest window, the oldest row first; their sum is 1. */
export interface AttendedStep {
  readonly model: string;
  /** Rows ahead: 1 … farthest horizon. */
  readonly step: number;
  readonly weights: readonly number[];
}

/** What the summary says of a run in addition to its scores. */
export interface RunFacts {
  readonly version: string;
  readonly command: string;
  /** Rows accepted, and bad rows left out. */
  readonly rows: number;
  readonly skipped: number;
  readonly series: number;
  /** With a state: rows learned in runs before, which `rows` counts too, and those of them that came again. */
  readonly resumed?: number;
  readonly repeated?: number;
  readonly seconds: number;
  readonly rowsPerSecond: number;
  readonly seed: number;
  /** Name of the kernel set. */
  readonly kernels: string;
  /** Every option with the value that took effect. Plain values only. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly models: readonly ModelFacts[];
  /** Seasons that were found, or told. */
  readonly seasons?: readonly unknown[];
  /** Impossible readings by column, drift alarms by model, what became of the alerts by rule; where they were asked for. */
  readonly impossible?: readonly unknown[];
  readonly drift?: readonly unknown[];
  readonly alerts?: readonly unknown[];
  /** The newest forecasts of every series. */
  readonly latest?: readonly unknown[];
}

/** What is written of a run, in this order; what it has not is left out. */
const FACTS = [
  "version",
  "command",
  "rows",
  "skipped",
  "series",
  "resumed",
  "repeated",
  "seconds",
  "rowsPerSecond",
  "seed",
  "kernels",
  "configuration",
  "models",
  "seasons",
  "impossible",
  "drift",
  "alerts",
] as const satisfies readonly (keyof RunFacts)[];

/** What is written of a score, in this order; and of its levels, if it has several, and the bins of its histogram. */
const KEYS = [
  ...["model", "target", "horizon", "level", ...Object.keys(METRICS), "levels"],
  ...["pit", "from", "to", "share"],
];

/**
 * The summary as JSON, for `--summary`: the facts in the order of `RunFacts`, then `attention`, where a model attends, with
 * one step a line, and `scores` with one score a line, so that `grep` and `diff` read it as well as `jq`. Numbers in full
 * precision; what is no number is null. Ends with a newline.
 */
export function summaryJson(
  run: RunFacts,
  scores: readonly Score[],
  attention: readonly AttendedStep[] = [],
): string {
  const facts = Object.fromEntries(FACTS.map((fact) => [fact, run[fact]]));
  const head = JSON.stringify(facts, null, 2).replace(/\n}$/, "");
  const latest = list("latest", (run.latest ?? []).map((forecast) => JSON.stringify(forecast)));
  const steps = attention.length === 0
    ? ""
    : list("attention", attention.map((step) => JSON.stringify(step)));
  return `${head}${run.latest === undefined ? "" : latest}${steps}${
    list("scores", scores.map((score) => JSON.stringify(score, KEYS)))
  }\n}\n`;
}

/** A list, one element a line, behind what stands before it. */
function list(name: string, elements: readonly string[]): string {
  return `,\n  "${name}": [${elements.map((element) => `\n    ${element}`).join(",")}\n  ]`;
}
