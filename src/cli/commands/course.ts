import type { RunState } from "../../checkpoint/run_state.ts";
import type { Plausibility } from "../../input/plausibility.ts";
import type { RowSource } from "../../input/row_source.ts";
import type { ForecastWriter } from "../../output/forecast_writer.ts";
import type { Progress } from "../../output/progress.ts";
import type { Pipeline } from "../../pipeline/pipeline.ts";
import type { StopSignals } from "../stop_signals.ts";

/** The parts of a run that rows go through. */
export interface Course {
  readonly reader: RowSource;
  readonly pipeline: Pipeline;
  readonly writer: ForecastWriter;
  readonly progress: Progress;
  /** Whether rows of several series may join one minibatch. */
  readonly manySeries: boolean;
  /** What readings are possible; undefined: all. */
  readonly plausibility: Plausibility | undefined;
  readonly state: RunState | undefined;
  readonly stop: StopSignals;
}

/** Tells the progress of one more row. @param series so far */
export function tell(course: Course, series: number): void {
  course.progress.update(learnedNow(course), series, skippedNow(course));
}

/** Rows learned in this run. */
export function learnedNow({ pipeline, state }: Course): number {
  return pipeline.rows - (state?.resumed ?? 0);
}

/** Bad rows, in all runs of the state. */
export function skippedNow({ reader, state }: Course): number {
  return state?.skipped ?? reader.skipped;
}
