import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { MemoryArchive } from "../../src/base/archive.ts";
import { Random } from "../../src/base/random.ts";
import { Evaluation } from "../../src/evaluation/evaluation.ts";
import { IntervalTallies } from "../../src/evaluation/interval_tallies.ts";
import { summaryJson } from "../../src/output/summary.ts";

const LEVELS = [0.5, 0.9];

/** Rows of one model and cell among others, as a queue holds them: forecast 0, then −1 … 1 and −3 … 2. */
class Rows {
  readonly tallies = new IntervalTallies(2, 3, LEVELS);
  readonly actuals: number[] = [];
  private readonly random = new Random(70);

  feed(count: number): void {
    for (let row = 0; row < count; row++) {
      const actual = 2 * this.random.normal() * (1 + Math.sin(this.actuals.length / 300));
      this.actuals.push(actual);
      this.tallies.add(1, 2, actual, Float64Array.of(9, 0, -1, 1, -3, 2), 1);
      if (row % 3 === 0) this.tallies.add(0, 1, actual, Float64Array.of(9, 0, NaN, NaN, NaN, NaN), 1); // no interval
    }
  }
}

const covered = (actuals: readonly number[], level: number) =>
  actuals.filter((y) => level === 0 ? Math.abs(y) <= 1 : y >= -3 && y <= 2).length;

/** Mean quantile loss of both ends, summed: half the interval score times (1 − level) / 2 (Gneiting & Raftery 2007). */
const pinball = (actuals: readonly number[], level: number) => {
  const [lower, upper, share] = [[-1, 1, 0.5], [-3, 2, 0.1]][level];
  const scores = actuals.map((y) => upper - lower + 2 / share * Math.max(0, lower - y, y - upper));
  return scores.reduce((a, b) => a + b, 0) * share / 4;
};

Deno.test("IntervalTallies: the last rows are the newest 1,000 to 1,099, and all while there are fewer", () => {
  const rows = new Rows();
  for (const upTo of [1, 99, 100, 101, 999, 1000, 1001, 1099, 1100, 1101, 1150, 2199, 2200, 4321]) {
    rows.feed(upTo - rows.actuals.length);
    const tally = rows.tallies.tally(1, 2);
    LEVELS.forEach((level, l) => {
      const { lastIntervals, lastCovered, lastWidth, lastPinball, intervals } = tally[l];
      assertEquals(tally[l].level, level);
      assertEquals(intervals, upTo);
      assert(lastIntervals === upTo || (lastIntervals >= 1000 && lastIntervals < 1100), `${lastIntervals}`);
      assertEquals(lastIntervals % 100, upTo % 100);
      assertEquals(lastCovered, covered(rows.actuals.slice(-lastIntervals), l));
      assertAlmostEquals(lastWidth, lastIntervals * [2, 5][l], 1e-9);
      assertAlmostEquals(lastPinball, pinball(rows.actuals.slice(-lastIntervals), l), 1e-9);
    });
  }
  assertEquals(rows.tallies.tally(0, 1)[0].intervals, 0);
});

Deno.test("IntervalTallies: the CRPS of the last rows is that of all until rows leave, and of the newest then", () => {
  const [rows, newest] = [new Rows(), new Rows()];
  rows.feed(1000);
  const { crps, lastCrps } = rows.tallies.crpsOf(1, 2);
  assertAlmostEquals(lastCrps, crps, 1e-9);
  rows.feed(1234);
  for (const actual of rows.actuals.slice(-1034)) {
    newest.tallies.add(1, 2, actual, Float64Array.of(9, 0, -1, 1, -3, 2), 1);
  }
  assertAlmostEquals(rows.tallies.crpsOf(1, 2).lastCrps, newest.tallies.crpsOf(1, 2).crps, 1e-9);
});

Deno.test("IntervalTallies: the least and the most covered of 1,000 rows, by counting", () => {
  const rows = new Rows();
  rows.feed(999);
  assertEquals(rows.tallies.tally(1, 2)[0].leastCovered, NaN);
  rows.feed(5001);
  for (const l of [0, 1]) {
    const counts = Array.from(
      { length: 51 },
      (_, i) => covered(rows.actuals.slice(100 * i, 100 * i + 1000), l),
    );
    const { leastCovered, mostCovered } = rows.tallies.tally(1, 2)[l];
    assertEquals([leastCovered, mostCovered], [Math.min(...counts), Math.max(...counts)]);
  }
});

Deno.test("IntervalTallies go on bit for bit from an archive", () => {
  const [undisturbed, resumed] = [new Rows(), new Rows()];
  undisturbed.feed(1234);
  const saved = new MemoryArchive();
  undisturbed.tallies.persist(saved);
  resumed.tallies.persist(saved.reopened());
  const row = Float64Array.of(9, 0, -1, 1, -3, 2);
  for (const { tallies } of [undisturbed, resumed]) {
    for (let i = 0; i < 1000; i++) tallies.add(1, 2, i % 5 - 2, row, 1);
  }
  assertEquals(resumed.tallies.tally(1, 2), undisturbed.tallies.tally(1, 2));
  assertEquals(resumed.tallies.crpsOf(1, 2), undisturbed.tallies.crpsOf(1, 2));
});

Deno.test("Evaluation.scores() have a part for each of several levels, in the summary too; the highest stands in front", () => {
  const evaluation = new Evaluation({
    ...{ models: ["m"], targets: ["y"], horizons: [1], warmup: 0, levels: LEVELS },
  });
  const ledger = evaluation.open();
  for (const actual of [0, 0.5, 2.5, -1]) {
    ledger.settle(Float64Array.of(actual));
    ledger.issue(Float64Array.of(0), Float64Array.of(-1, -3), Float64Array.of(1, 2));
  }
  const [score] = evaluation.scores();
  assertEquals(score.levels?.map(({ level, coverage, width }) => [level, coverage, width]), [
    [0.5, 2 / 3, 2],
    [0.9, 2 / 3, 5],
  ]);
  const [fifty, ninety] = score.levels ?? [];
  assertAlmostEquals(fifty.intervalScore, 2 + 2 / 0.5 * 1.5 / 3, 1e-12);
  assertAlmostEquals(ninety.intervalScore, 5 + 2 / 0.1 * 0.5 / 3, 1e-12);
  assertEquals([score.coverage, score.intervalScore], [ninety.coverage, ninety.intervalScore]);

  const facts = {
    version: "",
    command: "",
    rows: 4,
    skipped: 0,
    series: 1,
    seconds: 1,
    rowsPerSecond: 4,
    seed: 1,
  };
  const json = summaryJson({ ...facts, kernels: "", configuration: {}, models: [] } as never, [score]);
  const { levels } = JSON.parse(json).scores[0];
  assertEquals(Object.keys(levels[0]).slice(0, 3), ["level", "coverage", "width"]);
  assertEquals(levels[1].width, 5);
});
