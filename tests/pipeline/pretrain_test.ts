import { assertEquals } from "@std/assert";
import { MemoryArchive } from "../../src/base/archive.ts";
import { newRow } from "../../src/input/row.ts";
import type { RowSource } from "../../src/input/row_source.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { pretrain } from "../../src/pipeline/pretrain.ts";
import { seriesLayout } from "../../src/series/layout.ts";
import { Stage } from "./stage.ts";

const layout = seriesLayout({
  ...{ targets: ["y"], features: [], horizons: [1] },
  ...{ timeKind: "number", calendar: [], transform: "diff" },
});

/** Eight rows of each of three series. */
function history(): Promise<RowSource> {
  const row = newRow(1);
  let next = 0;
  const source: Partial<RowSource> = {
    row,
    seriesKeys: ["a", "b", "c"],
    fill: () => Promise.resolve(next < 24),
    next() {
      if (next >= 24) return false;
      row.series = next % 3;
      row.time = next;
      row.values[0] = Math.sin(next++);
      return true;
    },
    close: () => Promise.resolve(),
  };
  return Promise.resolve(source as RowSource);
}

function begin(list: string): { stage: Stage; reserved: () => number } {
  const kernels = createReference();
  const stage = new Stage({ list, kernels, targets: ["y"], features: [], horizons: [1] });
  return { stage, reserved: () => kernels.allocate(0) };
}

for (const kind of ["rnn", "lstm", "gru", "grud", "mlp", "seq2seq", "attention"]) {
  Deno.test(`pretrain() leaves nothing of the history waiting in ${kind}: its state is one without series`, async () => {
    const { stage } = begin(`${kind}(hidden=4,batch=5)`);
    await pretrain(history, 2, layout, stage.runModels);
    const archive = new MemoryArchive();
    stage.persist(archive);
    begin(`${kind}(hidden=4,batch=5)`).stage.persist(archive.reopened());
  });
}

Deno.test("pretrain() takes no more of the kernels' memory for many epochs than for two", async () => {
  const [few, many] = [begin("lstm(hidden=4),grud(hidden=3)"), begin("lstm(hidden=4),grud(hidden=3)")];
  await pretrain(history, 2, layout, few.stage.runModels);
  await pretrain(history, 9, layout, many.stage.runModels);
  assertEquals(many.reserved(), few.reserved());
});
