import { assertEquals } from "@std/assert";
import { RestoringArchive } from "../../src/checkpoint/restoring_archive.ts";
import { composeSafetensors, parseSafetensors } from "../../src/checkpoint/safetensors.ts";
import { SavingArchive } from "../../src/checkpoint/saving_archive.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";
import { MODELS } from "../../src/models/registry.ts";
import { mixedRows, MODEL_LIST, Stage, type StageSetting } from "../pipeline/stage.ts";

/** Every model there is, as small as it can be had, and the ways in which a network may be set up otherwise. */
const ALL = [
  ...Object.entries(MODELS).map(([name, { kind, options }]) =>
    kind === "network" ? `${name}(hidden=3${"window" in options ? ",window=4" : ""})` : name
  ),
  "gru(reset=after,layers=2,hidden=3,as=2)",
  "lstm(hidden=3,replay=2,as=replaying)",
].join();

function throughAFile(stage: Stage, setting: StageSetting): Stage {
  const saving = new SavingArchive();
  stage.persist(saving);
  const restored = new Stage(setting);
  const archive = RestoringArchive.from(
    parseSafetensors(composeSafetensors({}, saving.tensors()), "s").tensors,
    "s",
  );
  restored.persist(archive);
  archive.finish();
  return restored;
}

for (const [what, list] of Object.entries({ "models of all kinds": MODEL_LIST, "every model": ALL })) {
  for (const series of [1, 5]) {
    Deno.test(`a pipeline goes on bit for bit from a checkpoint made after any row: ${what}, ${series} series`, async () => {
      const setting = { list, kernels: await loadKernels() };
      const rows = mixedRows(60, series, 11);
      for (const cut of [1, 2, 7, 23, 40, 59]) {
        const [whole, first] = [new Stage(setting), new Stage(setting)];
        for (const row of rows.slice(0, cut)) first.accept(row);
        const second = throughAFile(first, setting);
        for (const row of rows.slice(cut)) second.accept(row);
        for (const row of rows) whole.accept(row);
        const lines = [...await first.lines(), ...await second.lines()];
        assertEquals(lines, await whole.lines());
        assertEquals(second.evaluation.scores(), whole.evaluation.scores());
      }
    });
  }
}

Deno.test("a pipeline restored and saved again gives the same bytes", async () => {
  const setting = { list: ALL, kernels: await loadKernels() };
  const stage = new Stage(setting);
  for (const row of mixedRows(50, 4, 3)) stage.accept(row);
  const [first, second] = [stage, throughAFile(stage, setting)].map((stage) => {
    const saving = new SavingArchive();
    stage.persist(saving);
    return composeSafetensors({}, saving.tensors());
  });
  assertEquals(second, first);
});
