import { assert } from "@std/assert";
import { SavingArchive } from "../../src/checkpoint/saving_archive.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";
import { mixedRows, MODEL_LIST, Stage } from "../pipeline/stage.ts";

/** Numbers that the state of a run holds. */
function numbersIn(stage: Stage): number {
  const archive = new SavingArchive();
  stage.persist(archive);
  let numbers = 0;
  for (const { values } of archive.tensors().values()) numbers += values.length;
  return numbers;
}

Deno.test("a run remembers no more after 12,000 rows than after 6,000: its checkpoint does not grow", async () => {
  const stage = new Stage({ list: MODEL_LIST, kernels: await loadKernels() });
  const sizes: number[] = [];
  for (const [i, row] of mixedRows(12_000, 2, 9).entries()) {
    stage.accept(row);
    if (i === 5999 || i === 11_999) {
      stage.pipeline.learn(); // what waits in the open cohort differs from row to row
      sizes.push(numbersIn(stage));
    }
  }
  assert(sizes[1] < 1.01 * sizes[0], `${sizes}`); // which forms of smoothing are at work differs from time to time
});
