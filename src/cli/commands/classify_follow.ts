import type { RunState } from "../../checkpoint/run_state.ts";
import type { PredictionWriter } from "../../classify/prediction_writer.ts";
import type { Row } from "../../input/row.ts";
import type { RowReader } from "../../input/row_reader.ts";
import type { Progress } from "../../output/progress.ts";
import type { StopSignals } from "../stop_signals.ts";
import type { BuiltClassification } from "./classify_build.ts";
import { nextTurn, TURN_EVERY, waitForRows } from "./wait_for_rows.ts";

/** The parts of a run that rows go through. */
export interface LabelCourse {
  readonly reader: RowReader;
  readonly built: BuiltClassification;
  readonly writer: PredictionWriter;
  readonly progress: Progress;
  readonly state: RunState | undefined;
  readonly stop: StopSignals;
  readonly task: { readonly text?: string | undefined; readonly next: boolean };
}

/** Characters of output that are sent without waiting for the end of what has been read. */
const FLUSH_AT = 1 << 16;

/**
 * Every row through the models; predictions leave before the next row is waited for. However the input ends, every row that
 * was accepted is answered; the state is saved if nothing failed.
 */
export async function followLabels(course: LabelCourse): Promise<void> {
  const { reader, built: { classification }, writer, progress, state, stop } = course;
  let lastTurn = performance.now();
  const learnedNow = () => classification.rows - (state?.resumed ?? 0);
  const tell = (how: "update" | "finish") =>
    progress[how](learnedNow(), classification.keys.length, state?.skipped ?? reader.skipped);
  try {
    while (stop.requested === undefined && await waitForRows(reader, state, () => state?.save())) {
      while (stop.requested === undefined && reader.next()) {
        if (state !== undefined && !state.isNew(reader.row)) continue;
        while (classification.keys.length < reader.seriesKeys.length) {
          classification.open(reader.seriesKeys[classification.keys.length]);
        }
        classifyRow(course, reader.row);
        tell("update");
        if (state?.isDue) {
          await writer.flush();
          state.save();
        } else if (writer.pending > FLUSH_AT) await writer.flush();
        if (performance.now() - lastTurn > TURN_EVERY) {
          await nextTurn();
          lastTurn = performance.now();
        }
      }
      await writer.flush();
    }
  } finally {
    tell("finish");
    await writer.flush();
  }
  await state?.finish();
}

/** Predicts a row's label, says so, and only then looks at the label. */
function classifyRow({ reader, built, writer, task }: LabelCourse, row: Row): void {
  const { classification, models, classes } = built;
  const { series } = row;
  const cells = row.texts;
  const text = task.text === undefined ? undefined : cells.text(0);
  if (task.next && classification.rowsOf(series) > 0 && text !== "") classification.label(series, text!);
  classification.accept(series, row.values, text);
  const labelAt = task.text === undefined ? 0 : 1;
  const label = task.next || cells.isMissing(labelAt) ? "" : cells.text(labelAt);
  const time = decoder.decode(row.timeBytes.subarray(row.timeStart, row.timeEnd));
  models.forEach(({ name }, m) => {
    const predicted = classification.predicted(series, m);
    writer.add({
      series: reader.seriesKeys[series],
      time,
      model: name,
      label,
      predicted: classes.texts[predicted],
      probability: predicted < 0 ? NaN : classification.probabilities(series, m)[predicted],
    });
  });
  if (label !== "") classification.label(series, label);
}

const decoder = new TextDecoder();
