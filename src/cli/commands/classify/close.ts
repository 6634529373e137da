import { classTable } from "../../../classify/score_table.ts";
import { classSummary } from "../../../classify/summary.ts";
import { fillOutput } from "../../../output/output_file.ts";
import { VERSION } from "../../../library/version.ts";
import type { ClassifyOptions } from "./flags.ts";
import type { LabelCourse } from "./row_processor.ts";
import type { ClassReport } from "./report.ts";
import { learnedNow, skippedNow } from "../shared/run.ts";

/**
 * Says how good the run was: in words, in the summary, on the page.
 *
 * @param summaryFile has been opened for `--summary`; closed here
 * @param seconds that the run took
 * @throws {RunError} if summary or page can't be written
 */
export async function closeClassify(
  options: ClassifyOptions,
  course: LabelCourse,
  report: ClassReport | undefined,
  summaryFile: Deno.FsFile | undefined,
  seconds: number,
): Promise<void> {
  const { reader, built, progress, state } = course;
  const { classification, kernels, classes: { texts: classes } } = built;
  const { rows, keys } = classification;
  const { label, text, seed } = options;
  const skipped = skippedNow(course);
  const configuration = { ...options.configuration, features: reader.roles.features };
  const scores = classification.scores();
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
      rowsPerSecond: learnedNow(course) / seconds,
      ...{ seed, kernels, configuration },
      models: built.facts(),
    },
    classes,
    scores,
  );
  if (summaryFile !== undefined) fillOutput(summaryFile, options.summary!, summary);
  await report?.write({
    label: label ?? `next ${text}`,
    version: VERSION,
    ...{ kernels, seed, rows, skipped, series: keys, classes, configuration },
  });
}
