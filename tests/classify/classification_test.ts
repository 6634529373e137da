import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { MemoryArchive } from "../../src/base/archive.ts";
import { RunError } from "../../src/base/errors.ts";
import { Random } from "../../src/base/random.ts";
import { CLASSIFIERS } from "../../src/classify/registry.ts";
import { buildTask, feed, type TaskRow } from "./task.ts";

const ALL =
  "rnn(hidden=4,tbptt=3,rate=0.02),lstm(hidden=4,batch=3,replay=2),gru(hidden=4,layers=2,longest=5,tbptt=2)," +
  "lstm(hidden=4,bidirectional=yes,window=5,tbptt=3,replay=1,as=both)," +
  "gru(hidden=2,bidirectional=yes,reset=after,window=3,longest=4,tbptt=2,batch=2,layers=2,as=twice)," +
  "mlp(hidden=4,window=3,replay=1),mlp(hidden=4,window=2,per=aggregate,combine=last,batch=2,as=other),majority,last";
const MODELS = ALL.split("),").length + 1;

/** Rows of several sequences, of which some have a label. */
function mixedRows(count: number, seed: number): TaskRow[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (): TaskRow => {
    const value = random.below(8) === 0 ? NaN : random.normal();
    const label = random.below(3) === 0 ? ["a", "b", "c"][random.below(3)] : "";
    return [random.below(3), [value, random.normal()], undefined, label];
  });
}

/** The first character says the class; the label comes with the last, after others that say nothing. */
function recallRows(sequences: number, length: number, seed: number): TaskRow[] {
  const random = new Random(seed);
  const rows: TaskRow[] = [];
  for (let s = 0; s < sequences; s++) {
    const sign = random.below(2);
    const own = length - random.below(4);
    for (let t = 0; t < own; t++) {
      const text = t === 0 ? "NY"[sign] : "xyz"[random.below(3)];
      rows.push([s, [], text, t === own - 1 ? ["no", "yes"][sign] : ""]);
    }
  }
  return rows;
}

const accuracies = (list: string, rows: readonly TaskRow[], warmup: number) => {
  const [, values, text] = rows[0];
  const { run, models } = buildTask({
    list,
    columns: values.length,
    characters: text === undefined ? 0 : 8,
    warmup,
  });
  feed(run, rows, 0);
  return Object.fromEntries(
    run.scores().map(({ model, accuracy }) => [model, accuracy]).slice(0, models.length),
  );
};

Deno.test("CLASSIFIERS: probabilities are a distribution over all classes at every row", () => {
  const { run } = buildTask({ list: ALL, columns: 2 });
  for (const said of feed(run, mixedRows(120, 1), MODELS)) {
    for (let m = 0; m < MODELS; m++) {
      const p = said.slice(4 * m, 4 * m + 4);
      assert(p.every((x) => x > 0), `model ${m}`);
      assertAlmostEquals(p.reduce((sum, x) => sum + x, 0), 1, 1e-9, `model ${m}`);
    }
  }
  assertEquals(new Set(ALL.match(/[a-z]+(?=[,(]|$)/g)!.filter((name) => name in CLASSIFIERS)).size, 6);
});

Deno.test("Classification never looks ahead: a later row, and a row's own label, change no prediction", () => {
  const rows = mixedRows(80, 2);
  const other = rows.map(([s, , text, label], i): TaskRow =>
    i < 40 ? rows[i] : [s, [5, -5], text, label === "" ? "a" : ""]
  );
  const last: TaskRow = [rows[39][0], rows[39][1], undefined, rows[39][3] === "b" ? "c" : "b"];
  const said = [rows, other, [...rows.slice(0, 39), last, ...rows.slice(40)]].map((input) =>
    feed(buildTask({ list: ALL, columns: 2 }).run, input, MODELS)
  );
  assertEquals(said[1].slice(0, 40), said[0].slice(0, 40));
  assertEquals(said[2].slice(0, 40), said[0].slice(0, 40));
  assert(String(said[2].slice(40)) !== String(said[0].slice(40)), "the label is learned from");
});

Deno.test("Classification continues bit for bit from an archive, at any row", () => {
  const rows = mixedRows(150, 3);
  const whole = feed(buildTask({ list: ALL, columns: 2 }).run, rows, MODELS);
  for (const cut of [1, 37, 80, 121]) {
    const first = buildTask({ list: ALL, columns: 2 }).run;
    feed(first, rows.slice(0, cut), MODELS);
    const archive = new MemoryArchive();
    first.persist(archive);
    const second = buildTask({ list: ALL, columns: 2 }).run;
    second.persist(archive.reopened());
    assertEquals(feed(second, rows.slice(cut), MODELS), whole.slice(cut), `cut at ${cut}`);
    const [a, b] = [new MemoryArchive(), new MemoryArchive()];
    feed(first, rows.slice(cut), MODELS);
    first.persist(a);
    second.persist(b);
    assertEquals(b.entries, a.entries, `cut at ${cut}`);
  }
});

Deno.test("CLASSIFIERS learn many-to-one what came first; a window that has lost it does not, a mean over windows does", () => {
  const list =
    "rnn(rate=0.01),lstm(rate=0.01),gru(rate=0.01),mlp(window=4,combine=last,as=short),mlp(window=12,rate=0.01),majority";
  const right = accuracies(list, recallRows(500, 12, 5), 300);
  for (const model of ["lstm", "gru", "mlp"]) assert(right[model] > 0.95, `${model}: ${right[model]}`);
  for (const model of ["short", "majority"]) assert(right[model] < 0.65, `${model}: ${right[model]}`);
});

Deno.test("CLASSIFIERS learn in step: the label is the sign of the row before", () => {
  const random = new Random(9);
  const signs = Array.from({ length: 1200 }, () => random.below(2));
  const rows = signs.map((sign, t): TaskRow => [
    0,
    [sign === 1 ? 1 : -1],
    undefined,
    ["no", "yes"][signs[Math.max(0, t - 1)]],
  ]);
  const right = accuracies("rnn(rate=0.01),gru(rate=0.01),mlp(window=3,rate=0.01),majority,last", rows, 600);
  for (const model of ["rnn", "gru", "mlp"]) assert(right[model] > 0.95, `${model}: ${right[model]}`);
  for (const model of ["majority", "last"]) assert(right[model] < 0.62, `${model}: ${right[model]}`);
});

Deno.test("Classification counts the first label as learned, not as scored: nobody could have said it", () => {
  const { run } = buildTask({ list: "majority", columns: 1 });
  feed(run, [[0, [1], undefined, "a"], [0, [1], undefined, "a"], [0, [1], undefined, "b"]], 1);
  const [score] = run.scores();
  assertEquals([run.labels, score.n, score.accuracy], [3, 2, 0.5]);
});

Deno.test("Vocabulary says which class was one too many, and what allows it", () => {
  const { run } = buildTask({ list: "majority", columns: 1, classes: 2 });
  assertThrows(
    () => feed(run, [[0, [1], undefined, "a"], [0, [1], undefined, "b"], [0, [1], undefined, "c"]], 1),
    RunError,
    'Cannot take "c" for one more class: expected at most 2, got "a", "b"; --classes allows more',
  );
});
