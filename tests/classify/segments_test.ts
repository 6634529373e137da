import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Random } from "../../src/base/random.ts";
import type { Classifier, Track } from "../../src/classify/classifier.ts";
import { type LearningTrack, Segment } from "../../src/classify/segment.ts";
import { Sequence } from "../../src/classify/sequence.ts";
import { Training } from "../../src/classify/training.ts";
import { createReference } from "../../src/kernels/reference.ts";
import { Parameters } from "../../src/nn/parameters.ts";
import { buildTask, feed, type TaskRow } from "./task.ts";

type Carrying = LearningTrack & { readonly carried: Float32Array; readonly startState: Float32Array };

/** The tracks of a model of a run: what only tests look at. */
function tracksOf(model: Classifier): Track[] {
  return (model as unknown as { training: { tracks: Track[] } }).training.tracks;
}

Deno.test("RecurrentClassifier begins each segment where it should, in the state that the rows before it have left", () => {
  for (const kind of ["rnn", "lstm", "gru"]) {
    // Weights that hardly move: the state before a row is then what it was when the row came.
    const { run, models } = buildTask({
      list: `${kind}(hidden=4,layers=2,tbptt=4,longest=6,rate=1e-12,decay=0)`,
      columns: 1,
    });
    const random = new Random(3);
    const before = [[new Float32Array(0)], [new Float32Array(0)]];
    const expected = [0, 0];
    let skipped = 0;
    for (let i = 0; i < 200; i++) {
      const s = random.below(2);
      const label = i % 60 < 30 && random.below(3) === 0 ? "a" : "";
      feed(run, [[s, [random.normal()], undefined, label]], 1);
      const tracks = tracksOf(models[0]) as Carrying[];
      const { segment: { sequence, start }, carried, startState } = tracks[s];
      const t = sequence.rows - 1;
      before[s][t + 1] = carried.slice();
      before[s][0] = new Float32Array(carried.length);
      if (label !== "") expected[s] = Math.max(expected[s], t + 2 - 4);
      else if (t + 1 - expected[s] >= 10) {
        expected[s] += 3;
        skipped++;
      }
      assertEquals(start, expected[s], `${kind}, row ${t}`);
      startState.forEach((value, u) =>
        assertAlmostEquals(value, before[s][start][u], 1e-6, `${kind}, row ${t}`)
      );
    }
    assert(skipped > 2, `${skipped} stretches without a label`);
  }
});

Deno.test("WindowedClassifier: the loss of a sequence is the mean over its windows, each against the label at its end", () => {
  const { run, models } = buildTask({ list: "mlp(hidden=4,window=2,combine=last)", columns: 1 });
  const rows: TaskRow[] = [1, -1, 0.5, 2].map((x, i) => [0, [x], undefined, i === 3 ? "b" : ""]);
  feed(run, [[1, [0], undefined, "a"], [1, [1], undefined, "b"]], 1);
  const said = feed(run, rows, 1);
  const mean = said.reduce((sum, p) => sum - Math.log(p[1]), 0) / 4;
  assertAlmostEquals(models[0].report().loss, mean, 1e-9);
});

Deno.test("Training gives past segments' rows, labels and state back as they were, and keeps no row twice", () => {
  const sequence = new Sequence("s", 0, 2);
  const add = (x: number, label: number) => {
    sequence.append().set([x, -x]);
    if (label >= 0) sequence.label(label);
  };
  [1, 2, 3, 4, 5].forEach((x) => add(x, x === 3 ? 7 : x === 5 ? 8 : -1));
  const segment = new Segment(sequence);
  segment.start = 2;
  const track = { segment, probabilities: new Float64Array(0), oldest: 1, persist() {} };
  const network = { parameters: new Parameters(createReference()), backward() {} };
  const options = {
    tbptt: 4,
    longest: 9,
    batch: 1,
    replay: 20,
    ...{ rate: 0.1, fall: 0, clip: 1, decay: 0 },
  };
  const training = new Training(network, options, 2, 1);
  assertEquals(training.drawPast().length, 0);
  training.keep(track, Float32Array.of(0.5));
  training.keep(track, Float32Array.of(0.6)); // the same rows again
  segment.start = 4;
  training.keep(track, Float32Array.of(0.7)); // row 4 is kept already
  add(6, 9);
  assertEquals(training.drawPast().length, 20);
  for (const past of training.drawPast()) {
    assertEquals([...past.startState], [0.5]);
    const { sequence: copy, start, length } = past.segment;
    assertEquals([start, length, past.segment.countLabels()], [1, 3, 2]); // one row of lookback before it
    const x = new Float64Array(2);
    const rows = Array.from({ length: 4 }, (_, row) => {
      copy.copyInputs(row, x, 0);
      return [...x, copy.labelOf(row)];
    });
    assertEquals(rows, [[2, -2, -1], [3, -3, 7], [4, -4, -1], [5, -5, 8]]);
  }
});

Deno.test("majority counts all labels, last those that followed on the sequence's own label before", () => {
  const { run } = buildTask({ list: "majority,last", columns: 1, classes: 2 });
  const row = (sequence: number, label: string): TaskRow => [sequence, [0], undefined, label];
  const said = feed(run, [
    row(0, "a"),
    row(0, "b"),
    row(0, "a"),
    row(1, ""),
    row(1, "b"),
    row(1, ""),
    row(0, ""),
  ], 2);
  const rounded = (p: number[]) => p.map((x) => Number(x.toFixed(4)));
  // Counted beforehand: one of each. Labels in order: a, b, a, b.
  assertEquals(said.map((p) => rounded(p.slice(0, 2))), [
    [0.5, 0.5],
    [0.6667, 0.3333],
    [0.5, 0.5],
    [0.6, 0.4],
    [0.6, 0.4],
    [0.5, 0.5],
    [0.5, 0.5],
  ]);
  assertEquals(said.map((p) => rounded(p.slice(2))), [
    [0.5, 0.5],
    [0.5, 0.5], // behind an a: nothing yet
    [0.5, 0.5], // behind a b: nothing yet
    [0.6, 0.4], // no label before: as the majority
    [0.6, 0.4],
    [0.6667, 0.3333], // behind a b: one a
    [0.3333, 0.6667], // behind an a: one b
  ]);
});
