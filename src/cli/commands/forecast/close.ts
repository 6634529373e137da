import { conclusions } from "../../../output/conclusions.ts";
import { fillOutput } from "../../../output/output_file.ts";
import { scoreTable } from "../../../output/score_table.ts";
import { summaryJson } from "../../../output/summary.ts";
import { seasonWords } from "../../../pipeline/found_seasons.ts";
import type { ColumnRoles } from "../../../input/row.ts";
import type { ForecastOptions } from "../../../options/forecast_options.ts";
import { VERSION } from "../../../library/version.ts";
import { attendedSteps, attentionMaps } from "./attention_maps.ts";
import { type ForecastCourse, learnedNow, skippedNow } from "../shared/run.ts";
import type { ForecastRun } from "./build_run.ts";

/**
 * Says how good the run was: in words, in the summary, on the page.
 *
 * @param summaryFile has been opened for `--summary`; closed here
 * @param seconds that the run took
 * @throws {RunError} if summary or page can't be written
 */
export async function closeForecast(
  options: ForecastOptions,
  { models, evaluation, lookout, report }: ForecastRun,
  course: ForecastCourse,
  summaryFile: Deno.FsFile | undefined,
  seconds: number,
): Promise<void> {
  const { reader, pipeline, progress, state } = course;
  const series = reader.seriesKeys;
  const scores = evaluation.scores();
  const facts = {
    version: VERSION,
    kernels: models.kernels,
    seed: options.seed,
    rows: pipeline.rows,
    skipped: skippedNow(course),
    configuration: inEffect(options, reader.roles),
  };
  const { seasons } = pipeline;
  const words = [
    ...conclusions(scores, { rows: facts.rows, series: series.length, warmup: options.warmup }),
    ...seasonWords(seasons, series.length),
  ];
  if (!options.quiet) {
    for (const part of [scoreTable(scores), ...models.warnings(), ...words, ...lookout.words()]) {
      if (part !== "") progress.print(part);
    }
  }
  if (summaryFile !== undefined) {
    const run = {
      ...facts,
      command: "forecast",
      series: series.length,
      ...(state && { resumed: state.resumed, repeated: state.repeated }),
      seconds,
      rowsPerSecond: learnedNow(course) / seconds,
      models: models.facts(),
      ...(seasons.length > 0 && { seasons }),
      ...lookout.facts(),
    };
    const attention = attendedSteps(attentionMaps(models.models));
    fillOutput(summaryFile, options.summary!, summaryJson(run, scores, attention));
  }
  await report?.write(scores, { ...facts, series, conclusions: words });
}

/** Every option with the value that took effect. */
function inEffect(
  { configuration }: ForecastOptions,
  { known, ...roles }: ColumnRoles,
): Record<string, unknown> {
  return { ...configuration, ...roles, ...(known.length > 0 && { known }) };
}
