import type { Row } from "../../../input/row.ts";
import { type ForecastCourse, tell } from "./run.ts";

/** The way of rows through the models and out again. The course says where it begins and when the state is saved. */
export interface Passage {
  /** Takes in the reader's row. A promise is to be waited for before the next row is read. */
  take(row: Row): Promise<void> | undefined;
  /** No further row is at hand: what was taken is answered before the next one is waited for, or meanwhile. */
  rest(): Promise<void>;
  /** Answers all that was taken. Afterwards nothing that was learned waits to be written: the state may be saved. */
  finish(): Promise<void>;
}

/** Bytes of output that are sent without waiting for the end of what has been read. */
const FLUSH_BYTES = 1 << 16;

/** Everything in this thread: forecasts leave before the next row is waited for, and before they are learned from. */
export class DirectPassage implements Passage {
  constructor(private readonly course: ForecastCourse) {}

  take(row: Row): Promise<void> | undefined {
    const { reader: { seriesKeys }, pipeline, writer } = this.course;
    pipeline.accept(row, seriesKeys);
    tell(this.course, seriesKeys.length);
    return writer.pendingBytes > FLUSH_BYTES ? writer.flush() : undefined;
  }

  async rest(): Promise<void> {
    const { pipeline, writer, manySeries } = this.course;
    pipeline.serve();
    const written = writer.flush();
    if (!manySeries) pipeline.learn(); // no row of another series can join the minibatch
    await written;
  }

  async finish(): Promise<void> {
    this.course.pipeline.serve();
    await this.course.writer.flush();
  }
}
