import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { gathered, SHOWN_CLASSES } from "../../src/report/class_figures.ts";
import { ClassRecord } from "../../src/report/class_record.ts";

/** A label of class 0 that a model gave this probability, and said if that was more than a half. */
function say(record: ClassRecord, sequence: number, ...probabilities: number[]): void {
  const thought = probabilities.map((p) => ({ probabilities: Float64Array.of(p, 1 - p) }));
  record.settle(sequence, 0, thought, Int32Array.from(probabilities, (p) => p > 0.5 ? 0 : 1));
}

Deno.test("ClassRecord: where every sequence has one label, the comparison is the paired t test", () => {
  const record = new ClassRecord(["gru", "majority"]);
  const said = Array.from({ length: 150 }, (_, i) => 0.575 + 0.3 * Math.sin(1.7 * i));
  said.forEach((p, i) => say(record, i, p, 0.5));
  const [p, none] = record.pValues();
  assertAlmostEquals(p, PAIRED_T_TEST, 1e-9);
  assertEquals(none, NaN);
  assertEquals(record.baseline, "majority");
});

// scipy.stats.ttest_1samp(-np.log(0.575 + 0.3 * np.sin(1.7 * np.arange(150))) + np.log(0.5), 0).pvalue, scipy 1.10.1
const PAIRED_T_TEST = 0.04175059984659078;

Deno.test("ClassRecord: hits and log loss over time, over stretches of labels", () => {
  const record = new ClassRecord(["gru"]);
  for (let i = 0; i < 4; i++) say(record, 0, i < 2 ? 0.25 : 0.75);
  assertEquals(record.hits.points(0), [[0.5, 0], [1.5, 0], [2.5, 1], [3.5, 1]]);
  assertAlmostEquals(record.losses.points(0)[0][1], Math.log(4), 1e-15);
  assertEquals(record.baseline, undefined);
  for (let i = 0; i < 5000; i++) say(record, i % 7, 0.75);
  assert(record.hits.points(0).length <= 48, "however long the run");
});

Deno.test("gathered: the classes with the most labels, and the others as one", () => {
  const classes = Array.from({ length: 40 }, (_, i) => i === 39 ? " " : `c${i}`);
  const confusion = classes.map((_, i) => classes.map((_, j) => i === j ? i : 1));
  const { names, matrix } = gathered(confusion, classes);
  assertEquals(names.length, SHOWN_CLASSES);
  assertEquals([names[0], names[1], names.at(-1)], ["space", "c38", "21 others"]);
  assertEquals(matrix[0][0], 39);
  const sum = (rows: readonly (readonly number[])[]) => rows.flat().reduce((a, b) => a + b, 0);
  assertEquals(sum(matrix), sum(confusion), "nothing is lost");
});
