import type { Run } from "./run.ts";

/** Makes what tells the progress of one more row; `series` so far. */
export function teller(
  { reader, learner, state, progress }: Pick<Run, "reader" | "learner" | "state" | "progress">,
): (series: number) => void {
  const resumed = state?.resumed ?? 0;
  return (series) => progress.update(learner.rows - resumed, series, state?.skipped ?? reader.skipped);
}
