import { RunError } from "../base/errors.ts";
import type { BoardWriter } from "./board_writer.ts";
import type { FromPage, LiveAddress, LiveRun, ToPage } from "./live_messages.ts";

/** How often what may wait is written, in milliseconds. */
const FLUSH_EVERY = 200;
/** The last frame has so long to reach its readers. */
const PATIENCE = 1000;

/** What is asked of the run now and then. */
export interface LiveStatus {
  /** Names of the series met so far. */
  keys(): readonly string[];
  skipped(): number;
  /** Rows learned before this run. */
  readonly start: number;
}

/** The name of the page's thread, by which the program finds out that it is one. */
export const PAGE_THREAD = "foretide page";

/** The run's hold on its page, which lives in a thread of its own. */
export class LivePage implements Disposable {
  private timer: ReturnType<typeof setInterval> | undefined;
  private known = 0;
  private status: LiveStatus | undefined;

  private constructor(
    private readonly worker: Worker,
    private readonly writer: BoardWriter,
    /** Where it listens. */
    readonly url: string,
  ) {}

  /**
   * Starts the thread; resolves when it listens.
   *
   * @param script of the thread
   * @throws {RunError} if it cannot listen there
   */
  static async open(
    script: string,
    writer: BoardWriter,
    run: LiveRun,
    address: LiveAddress,
  ): Promise<LivePage> {
    const worker = new Worker(script, { type: "module", name: PAGE_THREAD });
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new RunError(`Cannot serve a page: ${event.message}`));
    };
    worker.onmessage = ({ data }: MessageEvent<FromPage>) => {
      if ("port" in data) resolve(data.port);
      if ("error" in data) reject(new RunError(data.error));
    };
    post(worker, { begin: { board: writer.board.shared, run, address } });
    try {
      const port = await promise;
      const host = address.hostname.includes(":") ? `[${address.hostname}]` : address.hostname;
      return new LivePage(worker, writer, `http://${host}:${port}/`);
    } catch (error) {
      worker.terminate();
      throw error;
    }
  }

  /** The rows begin. */
  begin(status: LiveStatus): void {
    this.status = status;
    this.worker.onmessage = ({ data }: MessageEvent<FromPage>) => {
      if ("watch" in data) this.writer.watch(data.watch);
    };
    this.timer = setInterval(() => this.flush(), FLUSH_EVERY);
    this.flush();
  }

  private flush(): void {
    const { writer, status } = this;
    if (status === undefined) return;
    writer.flush();
    const keys = status.keys().slice(this.known);
    this.known += keys.length;
    const { start } = status;
    post(this.worker, { status: { keys, skipped: status.skipped(), start, events: writer.takeEvents() } });
  }

  /** The run has ended: its readers get the last frame. */
  async end(): Promise<void> {
    clearInterval(this.timer);
    this.flush();
    const { promise, resolve } = Promise.withResolvers<void>();
    const patience = setTimeout(resolve, PATIENCE);
    this.worker.onmessage = ({ data }: MessageEvent<FromPage>) => "closed" in data && resolve();
    post(this.worker, { ended: true });
    await promise;
    clearTimeout(patience);
    this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
    this.worker.terminate();
  }
}

function post(worker: Worker, message: ToPage): void {
  worker.postMessage(message);
}
