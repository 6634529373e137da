import type { Row } from "../../../input/row.ts";
import type { Run } from "./run.ts";

/** The way of rows through the models and out again. `follow` says where it begins and when the state is saved. */
export interface RowProcessor {
  /** Takes in the reader's row. A promise is to be waited for before the next row is read. */
  take(row: Row): Promise<void> | undefined;
  /** No further row is at hand: what was taken is answered before the next one is waited for, or meanwhile. */
  rest(): Promise<void>;
  /** Answers all that was taken. Afterwards nothing that was learned waits to be written: the state may be saved. */
  finish(): Promise<void>;
}

/** Makes what tells the progress of one more row; `series` so far. */
export function teller(
  { reader, learner, state, progress }: Pick<Run, "reader" | "learner" | "state" | "progress">,
): (series: number) => void {
  const resumed = state?.resumed ?? 0;
  return (series) => progress.update(learner.rows - resumed, series, state?.skipped ?? reader.skipped);
}
