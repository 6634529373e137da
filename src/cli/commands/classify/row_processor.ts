import type { PredictionWriter } from "../../../classify/prediction_writer.ts";
import type { Row } from "../../../input/row.ts";
import type { BuiltClassification } from "./build.ts";
import { type Course, tell } from "../shared/run.ts";
import type { Passage } from "../shared/row_processor.ts";

/** The parts of a classification that rows go through. */
export interface LabelCourse extends Course {
  readonly built: BuiltClassification;
  readonly writer: PredictionWriter;
  readonly task: { readonly text?: string | undefined; readonly next: boolean };
}

/** Characters of output that are sent without waiting for the end of what has been read. */
const FLUSH_AT = 1 << 16;

const decoder = new TextDecoder();

/** Each row by itself: its label is predicted, then the models learn from what the row says of it. */
export class LabelPassage implements Passage {
  constructor(private readonly course: LabelCourse) {}

  take(row: Row): Promise<void> | undefined {
    const { reader: { seriesKeys }, built: { classification }, writer } = this.course;
    while (classification.keys.length < seriesKeys.length) {
      classification.open(seriesKeys[classification.keys.length]);
    }
    this.classify(row);
    tell(this.course, classification.keys.length);
    return writer.pending > FLUSH_AT ? writer.flush() : undefined;
  }

  rest(): Promise<void> {
    return this.finish();
  }

  finish(): Promise<void> {
    return this.course.writer.flush();
  }

  /** Predicts the row's label, says so, and only then looks at the label. */
  private classify(row: Row): void {
    const { reader: { seriesKeys }, built: { classification, models, classes }, writer, task } = this.course;
    const { series, texts } = row;
    const text = task.text === undefined ? undefined : texts.text(0);
    if (task.next && text && classification.rowsOf(series) > 0) classification.label(series, text);
    classification.accept(series, row.values, text);
    const labelAt = task.text === undefined ? 0 : 1;
    const label = task.next || texts.isMissing(labelAt) ? "" : texts.text(labelAt);
    const time = decoder.decode(row.timeBytes.subarray(row.timeStart, row.timeEnd));
    models.forEach(({ name }, m) => {
      const predicted = classification.predicted(series, m);
      writer.add({
        series: seriesKeys[series],
        time,
        model: name,
        label,
        predicted: classes.texts[predicted],
        probability: predicted < 0 ? NaN : classification.probabilities(series, m)[predicted],
      });
    });
    if (label !== "") classification.label(series, label);
  }
}
