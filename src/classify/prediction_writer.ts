import { type ByteSink, writeAll } from "../output/byte_sink.ts";
import { FORMATS } from "../output/line_format.ts";

/** One line of the output. */
export interface Prediction {
  readonly series: string;
  /** As it stood in the input. */
  readonly time: string;
  readonly model: string;
  /** The row's label cell; "" where it is missing. */
  readonly label: string;
  /** Undefined before the first class has been seen. */
  readonly predicted: string | undefined;
  readonly probability: number;
}

/** The columns of the output, in their order. */
const COLUMNS = ["series", "time", "model", "label", "predicted", "probability"] as const;

/** Predictions as lines of text, gathered and written when `flush` is awaited. */
export class PredictionWriter {
  private text: string;

  /** @param continued lines stand before these: there is no header */
  constructor(
    private readonly sink: ByteSink,
    private readonly format: "csv" | "ndjson",
    continued: boolean,
  ) {
    this.text = format === "csv" && !continued ? COLUMNS.join(",") + "\n" : "";
  }

  /** Characters that wait to be written. */
  get pending(): number {
    return this.text.length;
  }

  add(prediction: Prediction): void {
    const { series, time, model, label, predicted } = prediction;
    const probability = predicted === undefined ? "" : Number(prediction.probability.toPrecision(6));
    this.text += this.format === "ndjson"
      ? JSON.stringify({
        series,
        time,
        model,
        label: label === "" ? null : label,
        predicted: predicted ?? null,
        probability: probability === "" ? null : probability,
      }) + "\n"
      : [series, time, model, label, predicted ?? "", String(probability)].map(FORMATS.csv.field).join(",") +
        "\n";
  }

  async flush(): Promise<void> {
    if (this.text === "") return;
    const bytes = new TextEncoder().encode(this.text);
    this.text = "";
    await writeAll(this.sink, bytes);
  }
}
