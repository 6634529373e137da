import { MemoryArchive } from "../../../base/archive.ts";
import { RunError } from "../../../base/errors.ts";
import { divide } from "../../../pipeline/division.ts";
import { RemoteForecaster } from "../../../pipeline/remote_forecaster.ts";
import { ModelWorkers } from "../../../pipeline/model_workers.ts";
import type { RunModel } from "../../../pipeline/run_model.ts";
import type { Pipeline } from "../../../pipeline/pipeline.ts";
import type { RowBatch } from "../../../pipeline/row_batch.ts";
import type { ModelPlan } from "../../../library/model_plan.ts";
import type { Recipe } from "./model_worker.ts";
import { costOf } from "./model_cost.ts";
import { CODE, SOURCES } from "../shared/program_code.ts";

/** One worker's models, by their places among the run's. */
interface Share {
  readonly slots: readonly number[];
  readonly remote: readonly RemoteForecaster[];
}

/**
 * The workers of a run, and who of the models works where. Ensembles stay in the run's thread: they read all
 * forecasts.
 *
 * Use: `start` early, for threads take their time to load; `standIns` for the models when they are made;
 * `begin` when the pipeline is as it is to go on from; then `forecast`, and `restoreModels` whenever their
 * state is asked for in this thread.
 */
export class WorkerPool implements Disposable {
  private shares: readonly Share[] = [];

  private constructor(
    private readonly workers: ModelWorkers,
    private readonly plans: readonly ModelPlan[],
    private readonly count: number,
  ) {}

  /**
   * Starts so many threads, or as many as there is work for.
   * @throws {RunError} if they may not read the program's code
   */
  static start(count: number, plans: readonly ModelPlan[]): WorkerPool {
    checkMayRead();
    const tasks = plans.filter(isForecaster).map((plan) => ({ ...taskOf(plan), cost: 1 }));
    const workers = divide(tasks, count).length;
    return new WorkerPool(new ModelWorkers(SCRIPT, workers), plans, workers);
  }

  /** The run's models, those that work in workers replaced by stand-ins. */
  standIns(models: readonly RunModel[], labels: number): RunModel[] {
    const members = models.flatMap((model, slot) =>
      "forecaster" in model
        ? [{ slot, real: model.forecaster, remote: new RemoteForecaster(model.forecaster) }]
        : []
    );
    const tasks = members.map(({ slot, real }) => {
      const plan = this.plans[slot];
      return { ...taskOf(plan), cost: costOf(plan, real.report(), labels) };
    });
    this.shares = divide(tasks, this.count).map((share) => ({
      slots: share.map((task) => members[task].slot),
      remote: share.map((task) => members[task].remote),
    }));
    const standIns = new Map(members.map(({ slot, remote }) => [slot, { forecaster: remote }]));
    return models.map((model, slot) => standIns.get(slot) ?? model);
  }

  /** Gives each worker its models, as they are in the pipeline now. */
  async begin(pipeline: Pipeline, run: Pick<Recipe, "layout" | "drift">): Promise<void> {
    const { plans } = this;
    const archive = new MemoryArchive();
    pipeline.persistForWorkers(archive);
    const recipes = this.shares.map(({ slots }): Recipe => ({
      ...run,
      plans: slots.map((slot) => plans[slot]),
      slots,
      models: plans.length,
      lookback: pipeline.lookback,
    }));
    await this.workers.begin(recipes, archive.entries);
  }

  /**
   * Sends rows to all workers. When they have answered: what puts their forecasts into the models' stand-ins,
   * to be called when the rows before are done with. See `ModelWorkers.forecast`.
   */
  async forecast(batch: RowBatch, keys: readonly string[], closes: boolean): Promise<() => void> {
    const { count } = batch;
    const answers = await this.workers.forecast(batch, keys, closes);
    return () =>
      this.shares.forEach(({ remote }, w) =>
        remote.forEach((model, m) => model.deliver(answers[w], count, m, remote.length))
      );
  }

  /** Brings the models in this thread to where they are in the workers, after all rows sent so far. */
  async restoreModels(pipeline: Pipeline): Promise<void> {
    const states = await this.workers.states();
    this.shares.forEach(({ remote }, w) => {
      pipeline.restoreModels(new MemoryArchive(states[w], true), remote.map(({ name }) => name));
    });
  }

  [Symbol.dispose](): void {
    this.workers[Symbol.dispose]();
  }
}

const SCRIPT = SOURCES === undefined ? import.meta.url : import.meta.resolve("./model_worker.ts");

/** A worker reads the program's code anew, and needs the permission for it. */
function checkMayRead(): void {
  if (CODE === undefined) return;
  if (Deno.permissions.querySync({ name: "read", path: CODE }).state === "granted") return;
  throw new RunError(
    `Cannot start worker threads: permission to read the program's code is missing, add --allow-read=${CODE} before main.ts`,
  );
}

function isForecaster({ entryKind }: ModelPlan): boolean {
  return entryKind !== "combination";
}

function taskOf({ name, options: { reads = "" } }: ModelPlan): { name: string; reads: string } {
  return { name, reads: String(reads) };
}
