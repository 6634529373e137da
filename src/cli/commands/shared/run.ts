import type { RunState } from "../../../checkpoint/run_state.ts";
import type { Plausibility } from "../../../input/plausibility.ts";
import type { RowSource } from "../../../input/row_source.ts";
import type { ForecastWriter } from "../../../output/forecast_writer.ts";
import type { Progress } from "../../../output/progress.ts";
import type { Pipeline } from "../../../pipeline/pipeline.ts";
import type { StopSignals } from "../../stop_signals.ts";

/** The parts of any run that follows its input. */
export interface Course {
  readonly reader: RowSource;
  /** What learns the rows: how many it has, and of which series. */
  readonly pipeline: { readonly rows: number; readonly keys: readonly string[] };
  readonly progress: Progress;
  readonly state: RunState | undefined;
  readonly stop: StopSignals;
}

/** The parts of a forecast run that rows go through. */
export interface ForecastCourse extends Course {
  readonly pipeline: Pipeline;
  readonly writer: ForecastWriter;
  /** Whether rows of several series may join one minibatch. */
  readonly manySeries: boolean;
  /** What readings are possible; undefined: all. */
  readonly plausibility: Plausibility | undefined;
}

/** Tells the progress of one more row. @param series so far */
export function tell(course: Course, series: number): void {
  course.progress.update(learnedNow(course), series, skippedNow(course));
}

/** Rows learned in this run. */
export function learnedNow({ pipeline, state }: Pick<Course, "pipeline" | "state">): number {
  return pipeline.rows - (state?.resumed ?? 0);
}

/** Bad rows, in all runs of the state. */
export function skippedNow({ reader, state }: Pick<Course, "reader" | "state">): number {
  return state?.skipped ?? reader.skipped;
}
