import { assertAlmostEquals, assertEquals } from "@std/assert";
import { MemoryArchive } from "../../src/base/archive.ts";
import { classScore } from "../../src/classify/metrics.ts";
import { classTable } from "../../src/classify/score_table.ts";
import { Tally } from "../../src/classify/tally.ts";

/** Probability of class 1, and the label. */
const TWO: readonly (readonly [number, number])[] = [[0.9, 1], [0.8, 0], [0.7, 1], [0.3, 0], [0.2, 1], [
  0.1,
  0,
]];

function tallied(rows: readonly (readonly [number, number])[]): Tally {
  const tally = new Tally(2);
  for (const [p, label] of rows) tally.add(Float64Array.of(1 - p, p), p > 0.5 ? 1 : 0, label);
  return tally;
}

Deno.test("classScore() of six predictions is what paper says", () => {
  const score = classScore("m", tallied(TWO), ["stable", "ill"]);
  assertEquals(score.n, 6);
  assertAlmostEquals(score.accuracy, 4 / 6, 1e-12);
  assertEquals(score.confusion, [[2, 1], [1, 2]]);
  assertAlmostEquals(score.f1.ill, 2 / 3, 1e-12);
  assertAlmostEquals(score.macroF1, 2 / 3, 1e-12);
  assertAlmostEquals(score.auroc, 6 / 9, 1e-12); // 0.9 beats 3, 0.7 beats 2, 0.2 beats 1
  const p = [0.9, 0.2, 0.7, 0.7, 0.2, 0.9];
  assertAlmostEquals(score.logLoss, -p.reduce((sum, x) => sum + Math.log(x), 0) / 6, 1e-12);
  assertAlmostEquals(score.brier, p.reduce((sum, x) => sum + 2 * (1 - x) ** 2, 0) / 6, 1e-12);
  // Confidence 0.9 (twice, both right), 0.8 (twice, none), 0.7 (twice, both): binary fractions put 0.7 and
  // 0.8 where they belong.
  assertAlmostEquals(score.ece, (2 * 0.1 + 2 * 0.8 + 2 * 0.3) / 6, 1e-9);
});

Deno.test("classScore(): ties count half, and AUROC speaks of two classes only", () => {
  assertEquals(classScore("m", tallied([[0.5, 1], [0.5, 0]]), ["a", "b"]).auroc, 0.5);
  assertEquals(classScore("m", tallied(TWO), ["a", "b", "c"].slice(0, 1)).auroc, NaN);
  assertEquals(classScore("m", tallied([[0.5, 1]]), ["a", "b"]).auroc, NaN);
});

Deno.test("Tally.persist() saves all that scores are made of", () => {
  const archive = new MemoryArchive();
  const saved = tallied(TWO);
  saved.persist(archive);
  const restored = new Tally(2);
  restored.persist(archive.reopened());
  assertEquals(classScore("m", restored, ["a", "b"]), classScore("m", saved, ["a", "b"]));
});

Deno.test("classTable() has a line per model, the best's confusion matrix and reliability; nothing without labels", () => {
  const good = classScore("good", tallied(TWO), ["stable", "ill"]);
  const bad = classScore("bad", tallied(TWO.map(([p, label]) => [p, 1 - label])), ["stable", "ill"]);
  const table = classTable([bad, good], ["stable", "ill"]).split("\n");
  assertEquals(table[0], "6 labels scored, each before it was learned, 2 classes");
  assertEquals(table[2].trim().split(/\s+/), [
    "good",
    "66.7",
    "%",
    "0.667",
    "0.667",
    "0.690",
    "0.493",
    "0.400",
  ]);
  assertEquals(table.slice(6, 8).map((line) => line.trim().split(/\s+/)), [
    ["stable", "2", "1", "0.667"],
    ["ill", "1", "2", "0.667"],
  ]);
  assertEquals(classTable([classScore("m", new Tally(2), [])], []), "");
});

Deno.test("classScore(): the confusion matrix has labels in its rows, predictions in its columns", () => {
  const { confusion, f1, macroF1 } = classScore("m", tallied([[0.9, 0], [0.9, 0], [0.9, 1], [0.2, 0]]), [
    "a",
    "b",
  ]);
  assertEquals(confusion, [[1, 2], [0, 1]]);
  assertEquals(f1, { a: 0.5, b: 0.5 });
  assertEquals(macroF1, 0.5);
});
