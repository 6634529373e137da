import { MemoryArchive } from "../../../base/archive.ts";
import { RunError } from "../../../base/errors.ts";
import { type DriftOptions, DriftWatch } from "../../../drift/drift_watch.ts";
import { EngineServer } from "../../../pipeline/engine_server.ts";
import type { Order, Report } from "../../../pipeline/worker_messages.ts";
import { seriesLayout } from "../../../series/layout.ts";
import type { Lookback } from "../../../series/lookback.ts";
import { kernelsFor, loadEntries, makeForecaster, type ModelPlan } from "../../../library/model_plan.ts";

/**
 * What a thread of `--workers` does: builds the models of its recipe and serves their forecasts, order by
 * order. `main.ts` comes here when it finds itself in a worker.
 */

/** The models of one worker, and what they need to know of the run: plain values only. */
export interface Recipe {
  readonly layout: Parameters<typeof seriesLayout>[0];
  readonly plans: readonly ModelPlan[];
  /** The place of each in the output, of so many models of the run. */
  readonly slots: readonly number[];
  readonly models: number;
  readonly lookback: Lookback;
  readonly drift: DriftOptions | undefined;
}

/** The part of a worker's global scope that is used here. */
const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<Order>) => void;
  postMessage(report: Report, transfer?: Transferable[]): void;
};

let server: EngineServer | undefined;

/** Orders are worked off one after the other: making the server waits for the kernels. */
let ready = Promise.resolve();
scope.onmessage = ({ data }) => void (ready = ready.then(() => work(data)).catch(complain));

async function work(order: Order): Promise<void> {
  if (order === "state") {
    const archive = new MemoryArchive();
    server!.persist(archive);
    scope.postMessage({ state: archive.entries });
  } else if ("recipe" in order) {
    server = await build(order.recipe as Recipe);
    server.persist(new MemoryArchive(order.state, true));
    scope.postMessage({ begun: true });
  } else {
    server!.expect(order.keys);
    const forecasts = server!.forecast(order.rows, order.count);
    scope.postMessage({ forecasts }, [forecasts.buffer]);
    if (order.closes) server!.learn();
  }
}

async function build(
  { layout: options, plans, slots, models, lookback, drift }: Recipe,
): Promise<EngineServer> {
  const layout = seriesLayout(options);
  const kernels = await kernelsFor(plans);
  const entries = await loadEntries(plans);
  const forecasters = plans.map((plan) => makeForecaster(plan, { entries, layout, kernels }));
  const openWatch = drift && (() => new DriftWatch(drift));
  return new EngineServer({ layout, forecasters, slots, models, lookback, openWatch });
}

function complain(error: unknown): void {
  const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
  scope.postMessage({ error: { name: error instanceof RunError ? "RunError" : "Error", message, stack } });
}
