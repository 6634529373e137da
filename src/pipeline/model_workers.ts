import { RunError } from "../base/errors.ts";
import type { RowBatch } from "./row_batch.ts";
import type { Entries, Order, Report, ReportOn } from "./worker_messages.ts";

/**
 * The workers of a run, each with models, series and kernels of its own. All get the same rows; each
 * forecasts by the models that its recipe names. Orders go out at once and are answered in their order, so
 * several batches may be under way.
 *
 * Once a worker has failed, every promise is refused with its error.
 */
export class ModelWorkers implements Disposable {
  private readonly workers: readonly ModelWorker[];

  /**
   * Starts the threads; they load their code while the run reads its first row.
   * @param script the module that they run
   */
  constructor(script: string, count: number) {
    this.workers = Array.from({ length: count }, () => new ModelWorker(script));
  }

  /** Begins: each worker builds the models of its recipe and goes on from the state. */
  async begin(recipes: readonly unknown[], state: Entries): Promise<void> {
    await Promise.all(this.workers.map((worker, w) => worker.ask({ recipe: recipes[w], state })));
  }

  /**
   * Sends rows. The answers of each worker, (rows, 2, its models, targets, horizons): forecasts and spreads.
   * @param keys of the series that began since the rows before; @param closes whether to learn from all rows
   * afterwards
   */
  async forecast(batch: RowBatch, keys: readonly string[], closes: boolean): Promise<Float64Array[]> {
    const { count } = batch;
    const reports = this.workers.map((worker) => {
      const rows = batch.copyNumbers();
      return worker.ask({ rows, count, keys, closes }, [rows.buffer]);
    });
    return (await Promise.all(reports)).map(({ forecasts }) => forecasts);
  }

  /** The state of each, after all rows sent so far. */
  async states(): Promise<Entries[]> {
    const reports = await Promise.all(this.workers.map((worker) => worker.ask("state")));
    return reports.map(({ state }) => state);
  }

  [Symbol.dispose](): void {
    for (const worker of this.workers) worker.end();
  }
}

/** Who waits for the report on an order. */
interface Waiting {
  readonly resolve: (report: Report) => void;
  readonly reject: (error: unknown) => void;
}

/** One thread, and who waits for its reports. */
class ModelWorker {
  private readonly worker: Worker;
  private readonly waiting: Waiting[] = [];
  private failure: unknown;

  constructor(script: string) {
    this.worker = new Worker(script, { type: "module" });
    this.worker.onmessage = ({ data }) => this.take(data);
    this.worker.onmessageerror = () => this.fail(new Error("a worker's message could not be read"));
    this.worker.onerror = (event) => {
      event.preventDefault();
      this.fail(new RunError(`Cannot continue: a worker thread ended (${event.message})`));
    };
  }

  ask<O extends Order>(order: O, transfer: Transferable[] = []): Promise<ReportOn<O>> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    this.worker.postMessage(order, transfer);
    const report = new Promise<Report>((resolve, reject) => this.waiting.push({ resolve, reject }));
    return report as Promise<ReportOn<O>>; // orders are answered in their order
  }

  end(): void {
    this.worker.terminate();
  }

  private take(report: Report): void {
    if ("error" in report) this.fail(errorOf(report.error));
    else this.waiting.shift()?.resolve(report);
  }

  private fail(error: unknown): void {
    if (this.failure !== undefined) return;
    this.failure = error;
    for (const { reject } of this.waiting.splice(0)) reject(error);
  }
}

/** The error that was thrown in a worker, as far as it can be told from here. */
function errorOf({ name, message, stack }: { name: string; message: string; stack: string }): Error {
  const error = name === "RunError" ? new RunError(message) : new Error(message);
  error.stack = stack;
  return error;
}
