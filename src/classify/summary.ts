import type { ClassScore } from "./metrics.ts";

/** The summary as JSON: the facts, then one score a line. What is no number is null. Ends with a newline. */
export function classSummary(
  facts: Readonly<Record<string, unknown>>,
  classes: readonly string[],
  scores: readonly ClassScore[],
): string {
  const head = JSON.stringify({ ...facts, classes }, null, 2).replace(/\n}$/, "");
  const lines = scores.map((score) => `\n    ${JSON.stringify(score)}`).join(",");
  return `${head},\n  "scores": [${lines}\n  ]\n}\n`;
}
