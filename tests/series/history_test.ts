import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { MemoryArchive } from "../../src/base/archive.ts";
import { History } from "../../src/series/history.ts";

/** The plain model: every row that was pushed. */
interface Model {
  rows: number[][];
}
interface Real {
  history: History<Float64Array>;
}

class Push implements fc.Command<Model, Real> {
  constructor(private readonly row: number[]) {}
  check = () => true;
  run(model: Model, { history }: Real): void {
    history.data.set(this.row, history.push());
    model.rows.push(this.row);
    compare(model, history);
  }
  toString = () => `push(${this.row})`;
}

class Reopen implements fc.Command<Model, Real> {
  check = () => true;
  run(model: Model, real: Real): void {
    const archive = new MemoryArchive();
    real.history.persist(archive);
    const { width, keep } = real.history;
    real.history = History.float64(width, keep);
    real.history.data.fill(NaN);
    real.history.persist(archive.reopened());
    compare(model, real.history);
  }
  toString = () => "reopen()";
}

function compare({ rows }: Model, history: History<Float64Array>): void {
  const { data, width, keep } = history;
  assertEquals(history.count, rows.length);
  assertEquals(history.available, Math.min(rows.length, keep));
  for (let age = 0; age < history.available; age++) {
    const at = history.at(age);
    assertEquals([...data.subarray(at, at + width)], rows[rows.length - 1 - age]);
  }
  if (history.available > 0) { // oldest to newest, in one stretch
    const window = data.subarray(history.at(history.available - 1), history.at(0) + width);
    assertEquals([...window], rows.slice(-keep).flat());
  }
}

Deno.test("History equals an array that forgets nothing, through saving and restoring", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3 }).chain((width) =>
        fc.tuple(
          fc.constant(width),
          fc.integer({ min: 1, max: 7 }),
          fc.commands([
            fc.array(fc.integer(), { minLength: width, maxLength: width }).map((row) => new Push(row)),
            fc.constant(new Reopen()),
          ], { size: "large" }),
        )
      ),
      ([width, keep, commands]) => {
        fc.modelRun(
          () => ({ model: { rows: [] }, real: { history: History.float64(width, keep) } }),
          commands,
        );
      },
    ),
    { seed: 64, numRuns: 50 },
  );
});

Deno.test("History saves the same entries before and after it was restored", () => {
  const history = History.float32(2, 3);
  for (let row = 0; row < 11; row++) history.data.set([row, -row], history.push());
  const archive = new MemoryArchive();
  history.persist(archive);
  const restored = History.float32(2, 3);
  restored.persist(archive.reopened());
  const again = new MemoryArchive();
  restored.persist(again);
  assertEquals(again.entries, archive.entries);
});

Deno.test("History refuses a buffer of less than twice the rows it is to keep", () => {
  assertThrows(
    () => new History(new Float64Array(11), 2, 3),
    RangeError,
    "Cannot keep 3 rows of 2: need 12 numbers, got 11",
  );
});
