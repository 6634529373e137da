import type { Row } from "../../../input/row.ts";
import type { RowProcessor } from "../shared/row_processor.ts";
import { teller } from "../shared/teller.ts";
import type { ClassifyPath } from "./classify_run.ts";

/** Characters of output that are sent without waiting for the end of what has been read. */
const FLUSH_AT = 1 << 16;

const decoder = new TextDecoder();

/** Each row by itself: its label is predicted, then the models learn from what the row says of it. */
export class LabelProcessor implements RowProcessor {
  private readonly tell: (series: number) => void;

  constructor(private readonly path: ClassifyPath) {
    this.tell = teller(path);
  }

  take(row: Row): Promise<void> | undefined {
    const { reader: { seriesKeys }, built: { classification }, writer } = this.path;
    while (classification.keys.length < seriesKeys.length) {
      classification.open(seriesKeys[classification.keys.length]);
    }
    this.classify(row);
    this.tell(classification.keys.length);
    return writer.pending > FLUSH_AT ? writer.flush() : undefined;
  }

  rest(): Promise<void> {
    return this.finish();
  }

  finish(): Promise<void> {
    return this.path.writer.flush();
  }

  /** Predicts the row's label, says so, and only then looks at the label. */
  private classify(row: Row): void {
    const { reader: { seriesKeys }, built: { classification, models, classes }, writer, options: task } =
      this.path;
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
