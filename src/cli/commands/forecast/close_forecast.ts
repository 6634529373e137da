import { conclusions } from "../../../output/conclusions.ts";
import { fillOutput } from "../../../output/output_file.ts";
import { scoreTable } from "../../../output/score_table.ts";
import { summaryJson } from "../../../output/summary.ts";
import { seasonWords } from "../../../pipeline/found_seasons.ts";
import type { ColumnRoles } from "../../../input/row.ts";
import type { ForecastOptions } from "../../../options/forecast_options.ts";
import { VERSION } from "../../../library/version.ts";
import { terminalWidth } from "../../log.ts";
import { latestOf } from "./at_end.ts";
import { attendedSteps, attentionMaps } from "./attention_maps.ts";
import { learnedNow, secondsOf, skippedNow } from "../shared/run.ts";
import type { ForecastRun } from "./forecast_run.ts";

/**
 * Says how good the run was: in words, in the summary, on the page.
 *
 * @throws {RunError} if summary or page can't be written
 */
export async function closeForecast(run: ForecastRun): Promise<void> {
  const { options, reader, learner, progress, state, models, evaluation, monitor, report } = run;
  const series = reader.seriesKeys;
  const scores = evaluation.scores();
  const facts = {
    version: VERSION,
    kernels: models.kernels,
    seed: options.seed,
    rows: learner.rows,
    skipped: skippedNow(run),
    configuration: inEffect(options, reader.roles),
  };
  const { seasons } = learner;
  const words = [
    ...conclusions(scores, { rows: facts.rows, series: series.length, warmup: options.warmup }),
    ...seasonWords(seasons, series.length),
  ];
  if (!options.quiet) {
    for (
      const part of [
        scoreTable(scores, Deno.stderr.isTerminal() ? terminalWidth() : undefined),
        ...models.warnings(),
        ...words,
        ...monitor.words(),
      ]
    ) {
      if (part !== "") progress.print(part);
    }
  }
  if (run.summary !== undefined) {
    const seconds = secondsOf(run);
    const whole = {
      ...facts,
      command: "forecast",
      series: series.length,
      ...(state && { resumed: state.resumed, repeated: state.repeated }),
      seconds,
      rowsPerSecond: learnedNow(run) / seconds,
      models: models.facts(),
      ...(seasons.length > 0 && { seasons }),
      ...monitor.facts(),
      latest: latestOf(run),
    };
    const attention = attendedSteps(attentionMaps(models.models));
    fillOutput(run.summary, options.summary!, summaryJson(whole, scores, attention));
  }
  const alerts = monitor.parts.alerts?.report() ?? [];
  await report?.write(scores, { ...facts, series, conclusions: words, alerts });
  await run.atEnd?.write(run);
  await run.health?.end();
  await run.page?.end();
}

/** Every option with the value that took effect. */
function inEffect(
  { configuration }: ForecastOptions,
  { known, ...roles }: ColumnRoles,
): Record<string, unknown> {
  return { ...configuration, ...roles, ...(known.length > 0 && { known }) };
}
