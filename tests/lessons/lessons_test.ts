import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import { attention } from "../../src/lessons/attention.ts";
import { classification } from "../../src/lessons/classification.ts";
import { CopyTask } from "../../src/lessons/copy_task.ts";
import { depth } from "../../src/lessons/depth.ts";
import { generation } from "../../src/lessons/generation.ts";
import { LESSONS } from "../../src/lessons/registry.ts";
import { windowing } from "../../src/lessons/windowing.ts";
import { Random } from "../../src/base/random.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";
import { give, rowsOf } from "./giving.ts";

/** What each lesson says, on less training than the command gives it. */

for (const lesson of LESSONS) {
  Deno.test(`lesson ${lesson.name} is the same to the digit for the same seed, and says three sentences`, async () => {
    const [first, second] = [await give(lesson, 0.01), await give(lesson, 0.01)];
    assertEquals(first, second);
    const { table: { columns, rows }, figures, explanation } = first;
    assert(rows.length > 3 && rows.every((row) => row.length === columns.length));
    assertEquals(explanation.length, 3);
    for (const sentence of explanation) assert(/^[A-Z].*\.$/.test(sentence), sentence);
    for (const figure of figures) {
      const labels = figure.kind === "lines" ? [figure.x.label, figure.y.label] : [figure.x, figure.y];
      for (const label of labels) assert(/\(.+\)$/.test(label), `${label}: a unit`);
    }
    assertEquals(new Set(LESSONS.map(({ name }) => name)).size, LESSONS.length);
  });

  Deno.test(`lesson ${lesson.name} comes out otherwise for another seed`, async () => {
    assert(
      JSON.stringify(await give(lesson, 0.01)) !== JSON.stringify(await give(lesson, 0.01, { seed: 2 })),
    );
  });
}

Deno.test("windowing: windows below the lag say no more than the mean does; longer ones, lstm and gru know", async () => {
  const rows = rowsOf(await give(windowing, 0.4));
  const recall = rows.filter(({ task }) => task === "recall");
  for (const { model, window, relative_error } of recall) {
    if (model === "rnn") continue;
    const error = Number(relative_error);
    const knows = window === "" || Number(window) >= 40;
    if (knows) assertLess(error, 0.1, `${model} ${window}`);
    else assert(Math.abs(error - 1) < 0.05, `${model} ${window}: ${error}`);
  }
  const costs = recall.filter(({ model }) => model === "mlp").map((row) => Number(row.multiply_adds));
  assertEquals(costs, costs.toSorted((a, b) => a - b));
});

Deno.test("windowing: the mean of windows beats the last one, and the aggregate loss beats both", async () => {
  const result = await give(windowing, 0.4);
  assert(result.explanation[2].endsWith("together each says its part."));
  const rows = rowsOf(result).filter(({ task }) => task === "adding");
  assertEquals(rows.map(({ loss, combine }) => `${loss} ${combine}`), [
    "per-window last",
    "per-window mean",
    "per-window sum",
    "aggregate sum",
  ]);
  const [last, mean, sum, aggregate] = rows.map((row) => Number(row.relative_error));
  assertLess(mean, last - 0.05);
  assertLess(aggregate, mean / 3);
  assertGreater(sum, 10, "guesses of the whole do not add up");
});

Deno.test("depth: one direction stays at the half that it cannot see, both get below", async () => {
  const result = await give(depth, 0.5);
  assert(result.explanation[2].includes("in one direction none got below"));
  const rows = rowsOf(result);
  const best = (directions: number) =>
    Math.min(...rows.filter((row) => row.directions === directions).map((row) => Number(row.relative_error)));
  assertGreater(best(1), 0.45);
  assertLess(best(2), 0.25);
});

Deno.test("attention: it copies what is too long for one state", async () => {
  const kernels = await loadKernels();
  const accuracy = (attention: "none" | "dot") => {
    const task = new CopyTask(kernels, attention, new Random(1));
    task.train(1200, 20);
    return task.accuracy(20, new Random(2));
  };
  assertGreater(accuracy("dot"), 0.95);
  assertLess(accuracy("none"), 0.65);
  const { table: { rows } } = await give(attention, 0.005);
  assertEquals(rows.map(([model, length]) => `${model} ${length}`).at(-1), "attention 40");
  assertGreater(Number(rows[0][3]), Number(rows.at(-1)?.[3]), "the plain network is no smaller");
});

Deno.test("lessons that have hardly been trained conclude nothing that their figures don't show", async () => {
  const [windows, layers, copies] = [
    await give(windowing, 0.002),
    await give(depth, 0.002),
    await give(attention, 0.002),
  ];
  assert(windows.explanation[2].endsWith("here it did not help."), windows.explanation[2]);
  assert(
    layers.explanation[2].endsWith("those near 1 learned nothing in so few steps."),
    layers.explanation[2],
  );
  const [, share] = /it put ([\d.]+) % of its weight/.exec(copies.explanation[2])!;
  assertLess(Number(share), 20, "twenty places are read alike");
});

Deno.test("classification: recurrences learn to count brackets, a short window cannot", async () => {
  const rows = rowsOf(await give(classification, 0.4));
  const accuracy = (name: string) => Number(rows.find(({ model }) => model === name)?.accuracy);
  for (const name of ["lstm", "gru"]) assertGreater(accuracy(name), 0.97, name);
  assertLess(accuracy("mlp(window=8)"), 0.9);
  for (const name of new Set(rows.map(({ model }) => model))) {
    const own = rows.filter(({ model }) => model === name);
    const right = own.filter(({ label, predicted }) => label === predicted);
    const sum = (of: typeof own) => of.reduce((total, { sequences }) => total + Number(sequences), 0);
    assertEquals(sum(right) / sum(own), accuracy(String(name)), "the confusion matrix is the accuracy's");
  }
});

Deno.test("generation: from an H every network says Hello world!, and something else when it is hot", async () => {
  const rows = rowsOf(await give(generation, 1)).filter(({ update }) => update === 300);
  const said = (at: number) => rows.filter(({ temperature }) => temperature === at).map(({ text }) => text);
  assertEquals(said(0), new Array(3).fill("Hello world! Hello world! Hello world! "));
  assert(!said(4).includes("Hello world! Hello world! Hello world! "));
});
