import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/base/errors.ts";
import { Random } from "../../src/base/random.ts";
import type { Classifier } from "../../src/classify/classifier.ts";
import { loadKernels } from "../../src/kernels/wasm.ts";
import { buildTask, feed, type TaskRow } from "./task.ts";

const parametersOf = (model: Classifier) => model.network!.parameters;

/** Weights that say something: the output layer starts at zero. */
function randomise(model: Classifier): void {
  const random = new Random(8);
  const parameters = parametersOf(model);
  for (const { name, shape } of parameters.tensors) {
    parameters.write(name, Array.from({ length: shape[0] * shape[1] }, () => random.uniform(-0.8, 0.8)));
  }
}

/** What a network of random weights says to a text's last character. */
function lastSaid(list: string, text: string): number[] {
  const { run, models } = buildTask({ list, characters: 8 });
  randomise(models[0]);
  return feed(
    run,
    [..."hgfedcba"].map((c): TaskRow => [1, [], c, ""]).concat([...text].map((c) => [0, [], c, ""])),
    1,
  )
    .at(-1)!;
}

Deno.test("BidirectionalClassifier answers by the last W rows, or as many as there are, and by no other", () => {
  for (const cell of ["rnn", "lstm", "gru"]) {
    const list = `${cell}(hidden=4,bidirectional=yes,window=3)`;
    assertEquals(lastSaid(list, "abcde"), lastSaid(list, "ggcde"));
    assertEquals(lastSaid(list, "cde"), lastSaid(list, "ggcde"));
    const said = lastSaid(list, "cde").join();
    for (const other of ["ade", "cae", "cda", "de"]) assert(lastSaid(list, other).join() !== said, other);
  }
});

Deno.test("BidirectionalClassifier: mirrored rows say the same when the directions change places", () => {
  const list = "lstm(hidden=4,bidirectional=yes,window=5)";
  const said = ["abcd", "dcba"].map((text, i) => {
    const { run, models } = buildTask({ list, characters: 4 });
    feed(run, [..."abcd"].map((c): TaskRow => [1, [], c, ""]), 1); // which character has which number
    randomise(models[0]);
    const parameters = parametersOf(models[0]);
    const read = (name: string) => Float64Array.from(parameters.read(name));
    const originals = new Map(parameters.tensors.map(({ name }) => [name, read(name)]));
    if (i === 1) {
      for (const [name, values] of originals) {
        const twin = name.endsWith("_reverse") ? name.slice(0, -"_reverse".length) : `${name}_reverse`;
        parameters.write(originals.has(twin) ? twin : name, values);
      }
      const head = originals.get("head.weight")!; // (classes, h→ and h←)
      parameters.write("head.weight", head.map((_, j) => head[j - j % 4 + (j + 2) % 4]));
    }
    return feed(run, [...text].map((c): TaskRow => [0, [], c, ""]), 1).at(-1)!;
  });
  said[0].forEach((p, c) => assertAlmostEquals(p, said[1][c], 1e-12));
  assert(Math.abs(said[0][0] - said[0][1]) > 0.01);
});

Deno.test("BidirectionalClassifier learns sequences of different lengths in one minibatch as it does one by one", () => {
  const sequences = ["ab", "abcab", "c", "bcabcab"];
  const learn = (batch: number, mine: readonly string[]) => {
    const { run, models } = buildTask({
      list: `gru(hidden=4,bidirectional=yes,window=6,batch=${batch})`,
      characters: 3,
      classes: 3,
    });
    randomise(models[0]);
    feed(run, [..."abc"].map((c): TaskRow => [0, [], c, ""]), 1);
    mine.forEach((text, s) =>
      feed(run, [...text].map((c, t): TaskRow => [s + 1, [], c, t === text.length - 1 ? "x" : ""]), 1)
    );
    const parameters = parametersOf(models[0]);
    assertEquals(models[0].report().updates, 1);
    return {
      loss: models[0].report().loss,
      gradients: parameters.tensors.flatMap(({ name }) => [...parameters.read(name, parameters.gradients)]),
    };
  };
  const together = learn(4, sequences);
  const alone = sequences.map((text) => learn(1, [text]));
  assertAlmostEquals(together.loss, alone.reduce((sum, { loss }) => sum + loss, 0) / 4, 1e-12);
  together.gradients.forEach((gradient, i) =>
    assertAlmostEquals(gradient, alone.reduce((sum, { gradients }) => sum + gradients[i], 0) / 4, 1e-12)
  );
  assert(together.gradients.some((gradient) => Math.abs(gradient) > 0.01));
});

Deno.test("BidirectionalClassifier learns what stood first and what stood last, from sequences of any length", async () => {
  const random = new Random(4);
  const rows: TaskRow[] = [];
  for (let s = 0; s < 400; s++) {
    const length = 3 + random.below(8);
    const text = Array.from({ length }, () => "ab"[random.below(2)]);
    const label = text[0] + text[length - 1];
    text.forEach((c, t) => rows.push([s, [], c, t === length - 1 ? label : ""]));
  }
  const list = "gru(bidirectional=yes,rate=0.01,replay=4,as=both),majority";
  const { run } = buildTask({ list, characters: 2, classes: 4, warmup: 250, kernels: await loadKernels() });
  feed(run, rows, 0);
  const [both, majority] = run.scores();
  assert(both.accuracy > 0.95 && majority.accuracy < 0.4, `${both.accuracy} and ${majority.accuracy}`);
});

Deno.test("BidirectionalClassifier wants an even number of units, half for each direction", () => {
  const { models } = buildTask({ list: "lstm(hidden=6,bidirectional=yes)", columns: 1 });
  const shapes = parametersOf(models[0]).tensors.map(({ name, shape }) => [name, ...shape]);
  assert(shapes.some(([name, rows]) => name === "weight_hh_l0_reverse" && rows === 4 * 3), String(shapes));
  assertThrows(
    () => buildTask({ list: "lstm(hidden=5,bidirectional=yes)", columns: 1 }),
    UsageError,
    'Cannot set hidden of lstm to "5": expected an even number with bidirectional=yes',
  );
});
