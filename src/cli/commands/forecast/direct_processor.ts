import { FLUSH_BYTES } from "../../../output/forecast_sink.ts";
import type { Row } from "../../../input/row.ts";
import type { RowProcessor } from "../shared/row_processor.ts";
import { teller } from "../shared/teller.ts";
import type { ForecastPath } from "./forecast_run.ts";

/**
 * Everything in this thread: forecasts leave before the next row is waited for, and before they are learned
 * from.
 */
export class DirectProcessor implements RowProcessor {
  private readonly tell: (series: number) => void;

  constructor(private readonly path: ForecastPath) {
    this.tell = teller(path);
  }

  take(row: Row): Promise<void> | undefined {
    const { reader: { seriesKeys }, learner, writer } = this.path;
    learner.accept(row, seriesKeys);
    this.tell(seriesKeys.length);
    return writer.pendingBytes > FLUSH_BYTES ? writer.flush() : undefined;
  }

  async rest(): Promise<void> {
    const { learner, writer, options } = this.path;
    learner.serve();
    const written = writer.flush();
    if (options.series === undefined) learner.learn(); // no row of another series can join the minibatch
    await written;
  }

  async finish(): Promise<void> {
    this.path.learner.serve();
    await this.path.writer.flush();
  }
}
