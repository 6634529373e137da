import { classTable } from "../../../classify/score_table.ts";
import { classSummary } from "../../../classify/summary.ts";
import { fillOutput } from "../../../output/output_file.ts";
import { VERSION } from "../../../library/version.ts";
import { learnedNow, secondsOf, skippedNow } from "../shared/run.ts";
import type { ClassifyRun } from "./classify_run.ts";

/**
 * Says how good the run was: in words, in the summary, on the page.
 *
 * @throws {RunError} if summary or page can't be written
 */
export async function closeClassify(run: ClassifyRun): Promise<void> {
  const { options, reader, built, progress, state, report } = run;
  const { classification, kernels, classes: { texts: classes } } = built;
  const { rows, keys } = classification;
  const { label, text, seed } = options;
  const skipped = skippedNow(run);
  const configuration = { ...options.configuration, features: reader.roles.features };
  const scores = classification.scores();
  const seconds = secondsOf(run);
  if (!options.quiet) {
    const table = classTable(scores, classes);
    progress.print(table === "" ? "foretide: no label came, so there is nothing to score" : table);
  }
  const summary = classSummary(
    {
      version: VERSION,
      command: "classify",
      rows,
      labels: classification.labels,
      skipped,
      series: keys.length,
      ...(state && { resumed: state.resumed, repeated: state.repeated }),
      seconds,
      rowsPerSecond: learnedNow(run) / seconds,
      ...{ seed, kernels, configuration },
      models: built.facts(),
    },
    classes,
    scores,
  );
  if (run.summary !== undefined) fillOutput(run.summary, options.summary!, summary);
  await report?.write({
    label: label ?? `next ${text}`,
    version: VERSION,
    ...{ kernels, seed, rows, skipped, series: keys, classes, configuration },
  });
}
