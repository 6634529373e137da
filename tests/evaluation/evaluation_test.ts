import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { MemoryArchive } from "../../src/base/archive.ts";
import { Random } from "../../src/base/random.ts";
import { Evaluation, type EvaluationOptions } from "../../src/evaluation/evaluation.ts";
import type { Ledger } from "../../src/evaluation/ledger.ts";
import { replay, type Said, step } from "./replay.ts";

// First of all: exact by arithmetic, so it cannot be a recording of our own output.
Deno.test("Evaluation on a ramp: naive is h off at horizon h, drift is exact", () => {
  const horizons = [1, 2, 3, 4];
  const models = ["naive", "drift"];
  const evaluation = new Evaluation({ models, targets: ["y"], horizons, warmup: 0, levels: [0.9] });
  const ramp = Array.from({ length: 40 }, (_, t) => t);
  const shape = { models: 2, targets: 1, horizons };
  replay(evaluation, shape, ramp, (row, h, model) => model === 0 ? ramp[row] : ramp[row] + h);
  const scores = evaluation.scores();
  assertEquals(scores.map((score) => score.mae), [1, 2, 3, 4, 0, 0, 0, 0]);
  assertEquals(scores.map((score) => score.mase), [1, 1, 1, 1, 0, 0, 0, 0]);
  assertEquals(scores.map((score) => score.skill), [0, 0, 0, 0, 1, 1, 1, 1]);
  assertEquals(scores.map((score) => score.direction), [0, 0, 0, 0, 1, 1, 1, 1]);
  assertEquals(scores.map((score) => score.n), [39, 38, 37, 36, 39, 38, 37, 36]);
});

const OPTIONS: EvaluationOptions = { models: ["m"], targets: ["y"], horizons: [1], warmup: 0, levels: [0.9] };
const ONE = { models: 1, targets: 1, horizons: [1] };

/** n and mae after one series with one model at horizon 1; `said[r]` is what row r says of row r + 1. */
function judged(values: number[], said: number[], options: Partial<EvaluationOptions> = {}): number[] {
  const evaluation = new Evaluation({ ...OPTIONS, ...options });
  replay(evaluation, ONE, values, (row) => said[row] ?? 0);
  const [score] = evaluation.scores();
  return [score.n, score.mae];
}

Deno.test("Evaluation scores the rows from the warm-up on, whatever row the forecast was made at", () => {
  assertEquals(judged([1, 2, 3, 4, 5], [9, 9, 3, 5], { warmup: 3 }), [2, 0.5]);
  assertEquals(judged([1, 2, 3], [9, 9], { warmup: 3 }), [0, NaN]);
  assertEquals(judged([1, 2, 3, 4], [9, 9, 3], { warmup: 3 }), [1, 1]);
});

Deno.test("Evaluation scores nothing where the actual is missing, and looks back to the last value seen", () => {
  assertEquals(judged([1, NaN, 4, NaN, 6], [1, 2, 3, 4]), [2, 2]);
  const evaluation = new Evaluation(OPTIONS);
  replay(evaluation, ONE, [1, NaN, 4, NaN, 6], (row) => row + 1);
  // naive says 1 of row 2 and 4 of row 4: errors 3 and 2 against the model's 2 and 2
  assertEquals(evaluation.scores()[0].mase, 4 / 5);
  assertEquals(evaluation.scores()[0].skill, 1 - 8 / 13);
});

Deno.test("Evaluation scores nothing before the target has had a value", () => {
  assertEquals(judged([NaN, NaN, 7, 8], [0, 0, 7]), [1, 1]);
});

Deno.test("Evaluation scores a model that says nothing as if it repeated the last value, and the others on the same rows", () => {
  const options = { ...OPTIONS, models: ["early", "late"], horizons: [1, 2] };
  const shape = { models: 2, targets: 1, horizons: [1, 2] };
  for (const nothing of [NaN, Infinity, -Infinity]) {
    const evaluation = new Evaluation(options);
    replay(evaluation, shape, [0, 10, 20, 30], (row, h, model) => {
      if (model === 1 && h === 1 && row < 2) return nothing; // speaks of rows 1 and 2
      return 0;
    });
    assertEquals(evaluation.scores().map(({ n, mae }) => [n, mae]), [[3, 20], [2, 25], [3, 50 / 3], [2, 25]]);
  }
});

Deno.test("Evaluation matches every forecast with the row that it spoke of, on all targets and horizons", () => {
  const random = new Random(3);
  const horizons = [1, 3, 7];
  const targets = ["a", "b"];
  const rows = Array.from({ length: 60 }, () => [random.normal(), random.normal()]);
  const evaluation = new Evaluation({
    models: ["oracle", "off"],
    targets,
    horizons,
    warmup: 10,
    levels: [0.9],
  });
  const shape = { models: 2, targets: 2, horizons };
  const ledger = evaluation.open();
  rows.forEach((actuals, row) =>
    step(ledger, shape, actuals, (model, target, h) => (rows[row + h]?.[target] ?? 0) + model * (target + 2))
  );
  const scores = evaluation.scores();
  assertEquals(
    scores.map(({ model, target, horizon }) => `${model} ${target} ${horizon}`),
    ["oracle", "off"].flatMap((m) => targets.flatMap((t) => horizons.map((h) => `${m} ${t} ${h}`))),
  );
  for (const { model, target, mae, n } of scores) {
    assertEquals(Math.round(1e9 * mae), model === "oracle" ? 0 : target === "a" ? 2e9 : 3e9);
    assertEquals(n, 50);
  }
});

Deno.test("Evaluation keeps the rows of each series apart", () => {
  const evaluation = new Evaluation(OPTIONS);
  const ledgers = [evaluation.open(), evaluation.open()];
  for (let row = 0; row < 10; row++) {
    step(ledgers[0], ONE, [row], () => row + 1);
    if (row % 2 === 0) step(ledgers[1], ONE, [100 * row], () => 100 * row + 200);
  }
  const [score] = evaluation.scores();
  assertEquals([score.n, score.mae], [9 + 4, 0]);
});

Deno.test("Ledger.issue() copies what it is given", () => {
  const evaluation = new Evaluation(OPTIONS);
  const ledger = evaluation.open();
  const reused = Float64Array.of(2);
  const interval = [Float64Array.of(1), Float64Array.of(3)];
  ledger.settle(Float64Array.of(1));
  ledger.issue(reused, interval[0], interval[1]);
  reused[0] = 50;
  interval[0][0] = 40;
  interval[1][0] = 60;
  ledger.settle(Float64Array.of(2));
  const [score] = evaluation.scores();
  assertEquals([score.mae, score.coverage, score.width], [0, 1, 2]);
});

Deno.test("Ledger refuses any order but settle, issue, settle, issue", () => {
  const one = Float64Array.of(1);
  const ledger = new Evaluation(OPTIONS).open();
  assertThrows(() => ledger.issue(one, one, one), Error, "Cannot issue the forecasts of row 0");
  ledger.settle(one);
  assertThrows(() => ledger.settle(one), Error, "Cannot settle row 1: row 0 has issued no forecasts");
  ledger.issue(one, one, one);
  assertThrows(() => ledger.issue(one, one, one), Error, "Cannot issue the forecasts of row 1");
});

/** A run over three interleaved series with gaps, intervals, and more than one of everything. */
class Run {
  readonly evaluation: Evaluation;
  readonly ledgers: Ledger[];
  private readonly shape = { models: 2, targets: 2, horizons: [1, 4] };

  constructor() {
    const [models, targets] = [["m", "n"], ["a", "b"]];
    this.evaluation = new Evaluation({ models, targets, horizons: [1, 4], warmup: 20, levels: [0.9] });
    this.ledgers = [0, 1, 2].map(() => this.evaluation.open());
  }

  /** Rows `from` … `to`; every number depends on its row only, `bend` changing those of one row and later. */
  feed(from: number, to: number, bend = Infinity): void {
    for (let row = from; row < to; row++) {
      const random = new Random(row < bend ? row : row + 1e6);
      const value = () => random.uniform() < 0.1 ? NaN : random.normal();
      const say = (): Said => {
        const forecast = random.normal();
        return random.uniform() < 0.3 ? forecast : [forecast, forecast - 1, forecast + random.uniform()];
      };
      step(this.ledgers[random.below(3)], this.shape, [value(), value()], say);
    }
  }

  persist(archive: MemoryArchive): void {
    this.evaluation.persist(archive.within("evaluation"));
    this.ledgers.forEach((ledger, i) => ledger.persist(archive.within(`series.${i}`)));
  }
}

Deno.test("Evaluation and its ledgers go on bit for bit from an archive", () => {
  for (const rows of [0, 1, 37, 400]) {
    const whole = new Run();
    whole.feed(0, rows);
    const saved = new MemoryArchive();
    whole.persist(saved);
    whole.feed(rows, 1000);

    const resumed = new Run();
    resumed.persist(saved.reopened());
    resumed.feed(rows, 1000);
    assertEquals(resumed.evaluation.scores(), whole.evaluation.scores());
    const [ofWhole, ofResumed] = [new MemoryArchive(), new MemoryArchive()];
    whole.persist(ofWhole);
    resumed.persist(ofResumed);
    assertEquals(ofResumed.entries, ofWhole.entries);
    assert(whole.evaluation.scores().every((score) => score.dmPValue > 0 && score.pinball > 0));
  }
});

Deno.test("Evaluation.scores() may be asked at any time and changes nothing", () => {
  const asked = new Run();
  const silent = new Run();
  for (let row = 0; row < 400; row++) {
    asked.feed(row, row + 1);
    asked.evaluation.scores();
  }
  silent.feed(0, 400);
  assertEquals(asked.evaluation.scores(), silent.evaluation.scores());
});

Deno.test("Evaluation does not let the future touch past scores", () => {
  const one = new Run();
  const other = new Run();
  one.feed(0, 300, 250);
  other.feed(0, 250);
  const until = new Run();
  until.feed(0, 250, 250);
  assertEquals(until.evaluation.scores(), other.evaluation.scores());
  assertNotEquals(one.evaluation.scores(), other.evaluation.scores());

  // What is said at a row is scored at later rows only: different words at the last row change nothing.
  const quiet = new Evaluation(OPTIONS);
  const loud = new Evaluation(OPTIONS);
  const values = [3, 1, 4, 1, 5, 9];
  replay(quiet, ONE, values, (row) => row);
  replay(loud, ONE, values, (row) => row === 5 ? 1e9 : row);
  assertEquals(loud.scores(), quiet.scores());
});

Deno.test("Evaluation measures against naive whether or not naive is among the models", () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6];
  const say = (row: number, model: number) => model === 0 ? values[row] + 1 : values[row];
  const alone = new Evaluation(OPTIONS);
  replay(alone, ONE, values, (row) => say(row, 0));
  const beside = new Evaluation({ ...OPTIONS, models: ["m", "naive"] });
  replay(beside, { ...ONE, models: 2 }, values, (row, _h, model) => say(row, model));
  const [model, naive] = beside.scores();
  assertEquals(alone.scores()[0], model);
  assertEquals([naive.mase, naive.skill, naive.dmPValue], [1, 0, NaN]);
});

Deno.test("Evaluation.leader() is the first of a comparison where naive has erred, and tests nothing", () => {
  const models = ["naive", "late", "near"];
  const targets = ["still", "moving"];
  const evaluation = new Evaluation({ models, targets, horizons: [1], warmup: 0, levels: [0.9] });
  const ledger = evaluation.open();
  assertEquals(evaluation.leader(), undefined);
  const none = new Float64Array(6).fill(NaN);
  for (let row = 0; row < 200; row++) {
    ledger.settle(Float64Array.of(7, row));
    ledger.issue(Float64Array.of(7, row, 7, row - 1, 7, row + 0.5), none, none);
  }
  const leader = evaluation.leader()!;
  const scored = evaluation.scores().find(({ model, target }) => model === "near" && target === "moving")!;
  assertEquals([leader.model, leader.target, leader.skill], ["near", "moving", 0.75]);
  assertEquals(leader, { ...scored, dmPValue: NaN });
});
