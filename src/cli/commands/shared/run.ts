import type { RecordedFile } from "../../../checkpoint/recorded_file.ts";
import type { RunState } from "../../../checkpoint/run_state.ts";
import type { RowSource } from "../../../input/row_source.ts";
import type { Progress } from "../../../output/progress.ts";
import type { StopSignals } from "../../stop_signals.ts";
import type { RowProcessor } from "./row_processor.ts";

/**
 * A run of a command that follows its input: it is opened, part by part, then its rows are followed, then it
 * is closed. All parts of it are here; a command adds its own. Disposed, it lets go of its state's lock, its
 * threads and signals.
 */
export interface Run extends Disposable {
  readonly options: { readonly quiet: boolean; readonly state: string | undefined };
  /** When it began, by the clock of `performance.now`. */
  readonly startedAt: number;
  readonly reader: RowSource;
  /** What learns the rows: how many it has, and of which series. */
  readonly learner: { readonly rows: number; readonly keys: readonly string[] };
  /** The way of rows through it. */
  readonly processor: RowProcessor;
  readonly progress: Progress;
  readonly state: RunState | undefined;
  /** Files that are written line by line. */
  readonly recorded: readonly (RecordedFile | undefined)[];
  readonly stop: StopSignals;
}

/** Rows learned in this run. */
export function learnedNow({ learner, state }: Pick<Run, "learner" | "state">): number {
  return learner.rows - (state?.resumed ?? 0);
}

/** Bad rows, in all runs of the state. */
export function skippedNow({ reader, state }: Pick<Run, "reader" | "state">): number {
  return state?.skipped ?? reader.skipped;
}

/** Seconds that the run has taken. */
export function secondsOf({ startedAt }: Pick<Run, "startedAt">): number {
  return (performance.now() - startedAt) / 1000;
}
