import type { ForecasterParts } from "../../../library/connect.ts";
import type { RunModels } from "../../../library/build_models.ts";
import type { OnAnswered } from "../../../evaluation/answered_row.ts";
import type { ForecastOptions } from "../../../options/forecast_options.ts";
import type { ForecastSink } from "../../../output/forecast_sink.ts";
import type { ForecastTimes } from "../../../pipeline/forecast_times.ts";
import type { Pipeline } from "../../../pipeline/pipeline.ts";
import type { LivePage } from "../../../serve/live_page.ts";
import type { Run } from "../shared/run.ts";
import type { ForecastReport } from "./report.ts";

/** What of a `forecast` run its rows go through. */
export interface ForecastPath
  extends Omit<Run, "processor" | keyof Disposable>, Omit<ForecasterParts, "pipeline"> {
  readonly options: ForecastOptions;
  readonly learner: Pipeline;
  readonly models: RunModels;
  readonly writer: ForecastSink;
  /** What is written when it ends; undefined: the writer writes all along. */
  readonly atEnd: AtEnd | undefined;
  readonly times: ForecastTimes;
  readonly summary: Deno.FsFile | undefined;
  readonly report: ForecastReport | undefined;
  readonly page: LivePage | undefined;
}

/** What is written when the run ends instead of lines row by row. */
export interface AtEnd {
  /** To be told of every row, where it wants to know. */
  readonly answered?: OnAnswered;
  /** @throws {RunError} if it can't be written */
  write(run: ForecastPath): Promise<void>;
}

/** A `forecast` run. */
export interface ForecastRun extends ForecastPath, Pick<Run, "processor" | keyof Disposable> {
  /** Who is told how it is; undefined: nobody. */
  readonly health: { end(): Promise<void> } | undefined;
}
