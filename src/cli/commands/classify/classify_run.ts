import type { Classification } from "../../../classify/classification.ts";
import type { PredictionWriter } from "../../../classify/prediction_writer.ts";
import type { Run } from "../shared/run.ts";
import type { BuiltClassification } from "./build.ts";
import type { ClassifyOptions } from "./flags.ts";
import type { ClassReport } from "./report.ts";

/** A `classify` run. */
export interface ClassifyRun extends Run {
  readonly options: ClassifyOptions;
  readonly learner: Classification;
  readonly built: BuiltClassification;
  readonly writer: PredictionWriter;
  readonly summary: Deno.FsFile | undefined;
  readonly report: ClassReport | undefined;
}

/** What of a run its rows go through. */
export type ClassifyPath = Omit<ClassifyRun, "processor" | keyof Disposable>;
