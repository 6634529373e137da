import { besides } from "../../../base/besides.ts";
import type { ForecastPath } from "./forecast_run.ts";

/** Between two writings, in milliseconds. */
const EVERY = 10_000;

/** What `--health` tells of a run, for those who watch over it. Null: not known. */
export interface HealthFacts {
  /** Rows learned in this run and those before. */
  readonly rows: number;
  /** Time of the newest row, as it stood. */
  readonly lastTime: string | null;
  /** Seconds that the newest row is behind the wall clock; null where times are no dates. */
  readonly lag: number | null;
  readonly refused: number;
  /** Of the model that has done best, at the first target and horizon, over all rows. */
  readonly skill: number | null;
  readonly coverage: number | null;
  /** Seconds since the last row, to within those between two writings. */
  readonly idleSeconds: number;
}

/**
 * Tells a file how a run is, when it begins, every ten seconds and when it ends. The file is replaced in one
 * step, so that a reader finds a whole one always. Costs a row nothing.
 */
export class Health implements Disposable {
  private readonly timer: ReturnType<typeof setInterval>;
  private rows = -1;
  private changed = 0; // when `rows` did, by performance.now()
  private writing: Promise<void> = Promise.resolve();

  private constructor(private readonly path: string, private readonly run: ForecastPath) {
    this.timer = setInterval(() => this.tell(), EVERY);
    this.timer.unref();
  }

  /** @throws if the file can't be written */
  static async begin(path: string, run: ForecastPath): Promise<Health> {
    const health = new Health(path, run);
    await health.write().catch((error) => {
      health[Symbol.dispose]();
      throw error;
    });
    return health;
  }

  /** The run has ended. @throws if the file can't be written */
  async end(): Promise<void> {
    this[Symbol.dispose]();
    await this.writing;
    await this.write();
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
  }

  private tell(): void {
    this.writing = this.writing.then(() => this.write()).catch((error) =>
      this.run.progress.warn("notes on --health", `cannot write "${this.path}": ${error.message}`)
    );
  }

  private async write(): Promise<void> {
    const incoming = besides.incoming(this.path);
    await Deno.writeTextFile(incoming, JSON.stringify(this.facts()) + "\n");
    await Deno.rename(incoming, this.path);
  }

  private facts(): HealthFacts {
    const { learner, evaluation, reader, state } = this.run;
    const now = performance.now();
    if (learner.rows !== this.rows) this.changed = now;
    this.rows = learner.rows;
    const best = evaluation.leader();
    const newest = learner.newest.reduce(
      (a, b) => a === undefined || b.time > a.time || a.time !== a.time ? b : a,
      learner.newest.at(0),
    );
    const isDated = reader.roles.timeKind === "date" || reader.roles.timeKind === "date-time";
    return {
      rows: learner.rows,
      lastTime: newest?.timeText ?? null,
      lag: isDated && newest !== undefined ? tenths(Date.now() - newest.time) : null,
      refused: state?.skipped ?? reader.skipped,
      skill: best?.skill ?? null,
      coverage: best !== undefined && Number.isFinite(best.coverage) ? best.coverage : null,
      idleSeconds: tenths(now - this.changed),
    };
  }
}

/** Milliseconds as seconds to a tenth. */
function tenths(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}
