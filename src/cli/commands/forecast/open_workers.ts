import { loadEntries, planModels } from "../../../library/model_plan.ts";
import type { ForecastOptions } from "../../../options/forecast_options.ts";
import type { WorkerPool } from "./worker_pool.ts";

/**
 * The threads of `--workers`, if the run has some: early, for they take their time to load.
 * @throws {RunError} if they may not read the program's code
 */
export async function openWorkers(options: ForecastOptions): Promise<WorkerPool | undefined> {
  if (options.workers === undefined) return undefined;
  const { WorkerPool } = await import("./worker_pool.ts");
  return WorkerPool.start(options.workers, planModels(options, await loadEntries(options.models)));
}
