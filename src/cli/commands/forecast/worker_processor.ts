import type { Row } from "../../../input/row.ts";
import { RowBatch, type RowNumbers } from "../../../pipeline/row_batch.ts";
import type { RowProcessor } from "../shared/row_processor.ts";
import { teller } from "../shared/teller.ts";
import type { ForecastPath } from "./forecast_run.ts";
import type { WorkerPool } from "./worker_pool.ts";

/** Rows of a batch at most: a worker that begins late, or a signal, waits no longer than these take. */
const BATCH_ROWS = 64;
/** Batches under way at most. */
const MOST_UNDER_WAY = 4;

/**
 * Rows go to the workers in batches; when all of them have answered, the rows go through the pipeline as they
 * would have gone before, in their order, with the forecasts that have come. So scores, ensembles, intervals
 * and lines are worked out here while the workers are at the next batches, and nothing of a run's results
 * depends on who forecasts where.
 *
 * A row that comes alone is a batch by itself and is answered while the next one is waited for.
 */
export class WorkerProcessor implements RowProcessor {
  private readonly tell: (series: number) => void;
  private batch: RowBatch;
  private readonly spare: RowBatch[] = [];
  private readonly row: Row & RowNumbers;
  /** Series that the workers know of. */
  private told: number;
  /** Ends when all batches under way have been answered; refused when a worker has failed. */
  private last: Promise<void> = Promise.resolve();
  private readonly underWay: Promise<void>[] = [];

  constructor(private readonly path: ForecastPath, private readonly workers: WorkerPool) {
    this.tell = teller(path);
    this.told = path.learner.keys.length;
    this.batch = this.newBatch();
    const { reader: { row } } = path;
    this.row = { ...row, values: row.values.slice(), known: 0 };
  }

  private newBatch(): RowBatch {
    return new RowBatch(BATCH_ROWS, this.path.reader.row.values.length);
  }

  take(row: Row): Promise<void> | undefined {
    const { reader: { seriesKeys }, monitor: { parts: { plausibility } } } = this.path;
    plausibility?.apply(row);
    this.batch.add(row, seriesKeys.length);
    if (this.batch.count === BATCH_ROWS) this.send(false);
    return this.underWay.length > MOST_UNDER_WAY ? this.underWay[0] : undefined;
  }

  rest(): Promise<void> {
    this.send(this.path.options.series === undefined); // no row of another series can join the minibatch
    return this.underWay.length > MOST_UNDER_WAY ? this.underWay[0] : Promise.resolve();
  }

  /** Afterwards the models are here as they are in the workers. */
  async finish(): Promise<void> {
    this.send(false);
    await this.last;
    await this.workers.restoreModels(this.path.learner);
  }

  /** Sends the batch off. It is answered after those before it. */
  private send(closes: boolean): void {
    const { batch, last } = this;
    if (batch.count === 0) return;
    const keys = this.path.reader.seriesKeys.slice(this.told);
    this.told += keys.length;
    const forecasts = this.workers.forecast(batch, keys, closes);
    const answered = Promise.all([forecasts, last]).then(([deliver]) => this.answer(batch, deliver, closes));
    this.batch = this.spare.pop() ?? this.newBatch();
    this.last = answered;
    this.underWay.push(answered);
    answered.catch(() => this.path.reader.close().catch(() => {})); // wakes who waits for rows, and will be told by `last`
  }

  private async answer(batch: RowBatch, deliver: () => void, closes: boolean): Promise<void> {
    const { reader: { seriesKeys }, learner, writer } = this.path;
    deliver();
    for (let i = 0; i < batch.count; i++) {
      batch.read(i, this.row);
      learner.accept(this.row, seriesKeys, this.row.known);
      this.tell(this.row.known);
    }
    learner.serve();
    const written = writer.flush();
    if (closes) learner.learn();
    await written;
    batch.clear();
    this.spare.push(batch);
    this.underWay.shift();
  }
}
