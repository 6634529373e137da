import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { RunError } from "../../src/base/errors.ts";
import { ModelWorkers } from "../../src/pipeline/model_workers.ts";
import { newRow } from "../../src/input/row.ts";
import { RowBatch } from "../../src/pipeline/row_batch.ts";

/** What the run's thread does with its workers, whatever these do. */

/** A worker of a few words. */
function script(code: string): string {
  return `data:application/javascript,${encodeURIComponent(code)}`;
}

const NOTHING = new Map<string, number>();

function batchOf(rows: number): RowBatch {
  const batch = new RowBatch(8, 1);
  const timeBytes = new Uint8Array(1);
  for (let i = 0; i < rows; i++) {
    const values = Float64Array.of(i);
    batch.add({ ...newRow(0), line: i, time: i, values, timeBytes, timeEnd: 1 }, 1);
  }
  return batch;
}

Deno.test("ModelWorkers.forecast() gives each worker's answer, in the order of the workers and of the batches", async () => {
  const echo = script(`onmessage = ({ data }) => {
    if (data.recipe !== undefined) { me = data.recipe; postMessage({ begun: true }); }
    else postMessage({ forecasts: Float64Array.of(me, data.count, data.keys.length) });
  }; let me;`);
  using workers = new ModelWorkers(echo, 2);
  await workers.begin([7, 8], NOTHING);
  const answers = await Promise.all([
    workers.forecast(batchOf(3), ["a"], false),
    workers.forecast(batchOf(5), [], true),
  ]);
  assertEquals(answers.map((batch) => batch.map((values) => [...values])), [
    [[7, 3, 1], [8, 3, 1]],
    [[7, 5, 0], [8, 5, 0]],
  ]);
});

Deno.test("ModelWorkers refuses everything with the error of a worker that failed, and waits for nothing", async () => {
  const failing = script(`onmessage = ({ data }) => postMessage(
    data === "state" ? { error: { name: "RunError", message: "Cannot do it", stack: "where" } } : { begun: true });`);
  using workers = new ModelWorkers(failing, 2);
  await workers.begin([1, 2], NOTHING);
  const error = await assertRejects(() => workers.states());
  assert(error instanceof RunError);
  assertEquals([error.message, error.stack], ["Cannot do it", "where"]);
  assertEquals(await assertRejects(() => workers.forecast(batchOf(1), [], true)), error);
});

Deno.test("ModelWorkers tells of a worker that ended by itself", async () => {
  using workers = new ModelWorkers(script(`onmessage = () => { throw new Error("it broke"); };`), 1);
  const error = await assertRejects(() => workers.begin([1], NOTHING));
  assert(error instanceof RunError);
  assertStringIncludes(error.message, "it broke");
});
